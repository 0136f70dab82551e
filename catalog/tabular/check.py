"""Checking a table against its Table Schema: SQL finds the suspect rows, frictionless says what is wrong.

The result is that of frictionless over the whole table, at a fraction of the time. Import this by its module
path: it loads frictionless.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
from frictionless import Dialect, Error, FrictionlessException, Package, Row, Schema, errors
from frictionless.resources import TableResource

from catalog.tabular.columns import TABLE_SCHEMA_TYPES, Column, describe
from catalog.tabular.engine import cursor, quote
from catalog.tabular.engine import table as stored
from catalog.tabular.package import checked_schema
from catalog.tabular.report import UNFINISHED, Found, Problem, Report, gather, shown
from catalog.tabular.source_table import SourceTable
from catalog.tabular.suspects import Suspects, suspects

_PIECE = 1_000  # rows fetched at once
_MOST = 100_000  # problems; who has more mends those first, and frictionless is slow to tell them
_CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"', re.DOTALL)
_TYPE = re.compile(r'type is "(\w+)/.*"', re.DOTALL)
_SAME = re.compile(r"the same as in the row at position (\d+)")


@dataclass(frozen=True)
class Reference:
    """A stored table that foreign keys point to."""

    columns: tuple[Column, ...]
    path: Path


def check(
    table: SourceTable,
    schema: Mapping[str, Any],
    labels: Sequence[str] = (),
    references: Mapping[str, Reference] | None = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> Report:
    """What frictionless finds in a table, header and keys included; Invalid for a schema that is none.

    `labels` are the header as it stands in the source, where that is to be checked too; foreign keys point
    to `references` by name. `progress` is told the share done, and may raise to end the check. After some
    100,000 problems it ends by itself, with one more that says so (UNFINISHED).
    """
    examination = _Examination(table, checked_schema(schema), labels, references or {}, progress)
    return gather(*examination.run())


class _Examination:
    """One table under frictionless, of which it sees the rows that are suspect."""

    def __init__(
        self,
        table: SourceTable,
        schema: dict[str, Any],
        labels: Sequence[str],
        references: Mapping[str, Reference],
        progress: Callable[[float], None],
    ) -> None:
        self.table, self.schema, self.references, self.progress = table, schema, references, progress
        self.labels = list(labels) or [column.name for column in table.columns]
        self.numbers = array("q")  # of the rows that frictionless has seen, in the source
        self.where = "false"
        self.failure: duckdb.Error | None = None

    def run(self) -> tuple[int, Iterator[Found]]:
        """How many rows the table has, and what is found in them."""
        try:
            with self._resource(self.schema | {"foreignKeys": []}) as header_alone:
                fields = header_alone.header.get_expected_fields()
                found = [self._found(error) for error in header_alone.header.errors]
        except FrictionlessException as error:
            return 0, iter([self._found(each) for each in error.to_errors()])
        self.progress(0.05)
        picked = suspects(self.table, fields, self.schema)
        self.progress(0.5)
        return picked.rows, chain(found, self._examine(picked) if picked.where else ())

    def _examine(self, picked: Suspects) -> Iterator[Found]:
        self.where = picked.where
        try:
            with self._resource(self.schema) as resource:
                count = 0
                for place, row in enumerate(resource.row_stream, 1):
                    mine = [self._found(error) for error in row.errors]
                    mine += self._unstorable(row, {each.problem.position for each in mine})
                    yield from mine
                    count += len(mine)
                    if count >= _MOST:
                        number = self._number(row.row_number)
                        yield Found(UNFINISHED, Problem(number, sheet=self.table.sheet), str(number))
                        break
                    if place % _PIECE == 0:
                        self.progress(min(0.99, 0.5 + 0.5 * place / (picked.rows + 1)))
        except FrictionlessException as error:  # a foreign key to a table that is not there
            if self.failure:  # frictionless takes every failure of reading for a fault of the data
                raise self.failure from error
            yield from [self._found(each) for each in error.to_errors()]
        self.progress(1)

    def _resource(self, schema: Mapping[str, Any]) -> TableResource:
        main = _resource("table", self._rows, schema)
        references = [
            _resource(name, partial(_stored_rows, each), describe(each.columns))
            for name, each in self.references.items()
        ]
        Package(resources=[main, *references])  # where foreign keys are looked up
        return main

    def _rows(self) -> Iterator[list[Any]]:
        """The header and the rows to look at; frictionless may read them more than once."""
        yield self.labels
        width = len(self.table.columns)
        typed = [place for place, column in enumerate(self.table.columns) if column.type != "text"]
        names = [*(f"v{place}" for place in range(1, width + 1)), *(f"x{place + 1}" for place in typed)]
        sql = f"SELECT _row, _cells, {', '.join(names)} FROM {self.table.sql} WHERE {self.where}"
        for place, (number, uneven, *found) in enumerate(self._fetched(sql)):
            if place == len(self.numbers):
                self.numbers.append(number)
            cells = found[:width]
            for column, misfit in zip(typed, found[width:], strict=True):
                if misfit is not None:
                    cells[column] = misfit
            yield uneven or cells

    def _fetched(self, sql: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from _fetched(self.table.connection, sql)
        except duckdb.Error as error:
            self.failure = error
            raise

    def _unstorable(self, row: Row, known: set[int]) -> Iterator[Found]:
        """Cells that frictionless takes, such as 1e5, and that no column of their type holds exactly."""
        if len(row.cells) != len(self.table.columns):
            return
        for place, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=True)):
            position = self.table.positions[place]
            if column.type != "text" and isinstance(cell, str) and position not in known:
                problem = Problem(
                    self._number(row.row_number), column.name, position, shown(cell), self.table.sheet
                )
                yield Found("unstorable", problem, TABLE_SCHEMA_TYPES[column.type])

    def _number(self, place: int) -> int:
        """The number in the source of a row that frictionless counts from 2, below the header."""
        return self.numbers[place - 2]

    def _found(self, error: Error) -> Found:
        sheet = self.table.sheet
        match error:
            case errors.CellError():
                position = self._position(error.field_number)
                number = self._number(error.row_number)
                value = shown(error.cell)
                problem = Problem(number, error.field_name, position, value, sheet, self._same(error))
                rule, wanted = _rule(error)
                return Found(rule, problem, wanted)
            case errors.ForeignKeyError():
                number, value = self._number(error.row_number), shown(", ".join(error.field_cells))
                problem = Problem(number, ", ".join(error.field_names), 0, value, sheet)
                return Found(error.type, problem, error.reference_name)
            case errors.RowError():
                problem = Problem(self._number(error.row_number), "", 0, "", sheet, self._same(error))
                return Found(error.type, problem)
            case errors.LabelError():
                position = self._position(error.field_number)
                problem = Problem(1, error.field_name, position, shown(error.label), sheet)
                return Found(error.type, problem, "" if error.field_name else str(position))
            case _:
                return Found(error.type, Problem(1, value=shown(error.note), sheet=sheet))

    def _position(self, place: int) -> int:
        known = self.table.positions
        return known[place - 1] if 0 < place <= len(known) else place

    def _same(self, error: errors.RowError) -> int:
        found = _SAME.search(error.note)
        return self._number(int(found[1])) if found else 0


def _rule(error: errors.CellError) -> tuple[str, str]:
    """The rule's name and what it asks for: an error's type, or a constraint and its value."""
    constraint = _CONSTRAINT.fullmatch(error.note)
    if isinstance(error, errors.ConstraintError) and constraint:
        return constraint[1], "" if constraint[1] == "required" else constraint[2]
    named = _TYPE.fullmatch(error.note)
    return error.type, named[1] if named else ""


def _resource(name: str, rows: Callable[[], Iterator[list[Any]]], schema: Mapping[str, Any]) -> TableResource:
    return TableResource(
        name=name,
        data=rows,
        schema=Schema.from_descriptor(dict(schema)),
        dialect=Dialect(header=True, header_rows=[1]),  # told, or else it is guessed from the rows
    )


def _stored_rows(reference: Reference) -> Iterator[list[Any]]:
    yield [column.name for column in reference.columns]
    names = ", ".join(quote(column.name) for column in reference.columns)
    with cursor() as connection:
        yield from map(list, _fetched(connection, f"SELECT {names} FROM {stored(reference.path)}"))


def _fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    with closing(connection.cursor()) as own:
        found = own.execute(sql)
        while rows := found.fetchmany(_PIECE):
            yield from rows
