"""What every view of data begins with: the unit of work of this request, and what its query asks of a table."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request

from catalog import accounts
from catalog.access import ANONYMOUS
from catalog.tabular import Criteria, Filter
from catalog.work import Instance, Work

_ROWS = 50
_OPERATORS = {"": "=", "~": "contains", "<": "<=", ">": ">="}


@contextmanager
def request_work() -> Iterator[Work]:
    """One transaction for this request, as whoever the Authorization header says."""
    instance: Instance = current_app.extensions["lumbung"]
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    actor = ANONYMOUS
    if token:
        with instance.work() as work:
            actor = accounts.actor_for_token(work, token)
    with instance.work(actor) as work:
        yield work


def page_number() -> int:
    """The page asked for, from 1; nonsense is the first page."""
    value = request.args.get("page", "1")
    return min(max(int(value), 1), 1_000_000) if value.isascii() and value.isdigit() and len(value) < 8 else 1


def table_criteria(column_names: list[str]) -> Criteria:
    """What the query asks of a table: `q` words, `sort=column` or `-column`, and `f.column=value`.

    A filter's value may begin with ~ (contains), < (at most) or > (at least).
    """
    sort = request.args.get("sort", "")
    order = ((sort.removeprefix("-"), sort.startswith("-")),) if sort.removeprefix("-") in column_names else ()
    filters = tuple(
        _filter(name.removeprefix("f."), value)
        for name, value in request.args.items(multi=True)
        if name.startswith("f.") and value.strip()
    )
    return Criteria(
        filters=filters,
        sort=order,
        words=request.args.get("q", "").strip(),
        offset=(page_number() - 1) * _ROWS,
        limit=_ROWS,
    )


def _filter(column: str, value: str) -> Filter:
    mark = value[0] if value[0] in "~<>" else ""
    return Filter(column, _OPERATORS[mark], value[len(mark) :].strip())
