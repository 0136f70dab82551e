"""What each CKAN action takes, as one frozen dataclass per action; marshmallow reads it leniently.

Clients send the same parameter as JSON, as text of a query string, as a repeated key or as JSON inside text;
the readers accept all of these. `load` gives typed values or Invalid with every field that is wrong.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, TypeVar

import orjson
from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow import fields as wire

from catalog.errors import Invalid
from catalog.text import Message

MAX_ROWS = 1000  # of one answer, as in CKAN
_TRUE = frozenset({"true", "yes", "on", "1", "t", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "f", "n", "none", ""})
_WHOLE = re.compile("-?[0-9]{1,15}")


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValidationError([Message("Harus berupa teks.")])
    if "\0" in (text := str(value)):
        raise ValidationError([Message("Tidak boleh berisi karakter nol.")])
    return text


def _flag(value: Any) -> bool:
    word = str(value).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValidationError([Message("Harus true atau false.")])


def _whole(value: Any) -> int:
    text = str(value).strip()
    if not _WHOLE.fullmatch(text):
        raise ValidationError([Message("Harus berupa bilangan bulat.")])
    return int(text)


def _natural(value: Any) -> int:
    if (number := _whole(value)) < 0:
        raise ValidationError([Message("Tidak boleh kurang dari nol.")])
    return number


def _rows(value: Any) -> int:
    return min(_natural(value), MAX_ROWS)


def _names(value: Any) -> tuple[str, ...]:
    """A list of names however it is spelled: a list, JSON text, Python's `['a']`, commas, a bare word."""
    return tuple(name for text in _list(value) for name in _split(text))


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts that may hold commas themselves: a list, or a single text."""
    return tuple(_list(value))


def _list(value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in given):
        raise ValidationError([Message("Harus berupa daftar teks.")])
    return [_text(one) for one in given]


def _split(text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        parts = _json(text)
    except ValidationError:
        parts = _json(text.replace("'", '"'))
    return _list(parts)


def _object(value: Any) -> dict[str, Any]:
    given = _json(value) if isinstance(value, str) else value
    if not isinstance(given, dict):
        raise ValidationError([Message("Harus berupa objek JSON.")])
    return given


def _words(value: Any) -> str | dict[str, str]:
    """Words to look for, or an object of words for each column (perhaps as text)."""
    given = _json(value) if isinstance(value, str) and value.lstrip().startswith("{") else value
    if isinstance(given, dict):
        return {_text(column): _text(words) for column, words in given.items()}
    return _text(given)


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ValidationError([Message("JSON tidak dapat dibaca.")]) from None


def _param(read: Callable[[Any], Any], default: object = ..., name: str = "", also: str = "") -> Any:
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
    """The base, and what actions without parameters take; `unknown` has the names not understood."""

    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ById(Params):
    """One thing by its name or id."""

    id: str = _param(_text, also="name_or_id")


@dataclass(frozen=True, kw_only=True)
class ByName(Params):
    """One thing by its name."""

    name: str = _param(_text)


@dataclass(frozen=True, kw_only=True)
class Paging(Params):
    """A part of a list; no `limit` means all that one answer holds."""

    limit: int | None = _param(_natural, None)
    offset: int = _param(_natural, 0)


@dataclass(frozen=True, kw_only=True)
class PackageSearch(Params):
    """Parameters of package_search; those that only steer Solr's ranking are accepted and change nothing."""

    q: str = _param(_text, "")
    fq: tuple[str, ...] = _param(_texts, ())
    fq_list: tuple[str, ...] = _param(_texts, ())
    rows: int = _param(_rows, 10)
    start: int = _param(_natural, 0)
    sort: str = _param(_text, "")
    facet: bool = _param(_flag, True)
    facet_field: tuple[str, ...] = _param(_names, (), name="facet.field")
    facet_limit: int = _param(_whole, 50, name="facet.limit")
    facet_mincount: int = _param(_natural, 1, name="facet.mincount")
    fl: tuple[str, ...] = _param(_names, ())


