"""datastore_search in and out: filters to conditions, columns to PostgreSQL's type names, rows to records."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from catalog import tabular
from catalog.errors import BadQuery, Invalid
from catalog.tabular import AnyOf, Cell, Column, Condition, Criteria, Filter, Joined, Page, Search, SqlAnswer
from catalog.text import Message
from catalog.wire.ckan_params import DatastoreSearch

ROW_NUMBER = Column("_id", "integer")
MAX_RECORDS = 32_000  # of one answer, as in CKAN
FORMATS = ("objects", "lists", "csv", "tsv")
_RANK = "rank"  # the type of a column that is in no table
_TYPES = {
    "text": "text",
    "integer": "int8",
    "decimal": "numeric",
    "date": "date",
    "boolean": "bool",
    _RANK: "float4",
}
_NATIVE = {
    "text": "text", "integer": "bigint", "decimal": "numeric", "date": "date", "boolean": "boolean",
}  # fmt: skip
# DuckDB's names of types as PostgreSQL's; decimals are known by their beginning, whatever else is text.
_OF_SQL = {
    "TINYINT": "int2", "SMALLINT": "int2", "INTEGER": "int4", "BIGINT": "int8", "HUGEINT": "numeric",
    "UTINYINT": "int2", "USMALLINT": "int4", "UINTEGER": "int8", "UBIGINT": "numeric", "UHUGEINT": "numeric",
    "DOUBLE": "float8", "FLOAT": "float4", "BOOLEAN": "bool", "DATE": "date", "TIME": "time",
    "TIMESTAMP": "timestamp", "TIMESTAMP WITH TIME ZONE": "timestamptz", "INTERVAL": "interval",
}  # fmt: skip
_OPERATORS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_SORT_KEY = re.compile(r'(?:"([^"]*)"|(\S*))(.*)', re.DOTALL)
_MAX_FILTERS = 100
_MAX_DEPTH = 10


def table_columns(stored: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns of a resource's table, the row's number first."""
    return (ROW_NUMBER, *(Column(**column) for column in stored))


def table_criteria(wanted: DatastoreSearch, columns: Sequence[Column]) -> Criteria:
    """What a client asks of a table; raises Invalid naming the parameter that cannot be followed."""
    known = {column.name for column in columns}
    ranks = {name: tabular.rank_name(place) for place, name in enumerate(rank_names(wanted))}
    _refuse_unsupported(wanted)
    _require_known("fields", wanted.fields, known)
    sort: dict[str, bool] = {}
    for name, descending in map(_sort_key, wanted.sort):
        sort.setdefault(name, descending)
    _require_known("sort", sort, known | set(ranks))
    if ranks and wanted.include_next_page:
        sort = sort or {ROW_NUMBER.name: False}  # which is what the next page continues
    filters = (*_searches(wanted), *_conditions(wanted.filters or {}))
    named = [each for condition in filters for each in _named(condition)]
    _require_known("filters", named, known)
    if len(named) > _MAX_FILTERS:
        raise _invalid("filters", Message("Paling banyak %(limit)s saringan.", {"limit": _MAX_FILTERS}))
    return Criteria(
        filters=filters,
        sort=tuple((name if name in known else ranks[name], sort[name]) for name in sort),
        offset=wanted.offset,
        limit=min(wanted.limit, MAX_RECORDS),
        columns=tuple(dict.fromkeys(wanted.fields)),
        distinct=wanted.distinct,
        ranked=bool(ranks),
    )


def rank_names(wanted: DatastoreSearch) -> list[str]:
    """The columns that tell how well a row fits the words that are looked for, last in an answer."""
    if wanted.distinct:
        return []
    texts = ["rank"] if wanted.full_text.strip() or (isinstance(wanted.q, str) and wanted.q.strip()) else []
    return texts + [f"rank {name}" for name in _searched_columns(wanted)]


def with_ranks(page: Page, names: Sequence[str]) -> Page:
    """The rows with how well each fits, under those names."""
    if not names:
        return page
    rows = [(*row, *ranks) for row, ranks in zip(page.rows, page.ranks, strict=True)]
    return replace(page, columns=(*page.columns, *(Column(name, _RANK) for name in names)), rows=rows)


def _searched_columns(wanted: DatastoreSearch) -> list[str]:
    return [] if isinstance(wanted.q, str) else sorted(wanted.q)


def _searches(wanted: DatastoreSearch) -> tuple[Condition, ...]:
    """Words for all columns, then those for single ones."""
    read = tabular.plain_words if wanted.plain else tabular.expression
    texts = [text for text in (wanted.full_text, wanted.q) if isinstance(text, str) and text.strip()]
    try:
        everywhere = [Search(Joined("AND", tuple(map(read, texts))))] if texts else []
        by_column = {} if isinstance(wanted.q, str) else wanted.q
        single = [Search(read(by_column[name]), name) for name in _searched_columns(wanted)]
    except BadQuery as error:
        raise _invalid("q", error.message) from None
    return (*everywhere, *single)


def fields(columns: Iterable[Column]) -> list[dict[str, object]]:
    """The columns as CKAN's fields: name, type, and `info` where there is something to tell."""
    return [_field(column) for column in columns]


def fields_with_schema(columns: Iterable[Column]) -> list[dict[str, object]]:
    """The columns as datastore_info shows them, without the row's number."""
    return [
        _field(column)
        | {
            "schema": {
                "native_type": _NATIVE[column.type],
                "notnull": False,
                "index_name": None,
                "is_index": False,
                "uniquekey": False,
            }
        }
        for column in columns
        if column.name != ROW_NUMBER.name
    ]


