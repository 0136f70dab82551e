"""How parameters are read: leniently, one reader for each kind of value; what cannot be read is named.

Clients send the same parameter as JSON, as text of a query string, as a repeated key or as JSON inside text;
the readers accept all of these. `load` gives typed values or Invalid with every field that is wrong.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, TypeVar

import orjson
from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow import fields as wire

from catalog.errors import Invalid
from catalog.text import Message

_TRUE = frozenset({"true", "yes", "on", "1", "t", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "f", "n", "none", ""})
_WHOLE = re.compile("-?[0-9]{1,15}")
_DEEPEST = 8  # levels of JSON in a value that is only kept


def text(value: Any) -> str:
    """A text; a number is its digits."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValidationError([Message("Harus berupa teks.")])
    if "\0" in (found := str(value)):
        raise ValidationError([Message("Tidak boleh berisi karakter nol.")])
    return found


def text_up_to(most: int) -> Callable[[Any], str]:
    """A reader of texts with at most so many characters."""

    def read(value: Any) -> str:
        if len(found := text(value)) > most:
            raise ValidationError([Message("Paling panjang %(most)s karakter.", {"most": most})])
        return found

    return read


def flag(value: Any) -> bool:
    """True or false in any of their spellings."""
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValidationError([Message("Harus true atau false.")])


def whole(value: Any) -> int:
    """A whole number, perhaps as text."""
    digits = str(value).strip()
    if not _WHOLE.fullmatch(digits):
        raise ValidationError([Message("Harus berupa bilangan bulat.")])
    return int(digits)


def natural(value: Any) -> int:
    """A whole number that is not below zero."""
    if (number := whole(value)) < 0:
        raise ValidationError([Message("Tidak boleh kurang dari nol.")])
    return number


def names(value: Any) -> tuple[str, ...]:
    """A list of names however it is spelled: a list, JSON text, Python's `['a']`, commas, a bare word."""
    return tuple(name for part in _list(value) for name in _split(part))


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts that may hold commas themselves: a list, or a single text."""
    return tuple(_list(value))


def json_object(value: Any) -> dict[str, Any]:
    """A JSON object, perhaps as text."""
    given = _json(value) if isinstance(value, str) else value
    if not isinstance(given, dict):
        raise ValidationError([Message("Harus berupa objek JSON.")])
    return given


def json_list(value: Any) -> list[Any]:
    """A JSON list, perhaps as text; empty text is an empty one, a lone object a list of one."""
    given = _json(value) if isinstance(value, str) and value.strip() else value or []
    if not isinstance(given, list | dict):
        raise ValidationError([Message("Harus berupa daftar JSON.")])
    return [given] if isinstance(given, dict) else given


def json_value(value: Any, depth: int = _DEEPEST) -> Any:
    """Any JSON value that is kept as it is; raises ValidationError for one that is nested too deep."""
    if not depth:
        raise ValidationError([Message("Terlalu banyak lapisan di dalam nilai ini.")])
    if isinstance(value, dict):
        return {text(key): json_value(each, depth - 1) for key, each in value.items()}
    if isinstance(value, list):
        return [json_value(each, depth - 1) for each in value]
    return text(value) if isinstance(value, str) else value


def words(value: Any) -> str | dict[str, str]:
    """Words to look for, or an object of words for each column (perhaps as text)."""
    given = _json(value) if isinstance(value, str) and value.lstrip().startswith("{") else value
    if isinstance(given, dict):
        return {text(column): text(wanted) for column, wanted in given.items()}
    return text(given)


def param(read: Callable[[Any], Any], default: object = ..., name: str = "", also: str = "") -> Any:
    """A dataclass field read by a function; required without a default.

    `name` is what clients call it where Python cannot; `also` is a second name for it.
    """
    reader = wire.Function(
        deserialize=read,
        data_key=name or None,
        required=default is ...,
        error_messages={"required": [Message("Wajib diisi.")]},  # a list keeps the Message as it is
    )
    metadata = {"reader": reader, "also": also}
    return field(metadata=metadata) if default is ... else field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Params:
    """The base, and what actions without parameters take; `unknown` has what no field is named after.

    Null and empty text mean nothing, but where `clears` is true: there they empty the field.
    """

    unknown: Mapping[str, Any] = field(default_factory=dict)
    clears: ClassVar[bool] = False


Kind = TypeVar("Kind", bound=Params)


def load(kind: type[Kind], given: Mapping[str, Any]) -> Kind:
    """The parameters of an action from what a client sent, or Invalid."""
    schema = _schema(kind)  # type: ignore[arg-type]  # mypy looks at the instances for a hash
    known = {item.data_key or name for name, item in schema.fields.items()}
    if kind.clears:
        values = {name: "" if value is None and name in known else value for name, value in given.items()}
    else:
        values = {name: value for name, value in given.items() if value is not None and value != ""}
    for item in fields(kind):
        second = item.metadata.get("also")
        if second and second in values:
            key = item.metadata["reader"].data_key or item.name
            values.setdefault(key, values[second])
            del values[second]
    try:
        loaded: dict[str, Any] = schema.load(values)
    except ValidationError as error:
        raise _invalid(error.messages_dict) from None
    return kind(**loaded, unknown={name: value for name, value in values.items() if name not in known})


def fields_of(kind: type[Params]) -> list[str]:
    """What clients call the parameters of a kind."""
    schema = _schema(kind)  # type: ignore[arg-type]  # mypy looks at the instances for a hash
    return [item.data_key or name for name, item in schema.fields.items()]


def _invalid(problems: Mapping[str, Any]) -> Invalid:
    """Problems of fields; those of a list of things stay one object for each thing."""
    rows = {name: list(found) for name, found in problems.items() if isinstance(found[0], Mapping)}
    return Invalid({name: list(found) for name, found in problems.items() if name not in rows}, rows)


@cache
def _schema(kind: type[Params]) -> Schema:
    readers = {item.name: item.metadata["reader"] for item in fields(kind) if "reader" in item.metadata}
    return Schema.from_dict(readers, name=kind.__name__)(unknown=EXCLUDE)


def _list(value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in given):
        raise ValidationError([Message("Harus berupa daftar teks.")])
    return [text(one) for one in given]


def _split(part: str) -> list[str]:
    if not part.lstrip().startswith("["):
        return [name.strip() for name in part.split(",") if name.strip()]
    try:
        parts = _json(part)
    except ValidationError:
        parts = _json(part.replace("'", '"'))
    return _list(parts)


def _json(given: str) -> Any:
    try:
        return orjson.loads(given)
    except orjson.JSONDecodeError:
        raise ValidationError([Message("JSON tidak dapat dibaca.")]) from None
