"""Which rows of a stored table are meant: conditions on columns and words, as SQL with parameters."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias, Union

from catalog.errors import BadQuery
from catalog.tabular.columns import DIGITS, USUAL_SCALE, Cell, Column, expected
from catalog.tabular.engine import quote
from catalog.tabular.text_query import Search, contains_sql, plain_words, search_sql
from catalog.text import Message

_MAX_VALUES = 1_000  # of one condition
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_COMPARED = 38  # digits in which the engine compares exactly


@dataclass(frozen=True)
class Filter:
    """One condition: `op` is =, in, contains, <, <=, >, >= or empty; the value is read as the column's."""

    column: str
    op: str
    value: str | tuple[str, ...] = ""


@dataclass(frozen=True)
class AnyOf:
    """Holds for a row for which every condition of one of its parts holds."""

    parts: tuple[tuple["Condition", ...], ...]


Condition: TypeAlias = Union[Filter, AnyOf, Search]  # noqa: UP007  # `|` cannot name what is not defined yet


def find(columns: Sequence[Column], name: str) -> Column:
    """The column of this name; BadQuery when there is none."""
    for column in columns:
        if column.name == name:
            return column
    raise BadQuery(Message("Kolom %(column)s tidak ada dalam tabel ini.", {"column": name}))


def where(columns: Sequence[Column], conditions: Sequence[Condition], words: str) -> tuple[str, list[object]]:
    """` WHERE ...` (or nothing) and its parameters.

    Every word must be found in some column, as `Search` says; BadQuery for what cannot be asked.
    """
    params: list[object] = []
    tests = [_test(columns, each, params) for each in conditions]
    if words.strip():
        tests.append(search_sql(Search(plain_words(words)), columns, params))
    return (f" WHERE {' AND '.join(tests)}" if tests else ""), params


def _test(columns: Sequence[Column], wanted: Condition, params: list[object]) -> str:
    """A condition as SQL; its parameters are added to `params`."""
    if isinstance(wanted, Filter):
        sql, values = _condition(find(columns, wanted.column), wanted)
        params += values
        return sql
    if isinstance(wanted, Search):
        if wanted.column:
            find(columns, wanted.column)
        return search_sql(wanted, columns, params)
    parts = (" AND ".join(_test(columns, each, params) for each in part) or "true" for part in wanted.parts)
    return f"({' OR '.join(f'({part})' for part in parts) or 'false'})"


def _condition(column: Column, wanted: Filter) -> tuple[str, Sequence[object]]:
    name = quote(column.name)
    if wanted.op == "in" and isinstance(wanted.value, tuple):
        if len(wanted.value) > _MAX_VALUES:
            raise BadQuery(Message("Paling banyak %(limit)s saringan.", {"limit": _MAX_VALUES}))
        values = [_parse(column, text) for text in wanted.value]
        return (f"{name} IN ({', '.join('?' * len(values))})" if values else "false"), values
    if wanted.op == "empty":
        return (f"({name} IS NULL OR {name} = '')" if column.type == "text" else f"{name} IS NULL"), []
    if isinstance(wanted.value, str):
        if wanted.op == "contains" and column.type == "text":
            params: list[object] = []
            return contains_sql(name, wanted.value, params), params
        if wanted.op == "=" or (wanted.op in ("<", "<=", ">", ">=") and column.type != "boolean"):
            return f"{name} {wanted.op} ?", [_parse(column, wanted.value)]
    raise BadQuery(
        Message(
            "Saringan %(op)s tidak dapat dipakai pada kolom %(column)s.",
            {"op": wanted.op, "column": column.name},
        )
    )


def _parse(column: Column, text: str) -> Cell:
    try:
        return _decimal(text, column.scale) if column.type == "decimal" else _PARSERS[column.type](text)
    except (ValueError, KeyError):
        raise BadQuery(
            Message(
                "Saringan pada kolom %(column)s: %(value)s bukan %(expected)s.",
                {"column": column.name, "value": _shown(text), "expected": expected(column)},
            )
        ) from None


def _shown(text: str) -> str:
    return text.encode(errors="replace").decode()[:100]


def _text(text: str) -> str:
    text.encode()  # a lone surrogate, which JSON can carry, raises UnicodeEncodeError: a ValueError
    return text


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str, scale: int) -> Decimal:
    places = max(scale, USUAL_SCALE)
    found = _DECIMAL.fullmatch(text)
    if not found or len(found[1]) > min(DIGITS, _COMPARED - places) or len(found[2] or "") > places:
        raise ValueError(text)
    return Decimal(text)


_PARSERS: dict[str, Callable[[str], Cell]] = {
    "text": _text,
    "integer": _integer,
    "date": date.fromisoformat,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
}
