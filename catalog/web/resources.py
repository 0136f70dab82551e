"""A resource: its table to page, sort and filter, with totals, or its facts when it is no table."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import budget, datasets, tabular
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.errors import BadQuery, Later
from catalog.tabular import KIND_COLUMN, Column, Page, has_subtotals
from catalog.text import Message
from catalog.web import cards, table_groups, table_loading, table_query
from catalog.web.datasets import published
from catalog.web.downloads import published_resource, versioned_resource
from catalog.web.formats import number
from catalog.web.links import changed_query, without_value
from catalog.web.request import number_asked, request_work, words_asked
from catalog.web.wording import readable, written_rows
from catalog.work import Work

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,12})?")
_NO_PAGE = Page((), [], [], 0, {})


@dataclass(frozen=True)
class ValueLists:
    """The columns that offer their values, the one whose list is open, and its items."""

    columns: tuple[Column, ...]
    column: str
    items: list[dict[str, object]]


_NO_LISTS = ValueLists((), "", [])


@dataclass(frozen=True)
class Answer:
    """What the address asks of a table: rows, of which one may be pointed to, or groups, or why neither."""

    page: Page = _NO_PAGE
    shown: int = 1
    row: int = 0
    groups: table_groups.GroupTable | None = None
    lists: ValueLists = _NO_LISTS
    with_subtotals: bool = False
    problem: Message | None = None
    status: HTTPStatus = HTTPStatus.OK


def resource(name: str, rid: str) -> ResponseReturnValue:
    """A resource of the present version."""
    with request_work() as work:
        published(work, name)
        owner, found = published_resource(work, name, rid)
        return _page(work, owner, found, datasets.table_of(work, owner, found))


def resource_version(name: str, number: int, rid: str) -> ResponseReturnValue:
    """A resource as it stood in a numbered version; rows are cited by this address."""
    with request_work() as work:
        published(work, name)
        owner, found = versioned_resource(work, name, number, rid)
        return _page(work, owner, found, found)


def _page(work: Work, owner: Dataset, found: Resource, table: Resource) -> ResponseReturnValue:
    version = found.version
    columns = [Column(**column) for column in table.columns]
    if there := table_query.plain_address(columns):
        return redirect(there)
    asked = _ask(work, table, columns)
    shown = asked.shown
    page = asked.page if table_query.as_stored() else _readable(asked.page)
    body = render_template(
        "resource.html",
        dataset=owner,
        version=version,
        resource=found,
        table=table,
        making=table_loading.making(work, owner, found),
        present=version.number == owner.published_number,
        before=_before(work, owner, version),
        columns=columns,
        dictionary_columns=[*columns, *([KIND_COLUMN] if asked.with_subtotals else [])],
        heads=[table_groups.head(column) for column in page.columns],
        as_stored=table_query.as_stored(),
        hidden_columns=[one for one in asked.page.columns if one not in page.columns],
        reordered=[one for one in asked.page.columns if one in page.columns] != list(page.columns),
        page=page,
        rows=written_rows(page),
        numbers=[_number(owner, table, one, one == asked.row) for one in page.numbers],
        first=(shown - 1) * table_query.ROWS + 1,
        shown=shown,
        pages=-(-page.total // table_query.ROWS),
        groups=asked.groups,
        lists=asked.lists,
        words=words_asked(),
        page_chips=_chips(columns),
        operators=table_query.OPERATORS,
        query=table_query.table_query(),
        problem=asked.problem,
        carried=budget.carried(work, version),
        card=cards.of_resource(owner.organization.title, version, found),
    )
    return body, asked.status


def _readable(page: Page) -> Page:
    """Without columns that say nothing here, unless the address is about them."""
    asked = [one.column for one in table_query.conditions()]
    return readable(page, (*asked, request.args.get("sort", "").removeprefix("-")))


def _before(work: Work, owner: Dataset, version: DatasetVersion) -> int | None:
    """The number of the version that this one replaced, for the link to what changed."""
    numbers = [one.number for one in datasets.versions(work, owner) if one.number < version.number]
    return next(iter(numbers), None)


def _ask(work: Work, found: Resource, columns: list[Column]) -> Answer:
    if not found.table_sha256:
        return Answer()
    path = work.store.path(found.table_sha256)
    row = number_asked("baris") if "baris" in request.args else 0
    try:
        marked = has_subtotals(path)
        lists = _value_lists(path, columns, found.table_rows or 0)
        if by := table_query.grouped(columns):
            groups = table_groups.group_table(path, columns, by)
            return Answer(groups=groups, lists=lists, with_subtotals=marked)
        page, shown = _table(path, columns, row)
        return Answer(page, shown, row, lists=lists, with_subtotals=marked)
    except BadQuery as error:
        return Answer(problem=error.message, status=HTTPStatus.BAD_REQUEST)
    except Later as error:
        return Answer(problem=error.message, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _table(path: Path, columns: list[Column], row: int) -> tuple[Page, int]:
    """The page of the table that the address asks for, or the last one, and its number."""
    wanted = table_query.around_row(row) if row else table_query.criteria(columns)
    page = tabular.page(path, columns, wanted)
    if not page.rows and page.total:
        last = (page.total - 1) // table_query.ROWS
        wanted = replace(wanted, offset=last * table_query.ROWS)
        page = tabular.page(path, columns, wanted)
    return page, wanted.offset // table_query.ROWS + 1


def _value_lists(path: Path, columns: list[Column], rows: int) -> ValueLists:
    """Which columns have so few values that one picks from a list, and the list that is open."""
    few = tabular.few_valued(path, tuple(columns), rows)
    asked = request.args.get("pilih", "")
    if not any(column.name == asked for column in columns):
        return ValueLists(few, "", [])
    return ValueLists(few, asked, table_groups.value_list(path, columns, asked))


def _number(owner: Dataset, table: Resource, row: int, here: bool) -> dict[str, object]:
    """A row's number; its link, in a version that never changes, can be cited."""
    address = url_for(
        ".resource_version",
        name=owner.name,
        number=table.version.number,
        rid=table.resource_id,
        baris=row,
        _anchor=f"baris-{row}",
    )
    return {"number": row, "href": address, "here": here}


def _shown_value(columns: list[Column], one: table_query.Asked) -> str:
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
