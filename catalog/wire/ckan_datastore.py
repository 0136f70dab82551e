"""datastore_search in and out: filters to conditions, columns to PostgreSQL's type names, rows to records."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from catalog.errors import Invalid
from catalog.tabular import Cell, Column, Criteria, Filter, Page
from catalog.text import Message
from catalog.wire.ckan_params import DatastoreSearch

ROW_NUMBER = Column("_id", "integer")
MAX_RECORDS = 32_000  # of one answer, as in CKAN
FORMATS = ("objects", "lists", "csv", "tsv")
_TYPES = {"text": "text", "integer": "int8", "decimal": "numeric", "date": "date", "boolean": "bool"}
_NATIVE = {
    "text": "text", "integer": "bigint", "decimal": "numeric", "date": "date", "boolean": "boolean",
}  # fmt: skip
_OPERATORS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_MAX_FILTERS = 100


def table_columns(stored: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns of a resource's table, the row's number first."""
    return (ROW_NUMBER, *(Column(**column) for column in stored))


def table_criteria(wanted: DatastoreSearch, columns: Sequence[Column]) -> Criteria:
    """What a client asks of a table; raises Invalid naming the parameter that cannot be followed."""
    known = {column.name for column in columns}
    _refuse_unsupported(wanted)
    _require_known("fields", wanted.fields, known)
    sort: dict[str, bool] = {}
    for name, descending in map(_sort_key, wanted.sort):
        sort.setdefault(name, descending)
    _require_known("sort", sort, known)
    filters = tuple(
        condition for name, value in (wanted.filters or {}).items() for condition in _conditions(name, value)
    )
    words = wanted.full_text
    if isinstance(wanted.q, str):
        words = f"{words} {wanted.q}".strip()
    else:
        filters += tuple(Filter(name, "contains", text) for name, text in wanted.q.items())
    _require_known("filters", [each.column for each in filters], known)
    if len(filters) > _MAX_FILTERS:
        raise _invalid("filters", Message("Paling banyak %(limit)s saringan.", {"limit": _MAX_FILTERS}))
    return Criteria(
        filters=filters,
        sort=tuple(sort.items()),
        words=words,
        offset=wanted.offset,
        limit=min(wanted.limit, MAX_RECORDS),
        columns=tuple(dict.fromkeys(wanted.fields)),
    )


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


def _conditions(name: str, wanted: object) -> list[Filter]:
    if name.startswith("$"):
        raise _invalid("filters", Message("Saringan %(name)s belum didukung.", {"name": name}))
    if isinstance(wanted, dict):
        return [_condition(name, operator, value) for operator, value in wanted.items()]
    return [_condition(name, "in" if isinstance(wanted, list) else "eq", wanted)]


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
    name, *rest = text.strip().split()
    name, order = name.strip('"'), " ".join(rest).lower()
    if order not in ("", "asc", "desc", "asc nulls last", "desc nulls last"):
        raise _invalid("sort", Message("Urutan %(text)s tidak dapat dibaca.", {"text": text}))
    return name, order.startswith("desc")


def _refuse_unsupported(wanted: DatastoreSearch) -> None:
    if wanted.unknown:
        raise _invalid("__extras", Message("Parameter %(name)s tidak dikenal.", {"name": wanted.unknown[0]}))
    if wanted.records_format not in FORMATS:
        raise _invalid(
            "records_format", Message("Pilih salah satu dari %(names)s.", {"names": ", ".join(FORMATS)})
        )
    if wanted.distinct:
        raise _invalid("distinct", Message("Penghapusan baris kembar belum didukung."))
    if not wanted.plain:
        raise _invalid("plain", Message("Hanya pencarian kata biasa yang didukung."))


def _require_known(parameter: str, names: Iterable[str], known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise _invalid(parameter, Message("Kolom %(name)s tidak ada dalam tabel ini.", {"name": name}))


def _invalid(parameter: str, message: Message) -> Invalid:
    return Invalid({parameter: [message]})
