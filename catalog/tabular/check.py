"""Checking rows against a Table Schema with frictionless, told in plain words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from frictionless import Error, FrictionlessException, Schema
from frictionless.resources import TableResource

from catalog.errors import Invalid
from catalog.tabular.columns import Cell
from catalog.tabular.engine import cursor, quote, table
from catalog.text import Message

MAX_ERRORS = 1_000
_SHOWN = 100  # characters of a wrong value in its message
_CHUNK = 5_000  # rows
_CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"', re.DOTALL)
_WORDS = {
    "type-error": Message(
        "Baris %(row)s, kolom %(column)s: %(value)s bukan nilai yang sesuai jenis kolomnya."
    ),
    "required": Message("Baris %(row)s, kolom %(column)s: harus diisi."),
    "unique-error": Message("Baris %(row)s, kolom %(column)s: %(value)s sudah dipakai baris lain."),
    "minimum": Message("Baris %(row)s, kolom %(column)s: %(value)s kurang dari %(bound)s."),
    "maximum": Message("Baris %(row)s, kolom %(column)s: %(value)s lebih dari %(bound)s."),
    "minLength": Message(
        "Baris %(row)s, kolom %(column)s: %(value)s terlalu pendek; paling sedikit %(bound)s huruf."
    ),
    "maxLength": Message(
        "Baris %(row)s, kolom %(column)s: %(value)s terlalu panjang; paling banyak %(bound)s huruf."
    ),
    "pattern": Message("Baris %(row)s, kolom %(column)s: %(value)s tidak berbentuk %(bound)s."),
    "enum": Message("Baris %(row)s, kolom %(column)s: %(value)s tidak ada dalam daftar nilai yang boleh."),
    "primary-key": Message("Baris %(row)s: kunci baris ini kosong atau sama dengan baris lain."),
    "missing-cell": Message("Baris %(row)s: selnya kurang; kolom %(column)s tidak ada."),
    "extra-cell": Message("Baris %(row)s: selnya lebih banyak daripada kolomnya."),
    "blank-row": Message("Baris %(row)s kosong."),
}
_OTHERWISE = Message("Baris %(row)s, kolom %(column)s: melanggar aturan %(rule)s.")


@dataclass(frozen=True)
class TableError:
    """One broken rule: row from 1, column and value (empty for a whole row), the rule's Table Schema name."""

    row: int
    column: str
    value: str
    rule: str
    message: Message


def check(rows: Iterable[Sequence[Cell]], schema: Mapping[str, object]) -> list[TableError]:
    """Rows (cells in the order of the schema's fields) against a Table Schema; at most 1,000 errors.

    Raises Invalid when the schema itself is wrong.
    """
    descriptor = dict(schema)
    try:
        table_schema = Schema.from_descriptor(descriptor)
    except FrictionlessException as error:
        problem = error.reasons[0] if error.reasons else error.error
        raise Invalid(
            {"schema": [Message("Skema tabel tidak sah: %(problem)s.", {"problem": problem.note})]}
        ) from error
    cells = chain([table_schema.field_names], map(list, rows))
    resource = TableResource(data=cells, schema=table_schema)
    report = resource.validate(limit_errors=MAX_ERRORS)
    return [_told(error) for error in report.tasks[0].errors]


def check_stored(path: Path, schema: Mapping[str, object]) -> list[TableError]:
    """A stored table's rows against a Table Schema whose fields are among the table's columns."""
    names = ", ".join(quote(name) for name in Schema.from_descriptor(dict(schema)).field_names)
    with cursor() as connection:
        found = connection.execute(f"SELECT {names} FROM {table(path)}")
        return check(chain.from_iterable(iter(lambda: found.fetchmany(_CHUNK), [])), schema)


def _told(error: Error) -> TableError:
    details = error.to_descriptor()
    rule, bound = str(details["type"]), ""
    if constraint := _CONSTRAINT.search(error.note):
        rule, bound = constraint[1], constraint[2]
    row = int(details.get("rowNumber", 1)) - 1  # frictionless counts the header as row 1
    column, value = str(details.get("fieldName", "")), str(details.get("cell", ""))
    places = {"row": row, "column": column, "value": value[:_SHOWN], "bound": bound, "rule": rule}
    return TableError(row, column, value, rule, replace(_WORDS.get(rule, _OTHERWISE), params=places))
