"""Asking a stored table: a page with totals, or which rows an export writes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.errors import BadQuery
from catalog.tabular.columns import DIGITS, MAX_SCALE, ROW_NUMBER, Cell, Column, expected
from catalog.tabular.engine import cursor, quote, table
from catalog.text import Message

MAX_LIMIT = 32_000  # rows of one page, as in CKAN's datastore
_MAX_WORDS = 32  # as many as a search takes; each is looked for in every text of a row
_MAX_VALUES = 1_000  # of one condition
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{MAX_SCALE}}})?")


@dataclass(frozen=True)
class Filter:
    """One condition; `op` is =, in, contains, <, <=, > or >=; the value is read as the column's type."""

    column: str
    op: str
    value: str | tuple[str, ...]


@dataclass(frozen=True)
class Criteria:
    """Which rows, in which order: sort names columns with whether descending; no `columns` means all.

    Every word of `words` must stand, in either case, in some text column of the row.
    """

    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    words: str = ""
    offset: int = 0
    limit: int = 50
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Rows with their numbers in the stored table (from 1); `total` and `sums` are of the filtered set."""

    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    numbers: list[int]
    total: int
    sums: dict[str, Decimal]


@dataclass(frozen=True)
class Selection:
    """Chosen columns, and their rows as SQL to stand behind `SELECT ...`, with its parameters."""

    columns: tuple[Column, ...]
    tail: str
    params: tuple[object, ...]


def page(path: Path, columns: Sequence[Column], criteria: Criteria) -> Page:
    """A page of a stored table; BadQuery for unknown columns or operators, and values that do not parse."""
    if criteria.offset < 0 or not 0 <= criteria.limit <= MAX_LIMIT:
        raise BadQuery(Message("Halaman di luar batas: paling banyak %(limit)s baris.", {"limit": MAX_LIMIT}))
    shown = _chosen(columns, criteria.columns)
    where, params = _where(columns, criteria)
    additive = tuple(column.name for column in shown if column.additive)
    total, sums = _totals(path, additive, where, tuple(params))
    fields = ", ".join(quote(name) for name in (ROW_NUMBER, *(column.name for column in shown)))
    rows = _rows(f"SELECT {fields} FROM {table(path)}", columns, criteria)
    return Page(
        columns=shown,
        rows=[row[1:] for row in rows],
        numbers=[row[0] for row in rows],
        total=total,
        sums=dict(zip(additive, sums, strict=True)),
    )


def _rows(select: str, columns: Sequence[Column], criteria: Criteria) -> list[tuple[Any, ...]]:
    where, params = _where(columns, criteria)
    first, last = criteria.offset + 1, criteria.offset + criteria.limit
    if not where and not criteria.sort:  # by number, so that the last page costs no more than the first
        sql, params = f"{select} WHERE {ROW_NUMBER} BETWEEN ? AND ?", [first, last]
    else:
        sql = f"{select}{where}{_order(columns, criteria)} LIMIT {criteria.limit} OFFSET {criteria.offset}"
    with cursor() as connection:
        return connection.execute(sql, params).fetchall()


@lru_cache(maxsize=1_000)
def _totals(
    path: Path, names: tuple[str, ...], where: str, params: tuple[object, ...]
) -> tuple[int, tuple[Decimal, ...]]:
    # Kept, since a stored table never changes and every page of it asks for the same totals.
    sums = "".join(f", sum({quote(name)})" for name in names)
    with cursor() as connection:
        found = connection.execute(f"SELECT count(*){sums} FROM {table(path)}{where}", params).fetchall()[0]
    return found[0], tuple(Decimal(value or 0) for value in found[1:])


def selection(path: Path, columns: Sequence[Column], criteria: Criteria) -> Selection:
    """The whole filtered set (offset and limit aside), to be written by an export; raises BadQuery."""
    where, params = _where(columns, criteria)
    tail = f" FROM {table(path)}{where}{_order(columns, criteria)}"
    return Selection(_chosen(columns, criteria.columns), tail, tuple(params))


def _chosen(columns: Sequence[Column], names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(_find(columns, name) for name in names) if names else tuple(columns)


def _find(columns: Sequence[Column], name: str) -> Column:
    for column in columns:
        if column.name == name:
            return column
    raise BadQuery(Message("Kolom %(column)s tidak ada dalam tabel ini.", {"column": name}))


def _order(columns: Sequence[Column], criteria: Criteria) -> str:
    if not criteria.sort:
        return ""  # the engine keeps the stored order, and sorting by number would take memory
    keys = [
        f"{quote(_find(columns, name).name)} {'DESC' if descending else 'ASC'} NULLS LAST"
        for name, descending in criteria.sort
    ]
    return f" ORDER BY {', '.join([*keys, ROW_NUMBER])}"


def _where(columns: Sequence[Column], criteria: Criteria) -> tuple[str, list[object]]:
    conditions: list[str] = []
    params: list[object] = []
    for each in criteria.filters:
        condition, values = _condition(_find(columns, each.column), each)
        conditions.append(condition)
        params += values
    texts = [quote(column.name) for column in columns if column.type == "text"]
    for word in _words(criteria.words):
        conditions.append(f"({' OR '.join(_contains(name) for name in texts) or 'false'})")
        params += [word] * len(texts)
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), params


def _words(text: str) -> list[str]:
    try:
        words = _text(text).split(maxsplit=_MAX_WORDS)
    except ValueError:
        raise BadQuery(Message("Kata yang dicari berisi huruf yang rusak.")) from None
    if len(words) > _MAX_WORDS:
        raise BadQuery(Message("Paling banyak %(limit)s saringan.", {"limit": _MAX_WORDS}))
    return words


def _contains(name: str) -> str:
    return f"contains(lower({name}), lower(?))"


def _condition(column: Column, wanted: Filter) -> tuple[str, list[Cell]]:
    name = quote(column.name)
    if wanted.op == "in" and isinstance(wanted.value, tuple):
        if len(wanted.value) > _MAX_VALUES:
            raise BadQuery(Message("Paling banyak %(limit)s saringan.", {"limit": _MAX_VALUES}))
        values = [_parse(column, text) for text in wanted.value]
        return (f"{name} IN ({', '.join('?' * len(values))})" if values else "false"), values
    if isinstance(wanted.value, str):
        if wanted.op == "contains" and column.type == "text":
            return _contains(name), [wanted.value]
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
        return _PARSERS[column.type](text)
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


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


_PARSERS: dict[str, Callable[[str], Cell]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": date.fromisoformat,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
}