@dataclass(frozen=True, kw_only=True)
class Autocomplete(Params):
    """A beginning to complete."""

    q: str = _param(_text)
    limit: int = _param(_natural, 10)


@dataclass(frozen=True, kw_only=True)
class OrganizationList(Params):
    """Parameters of organization_list."""

    all_fields: bool = _param(_flag, False)
    include_dataset_count: bool = _param(_flag, True)
    sort: str = _param(_text, "", also="order_by")
    limit: int | None = _param(_natural, None)
    offset: int = _param(_natural, 0)
    only: tuple[str, ...] = _param(_names, (), name="organizations")


@dataclass(frozen=True, kw_only=True)
class GroupList(OrganizationList):
    """Parameters of group_list."""

    only: tuple[str, ...] = _param(_names, (), name="groups")


@dataclass(frozen=True, kw_only=True)
class OrganizationShow(ById):
    """Parameters of organization_show and group_show."""

    include_datasets: bool = _param(_flag, False)
    include_dataset_count: bool = _param(_flag, True)
    include_extras: bool = _param(_flag, True)
    include_users: bool = _param(_flag, True)
    include_groups: bool = _param(_flag, True)


@dataclass(frozen=True, kw_only=True)
class GroupPackages(ById):
    """Parameters of group_package_show."""

    limit: int | None = _param(_natural, None)


@dataclass(frozen=True, kw_only=True)
class TagList(Params):
    """Parameters of tag_list."""

    query: str = _param(_text, "")
    all_fields: bool = _param(_flag, False)


@dataclass(frozen=True, kw_only=True)
class TagShow(ById):
    """Parameters of tag_show."""

    include_datasets: bool = _param(_flag, False)


@dataclass(frozen=True, kw_only=True)
class DatastoreSearch(Params):
    """Parameters of datastore_search; `language` and the estimation threshold change nothing."""

    resource_id: str = _param(_text, also="id")
    filters: Mapping[str, Any] | None = _param(_object, None)
    q: str | Mapping[str, str] = _param(_words, "")
    full_text: str = _param(_text, "")
    distinct: bool = _param(_flag, False)
    plain: bool = _param(_flag, True)
    language: str = _param(_text, "")
    limit: int = _param(_natural, 100)
    offset: int = _param(_natural, 0)
    fields: tuple[str, ...] = _param(_names, ())
    sort: tuple[str, ...] = _param(_names, ())
    include_total: bool = _param(_flag, True)
    include_next_page: bool = _param(_flag, False)
    total_estimation_threshold: int | None = _param(_natural, None)
    records_format: str = _param(_text, "objects")


@dataclass(frozen=True, kw_only=True)
class DatastoreSearchSql(Params):
    """Parameters of datastore_search_sql."""

    sql: str = _param(_text)


@dataclass(frozen=True, kw_only=True)
class DatastoreInfo(Params):
    """Parameters of datastore_info."""

    id: str = _param(_text, also="resource_id")


Kind = TypeVar("Kind", bound=Params)


def load(kind: type[Kind], given: Mapping[str, Any]) -> Kind:
    """The parameters of an action from what a client sent; null and empty text mean nothing; or Invalid."""
    values = {name: value for name, value in given.items() if value is not None and value != ""}
    for item in fields(kind):
        second = item.metadata.get("also")
        if second and second in values:
            key = item.metadata["reader"].data_key or item.name
            values.setdefault(key, values[second])
            del values[second]
    schema = _schema(kind)  # type: ignore[arg-type]  # mypy looks at the instances for a hash
    known = {item.data_key or name for name, item in schema.fields.items()}
    try:
        loaded: dict[str, Any] = schema.load(values)
    except ValidationError as error:
        raise Invalid({name: list(messages) for name, messages in error.messages_dict.items()}) from None
    return kind(**loaded, unknown=tuple(name for name in values if name not in known))


@cache
def _schema(kind: type[Params]) -> Schema:
    readers = {item.name: item.metadata["reader"] for item in fields(kind) if "reader" in item.metadata}
    return Schema.from_dict(readers, name=kind.__name__)(unknown=EXCLUDE)
