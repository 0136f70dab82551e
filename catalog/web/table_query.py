"""What the query asks of a table: `q` words, `sort=column` or `-column`, `f.column=operator:value`, `page`;
`kelompok=column` asks for groups instead of rows, `pilih=column` for the values of a column to pick from,
`susunan=asli` for all columns in the order of the table, whatever is in them.

The operators are eq, has, max, min and none (an empty cell); a value without one is eq. Several values of one
column mean any of them, everything else must hold together. The form of one filter, which cannot know
its column beforehand, sends `kolom`, `syarat` and `nilai`; `plain_address` says where those belong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

from catalog.tabular import BY_COUNT, AnyOf, Cell, Column, Condition, Criteria, Filter
from catalog.text import Message
from catalog.web.language import locale_code
from catalog.web.links import here_with
from catalog.web.request import page_number, words_asked

ROWS = 50  # of one page
OPERATORS = {
    "has": ("contains", Message("memuat")),
    "eq": ("=", Message("sama dengan")),
    "max": ("<=", Message("paling banyak")),
    "min": (">=", Message("paling sedikit")),
    "none": ("empty", Message("kosong")),
}
MAX_GROUPED = 3  # columns
_NUMBERS = ("integer", "decimal")
_MARKS = {"id": (".", ","), "en": (",", ".")}  # thousands, decimal
_FORM = ("kolom", "syarat", "nilai")


@dataclass(frozen=True)
class Asked:
    """One filter in the query: the parameter and value that say it, and what it means."""

    parameter: str
    text: str
    column: str
    operator: str
    value: str


def conditions() -> list[Asked]:
    """The filters of the query, in order."""
    return [
        Asked(name, text, name.removeprefix("f."), *_read(text))
        for name, text in request.args.items(multi=True)
        if name.startswith("f.") and text.strip()
    ]


def criteria(columns: Sequence[Column], apart: str | None = None) -> Criteria:
    """The present page of the table; a sort by a column that is not there is no sort.

    The values that are picked from the column `apart` do not count.
    """
    return Criteria(
        filters=_filters(apart),
        sort=_sort([column.name for column in columns]),
        words=words_asked(),
        offset=(page_number() - 1) * ROWS,
        limit=ROWS,
    )


def group_criteria(by: Sequence[str], summed: Sequence[str]) -> Criteria:
    """The present page of the groups; the largest groups first when nothing else is asked."""
    return replace(criteria(()), sort=_sort([*by, *summed, BY_COUNT]) or ((BY_COUNT, True),))


def as_stored() -> bool:
    """Whether all columns are wanted in their own order."""
    return request.args.get("susunan") == "asli"


def grouped(columns: Sequence[Column]) -> tuple[str, ...]:
    """The columns by which rows are put together; none when the table itself is asked for."""
    names = {column.name for column in columns}
    asked = dict.fromkeys(name for name in request.args.getlist("kelompok") if name in names)
    return tuple(asked)[:MAX_GROUPED]


def picked(column: str, value: Cell) -> tuple[str, str]:
    """The parameter, and its value, that choose the rows with this cell."""
    match value:
        case None:
            return f"f.{column}", "none:"
        case bool():
            return f"f.{column}", f"eq:{str(value).lower()}"
        case _:
            return f"f.{column}", f"eq:{value}"


def _filters(apart: str | None) -> tuple[Condition, ...]:
    picks: dict[str, list[Filter]] = {}
    others: list[Condition] = []
    for one in conditions():
        wanted = Filter(one.column, OPERATORS[one.operator][0], one.value)
        if one.operator not in ("eq", "none"):
            others.append(wanted)
        elif one.column != apart:
            picks.setdefault(one.column, []).append(wanted)
    any_of = (
        found[0] if len(found) == 1 else AnyOf(tuple((one,) for one in found)) for found in picks.values()
    )
    return (*any_of, *others)


def _sort(names: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    wanted = request.args.get("sort", "")
    name = wanted.removeprefix("-")
    return ((name, wanted.startswith("-")),) if name in names else ()


def around_row(number: int) -> Criteria:
    """The page of the whole table, as it is stored, that holds the row with this number."""
    return Criteria(offset=(number - 1) // ROWS * ROWS, limit=ROWS)


def table_query() -> str:
    """The part of the query that says which rows in which order, to stand behind another address."""
    kept = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in ("q", "sort") or name.startswith("f.")
    ]
    return f"?{urlencode(kept)}" if kept else ""


def plain_address(columns: Sequence[Column]) -> str | None:
    """Where the filter form should have led: its three fields as one `f.` parameter; None without them."""
    if not any(name in request.args for name in _FORM):
        return None
    return f"{here_with(_with_form_filter(columns))}#tabel"


def _with_form_filter(columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    for name, value in request.args.items(multi=True):
        if name not in (*_FORM, "page", "baris"):
            yield name, value
    column, operator, value = (request.args.get(name, "").strip() for name in _FORM)
    kind = next((one.type for one in columns if one.name == column), "text")
    if operator == "has" and kind != "text":
        operator = "eq"  # the first choice of the form, and only a text contains another
    if operator == "none":
        yield f"f.{column}", "none:"
    elif value and operator in OPERATORS:
        yield f"f.{column}", f"{operator}:{_digits(value) if kind in _NUMBERS else value}"


def _digits(text: str) -> str:
    """A number as people write it in the language of the page, as a table reads it: 1.234,5 is 1234.5."""
    thousands, point = _MARKS[locale_code()]
    bare = text.removeprefix("Rp").replace(" ", "")
    whole, _, fraction = bare.partition(point)
    groups = whole.split(thousands)
    if all(len(group) == 3 for group in groups[1:]):
        return "".join(groups) + (f".{fraction}" if fraction else "")
    return bare  # no number in this language; perhaps a plain one


def _read(text: str) -> tuple[str, str]:
    operator, mark, value = text.partition(":")
    return (operator, value.strip()) if mark and operator in OPERATORS else ("eq", text.strip())
