"""A resource: its table to page, sort and filter, with totals, or its facts when it is no table."""

import re
from decimal import Decimal
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import budget, tabular
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.errors import BadQuery
from catalog.tabular import Column, Criteria, Page
from catalog.text import Message
from catalog.web import table_query
from catalog.web.datasets import published
from catalog.web.downloads import published_resource, versioned_resource
from catalog.web.formats import number
from catalog.web.links import changed_query, without_value
from catalog.web.request import number_asked, request_work, words_asked
from catalog.web.wording import written_rows
from catalog.work import Work

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,12})?")
_NO_PAGE = Page((), [], [], 0, {})


def resource(name: str, rid: str) -> ResponseReturnValue:
    """A resource of the present version."""
    with request_work() as work:
        published(work, name)
        owner, found = published_resource(work, name, rid)
        return _page(work, owner, found.version, found)


def resource_version(name: str, number: int, rid: str) -> ResponseReturnValue:
    """A resource as it stood in a numbered version; rows are cited by this address."""
    with request_work() as work:
        published(work, name)
        owner, found = versioned_resource(work, name, number, rid)
        return _page(work, owner, found.version, found)


def _page(work: Work, owner: Dataset, version: DatasetVersion, found: Resource) -> ResponseReturnValue:
    columns = [Column(**column) for column in found.columns]
    if there := table_query.plain_address(columns):
        return redirect(there)
    row = number_asked("baris") if "baris" in request.args else 0
    page, shown, problem = _NO_PAGE, 1, None
    if found.table_sha256:
        try:
            page, shown = _table(work, found, columns, row)
        except BadQuery as error:
            problem = error.message
    body = render_template(
        "resource.html",
        dataset=owner,
        version=version,
        resource=found,
        present=version.number == owner.published_number,
        columns=columns,
        heads=[_head(column) for column in columns],
        page=page,
        rows=written_rows(page),
        numbers=[_number(owner, version, found, one, one == row) for one in page.numbers],
        first=(shown - 1) * table_query.ROWS + 1,
        shown=shown,
        pages=-(-page.total // table_query.ROWS),
        words=words_asked(),
        page_chips=_chips(columns),
        operators=table_query.OPERATORS,
        query=table_query.table_query(),
        problem=problem,
        carried=budget.carried(work, version),
    )
    return body, HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK


def _table(work: Work, found: Resource, columns: list[Column], row: int) -> tuple[Page, int]:
    """The page of the table that the address asks for, or the last one, and its number."""
    path = work.store.path(found.table_sha256)
    wanted = table_query.around_row(row) if row else table_query.criteria(columns)
    page = tabular.page(path, columns, wanted)
    if not page.rows and page.total:
        last = (page.total - 1) // table_query.ROWS
        wanted = Criteria(
            wanted.filters, wanted.sort, wanted.words, last * table_query.ROWS, table_query.ROWS
        )
        page = tabular.page(path, columns, wanted)
    return page, wanted.offset // table_query.ROWS + 1


def _head(column: Column) -> dict[str, object]:
    """A column's head; its link sorts, then sorts the other way, then leaves the order of the file."""
    numeric = column.type in ("integer", "decimal") and bool(column.unit)
    ways = (f"-{column.name}", column.name) if numeric else (column.name, f"-{column.name}")
    asked = request.args.get("sort")
    way = ways.index(asked) if asked in ways else -1
    head: dict[str, object] = {
        "label": column.title or column.name,
        "numeric": column.type in ("integer", "decimal"),
        "unit": column.unit,
        "sort_href": changed_query({"sort": (*ways, None)[way + 1]}),
    }
    if way >= 0:
        head["sorted"] = "descending" if ways[way].startswith("-") else "ascending"
    return head


def _number(
    owner: Dataset, version: DatasetVersion, found: Resource, row: int, here: bool
) -> dict[str, object]:
    """A row's number; its link, in a version that never changes, can be cited."""
    address = url_for(
        ".resource_version",
        name=owner.name,
        number=version.number,
        rid=found.resource_id,
        baris=row,
        _anchor=f"baris-{row}",
    )
    return {"number": row, "href": address, "here": here}


def _shown_value(columns: list[Column], one: table_query.Condition) -> str:
    numeric = any(column.name == one.column and column.unit for column in columns)
    return number(Decimal(one.value)) if numeric and _NUMBER.fullmatch(one.value) else one.value


def _chips(columns: list[Column]) -> list[tuple[str, Message | None, str, str]]:
    """What narrows the table: column, operator, value, and the address without it; words have no operator."""
    titles = {column.name: column.title or column.name for column in columns}
    chips: list[tuple[str, Message | None, str, str]] = [
        (
            titles.get(one.column, one.column),
            table_query.OPERATORS[one.operator][1],
            _shown_value(columns, one),
            without_value(one.parameter, one.text),
        )
        for one in table_query.conditions()
    ]
    if words := words_asked():
        chips.insert(0, ("", None, words, changed_query({"q": None})))
    return chips