def records(page: Page, records_format: str) -> object:
    """The rows as objects, lists, or one text of CSV or TSV without a header line."""
    if records_format in ("csv", "tsv"):
        return _separated(page.rows, "," if records_format == "csv" else "\t")
    if records_format == "lists":
        return [[_value(cell) for cell in row] for row in page.rows]
    names = [column.name for column in page.columns]
    return [dict(zip(names, map(_value, row), strict=True)) for row in page.rows]


def sql_answer(sql: str, answer: SqlAnswer) -> dict[str, object]:
    """What SQL found, as CKAN shows it; `records_truncated` when there was more."""
    names = [name for name, _kind in answer.columns]
    shown: dict[str, object] = {
        "sql": sql,
        "fields": [{"id": name, "type": _sql_type(kind)} for name, kind in answer.columns],
        "records": [dict(zip(names, map(_value, row), strict=True)) for row in answer.rows],
    }
    return shown | {"records_truncated": True} if answer.cut else shown


def _sql_type(kind: str) -> str:
    return "numeric" if kind.startswith("DECIMAL") else _OF_SQL.get(kind, "text")


def _field(column: Column) -> dict[str, object]:
    if column is ROW_NUMBER:
        return {"id": column.name, "type": "int"}
    told = {"label": column.title, "notes": column.description, "unit": column.unit}
    info = {key: value for key, value in told.items() if value}
    shape: dict[str, object] = {"id": column.name, "type": _TYPES[column.type]}
    return shape | {"info": info} if info else shape


def _value(cell: Cell) -> object:
    if isinstance(cell, Decimal):
        return orjson.Fragment(_digits(cell))  # a JSON number with every digit, never by way of a float
    return cell.isoformat() if isinstance(cell, date) else cell


def _digits(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _separated(rows: Iterable[Sequence[Cell]], mark: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerows([_cell_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "t" if cell else "f"
    if isinstance(cell, Decimal):
        return _digits(cell)
    return "" if cell is None else str(cell)


def _conditions(wanted: Mapping[str, Any], depth: int = 0) -> tuple[Condition, ...]:
    """What a client's filters mean; all of them must hold."""
    if depth > _MAX_DEPTH:
        raise _invalid(
            "filters", Message("Saringan bersarang paling dalam %(limit)s.", {"limit": _MAX_DEPTH})
        )
    found: list[Condition] = []
    for name, value in wanted.items():
        if name in ("$and", "$or"):
            parts = [_conditions(part, depth + 1) for part in _parts(name, value)]
            found += [AnyOf(tuple(parts))] if name == "$or" else [one for part in parts for one in part]
        elif name.startswith("$"):
            raise _invalid("filters", Message("Saringan %(name)s belum didukung.", {"name": name}))
        elif isinstance(value, dict):
            found += [_condition(name, operator, one) for operator, one in value.items()]
        else:
            found.append(_condition(name, "in" if isinstance(value, list) else "eq", value))
    return tuple(found)


def _parts(name: str, value: object) -> list[Mapping[str, Any]]:
    if isinstance(value, list) and all(isinstance(part, dict) for part in value):
        return value
    raise _invalid("filters", Message("%(name)s harus berupa daftar saringan.", {"name": name}))


def _named(condition: Condition) -> list[str]:
    """The columns that a condition names, in each of its parts."""
    if isinstance(condition, Filter):
        return [condition.column]
    if isinstance(condition, Search):
        return [condition.column] if condition.column else []
    return [name for part in condition.parts for each in part for name in _named(each)]


def _condition(name: str, operator: str, value: object) -> Filter:
    if operator == "in" and isinstance(value, list):
        return Filter(name, "in", tuple(_filter_text(name, one) for one in value))
    if operator in _OPERATORS:
        return Filter(name, _OPERATORS[operator], _filter_text(name, value))
    raise _invalid(
        "filters",
        Message(
            "Saringan %(operator)s pada kolom %(name)s belum didukung.", {"operator": operator, "name": name}
        ),
    )


def _filter_text(name: str, value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case float():
            return f"{Decimal(repr(value)):f}"
        case _:
            raise _invalid("filters", Message("Nilai saringan kolom %(name)s tidak dikenal.", {"name": name}))


def _sort_key(text: str) -> tuple[str, bool]:
    quoted, plain, rest = _SORT_KEY.fullmatch(text.strip()).groups()  # type: ignore[union-attr]  # fits all
    name, order = plain if quoted is None else quoted, " ".join(rest.split()).lower()
    if order not in ("", "asc", "desc", "asc nulls last", "desc nulls last"):
        raise _invalid("sort", Message("Urutan %(text)s tidak dapat dibaca.", {"text": text}))
    return name, order.startswith("desc")


def _refuse_unsupported(wanted: DatastoreSearch) -> None:
    if wanted.unknown:
        raise _invalid(
            "__extras", Message("Parameter %(name)s tidak dikenal.", {"name": next(iter(wanted.unknown))})
        )
    if wanted.records_format not in FORMATS:
        raise _invalid(
            "records_format", Message("Pilih salah satu dari %(names)s.", {"names": ", ".join(FORMATS)})
        )


def _require_known(parameter: str, names: Iterable[str], known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise _invalid(parameter, Message("Kolom %(name)s tidak ada dalam tabel ini.", {"name": name}))


def _invalid(parameter: str, message: Message) -> Invalid:
    return Invalid({parameter: [message]})
