"""SQL on a resource's table: a form with an example filled in, the answer as a table and as CSV."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from catalog import datasets, tabular
from catalog.datasets import Resource
from catalog.errors import BadQuery, Later, LumbungError, NotAuthorized, NotFound
from catalog.tabular import KIND_COLUMN, Column, SqlAnswer, SqlCell, has_subtotals
from catalog.text import Message, slugify
from catalog.web import table_query
from catalog.web.datasets import published
from catalog.web.downloads import answering_resource
from catalog.web.formats import number
from catalog.web.request import request_work
from catalog.web.wording import padded
from catalog.work import Work

TABLE = "tabel"  # what the resource of the page is called in SQL; all others by their id
_LONGEST = 2_000  # characters, so that an address can hold them; the API takes more
_SHOWN_ROWS = 500
_LONGEST_CELL = 300  # characters that a page shows; the CSV has them all
_REFUSALS: tuple[tuple[type[LumbungError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotAuthorized, HTTPStatus.FORBIDDEN),
    (Later, HTTPStatus.SERVICE_UNAVAILABLE),
    (BadQuery, HTTPStatus.BAD_REQUEST),
)
_GROUPED_FROM = 10_000  # below may be a year, which has no marks
_YES, _NO = "true", "false"  # as SQL writes them


def resource_sql(name: str, rid: str) -> ResponseReturnValue:
    """The form, and the answer to the SQL of the address, which can be shared."""
    with request_work() as work:
        published(work, name)
        owner, found = answering_resource(work, name, rid)
        columns = _columns(found)
        marked = has_subtotals(work.store.path(found.table_sha256))
        sql = _asked()
        answer, problem, status = None, None, HTTPStatus.OK
        if sql:
            try:
                answer = _run(work, found, sql, _SHOWN_ROWS)
            except tuple(kind for kind, _status in _REFUSALS) as error:
                problem = error.message
                status = next(code for kind, code in _REFUSALS if isinstance(error, kind))
        body = render_template(
            "resource_sql.html",
            dataset=owner,
            version=found.version,
            resource=found,
            columns=[*columns, *([KIND_COLUMN] if marked else [])],
            table=TABLE,
            sql=sql or example(columns, table_query.grouped(columns), marked),
            longest=_LONGEST,
            asked=bool(sql),
            heads=[{"label": title, "numeric": _numeric(kind)} for title, kind in answer.columns]
            if answer
            else [],
            rows=_written(answer) if answer else [],
            cut=answer.cut if answer else False,
            problem=problem,
        )
        return body, status


def sql_csv(dataset: str, resource: str) -> AnyResponse:
    """The answer as CSV; the name of the file says when it is cut. Errors are pages."""
    with request_work() as work:
        _owner, found = answering_resource(work, dataset, resource)
        _columns(found)
        answer = _run(work, found, _asked(), tabular.MAX_SQL_ROWS)
        name = slugify(found.name or found.key) or TABLE
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(name for name, _kind in answer.columns)
    writer.writerows([_exact(cell) for cell in row] for row in answer.rows)
    response = Response(out.getvalue(), mimetype="text/csv")
    cut = "-terpotong" if answer.cut else ""
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-sql{cut}.csv")
    return response


def example(columns: Sequence[Column], by: Sequence[str], marked: bool) -> str:
    """SQL that groups the table, by these columns or by the first of text, to begin from.

    It leaves out the subtotals of a table that marks them.
    """
    keys = list(by) or [column.name for column in columns if column.type == "text"][:1]
    sums = [
        f"sum({column.name}) AS {column.name}"
        for column in columns
        if column.additive and column.name not in keys
    ]
    fields = ",\n  ".join([*keys, "count(*) AS baris", *sums[:2]])
    leaves = f"\nWHERE {KIND_COLUMN.name} = 'leaf'" if marked else ""
    tail = f"\nGROUP BY {', '.join(keys)}\nORDER BY baris DESC\nLIMIT 20" if keys else ""
    return f"SELECT\n  {fields}\nFROM {TABLE}{leaves}{tail}"


def _asked() -> str:
    return request.args.get("sql", "").replace("\0", " ").strip()


def _columns(found: Resource) -> list[Column]:
    if not found.table_sha256:
        raise NotFound(Message("Sumber daya %(id)s tidak punya tabel.", {"id": found.resource_id}))
    return [Column(**column) for column in found.columns]


def _run(work: Work, here: Resource, sql: str, max_rows: int) -> SqlAnswer:
    if len(sql) > _LONGEST:
        raise BadQuery(Message("SQL paling panjang %(limit)s huruf.", {"limit": _LONGEST}))

    def find(name: str) -> Path:
        found = here if name.lower() == TABLE else datasets.table_of(work, *datasets.resource(work, name))
        _columns(found)
        return work.store.path(found.table_sha256)

    return tabular.run_sql(sql, find, max_rows)


def _numeric(kind: str) -> bool:
    return (
        kind.startswith("DECIMAL")
        or kind.endswith("INT")
        or kind in ("INTEGER", "UINTEGER", "DOUBLE", "FLOAT")
    )


def _written(answer: SqlAnswer) -> list[tuple[str | None, ...]]:
    """The rows in the language of the page; once one figure of a column has a fraction, all are as fine."""
    columns = zip(*answer.rows, strict=True)
    return list(zip(*(_written_column(list(cells)) for cells in columns), strict=True))


def _written_column(cells: list[SqlCell]) -> list[str | None]:
    scales = [-int(cell.as_tuple().exponent) for cell in cells if isinstance(cell, Decimal)]
    fine = any(isinstance(cell, Decimal) and cell != cell.to_integral_value() for cell in cells)
    even = (
        max(scales) if fine and len(set(scales)) == 1 else 0
    )  # real numbers have as many digits as they need
    return [_shown(cell, even) for cell in cells]


def _shown(cell: SqlCell, places: int) -> str | None:
    match cell:
        case None:
            return None
        case bool():
            return _YES if cell else _NO
        case Decimal():
            return padded(number(cell), places)
        case int():
            return str(cell) if abs(cell) < _GROUPED_FROM else number(cell)
        case _:
            return cell if len(cell) <= _LONGEST_CELL else f"{cell[:_LONGEST_CELL]}…"


def _exact(cell: SqlCell) -> str:
    if isinstance(cell, bool):
        return _YES if cell else _NO
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
