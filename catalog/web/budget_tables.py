"""A section of the ladder as a table of a page: which rows, in which order, where each figure leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from flask import request, url_for

from catalog.budget import RUNGS, Ladder, Row, Section, Source
from catalog.web.request import page_number

ROWS = 250  # of one page of a table, so that its HTML stays small
_ACTIVITIES = ("program", "kegiatan", "sub_kegiatan")
_USUAL_DEPTH = 3  # sub kegiatan, or jenis of accounts
_SORTS = ("name", *RUNGS, "absorption")


@dataclass(frozen=True)
class Figure:
    """An amount on a rung, None where there is none, and the address of the lines that make it."""

    amount: Decimal | None
    href: str


@dataclass(frozen=True)
class TableRow:
    """A row with a figure for each of the table's rungs; `depth` counts from 1, `href` leads to an agency."""

    row: Row
    depth: int
    href: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """One section: `rungs` that have a source, one page of rows, the total of all.

    `depths` are the levels that can be folded to, the shown one is `depth`; `sort` is a column's name with
    "-" for descending, empty for trees.
    """

    section: Section
    rungs: tuple[str, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[Figure, ...]
    total_rows: int
    page: int
    pages: int
    depth: int
    depths: tuple[str, ...]
    sort: str


@dataclass(frozen=True)
class Step:
    """A rung of the whole: `change` is against the rung before, a ratio; `share` of the largest, in percent.

    `absorption` stands on the rung of what was spent, when there is a budget `before` it.
    """

    rung: str
    source: Source | None
    amount: Decimal | None
    change: Decimal | None
    absorption: Decimal | None
    before: Source | None
    share: Decimal
    href: str


def table(ladder: Ladder, section: Section) -> Table:
    """The table of a section as the query asks: `urut` sorts agencies, a direction's name says how deep."""
    rungs = tuple(rung for rung in RUNGS if rung in section.sources)
    depths = levels(section)
    depth = _chosen_depth(section.direction, len(depths))
    sort = "" if depths else _chosen_sort(section)
    rows = [row for row in section.rows if not depths or depths.index(row.level) < depth]
    if sort:
        rows = _sorted(rows, sort)
    pages = max(1, -(-len(rows) // ROWS))
    page = min(page_number(), pages)
    return Table(
        section=section,
        rungs=rungs,
        rows=tuple(
            TableRow(
                row=row,
                depth=depths.index(row.level) + 1 if depths else 1,
                href=_agency_page(ladder, row) if section.view == "organization" else "",
                figures=tuple(_figure(ladder, section, rung, row) for rung in rungs),
            )
            for row in rows[(page - 1) * ROWS : page * ROWS]
        ),
        totals=tuple(_total(ladder, section, rung) for rung in rungs),
        total_rows=len(rows),
        page=page,
        pages=pages,
        depth=depth,
        depths=depths,
        sort=sort,
    )


def steps(ladder: Ladder, section: Section) -> list[Step]:
    """The four rungs of a section's total, missing ones too."""
    amounts = [amount_of(section.total, rung) for rung in RUNGS]
    largest = max((abs(amount) for amount in amounts if amount), default=Decimal(1))
    found: list[Step] = []
    before: str | None = None
    for rung, amount in zip(RUNGS, amounts, strict=True):
        earlier = amount_of(section.total, before) if before else None
        found.append(
            Step(
                rung=rung,
                source=section.sources.get(rung),
                amount=amount,
                change=(amount - earlier) / earlier if amount is not None and earlier else None,
                absorption=section.total.absorption if rung == "spent" else None,
                before=section.sources[before] if before else None,
                share=(abs(amount or Decimal(0)) * 100 / largest).quantize(Decimal("0.1")),
                href=_total(ladder, section, rung).href if rung in section.sources else "",
            )
        )
        before = rung if amount is not None else before
    return found


def net_financing(ladder: Ladder) -> list[tuple[str, Decimal]]:
    """Penerimaan less pengeluaran pembiayaan of each rung that has either, where the year has both."""
    totals = {section.direction: section.total for section in ladder.sections}
    income, outlay = totals.get("pembiayaan_penerimaan"), totals.get("pembiayaan_pengeluaran")
    if not income or not outlay:
        return []
    pairs = ((rung, amount_of(income, rung), amount_of(outlay, rung)) for rung in RUNGS)
    return [
        (rung, (more or Decimal(0)) - (less or Decimal(0)))
        for rung, more, less in pairs
        if more is not None or less is not None
    ]


def levels(section: Section) -> tuple[str, ...]:
    """The levels of a tree from the top down; none for agencies, which are flat."""
    if section.view == "organization":
        return ()
    found = {row.level for row in section.rows}
    return tuple(level for level in _ACTIVITIES if level in found) or tuple(sorted(found))


def amount_of(row: Row, rung: str) -> Decimal | None:
    """The row's amount on a rung."""
    amounts = {
        "planned": row.planned,
        "budgeted": row.budgeted,
        "revised": row.revised,
        "spent": row.spent,
    }
    return amounts[rung]


def sorted_rows(section: Section) -> list[Row]:
    """All rows in the order that the query asks: trees as they are, agencies by name or figure."""
    return list(section.rows) if levels(section) else _sorted(section.rows, _chosen_sort(section))


def lines_address(source: Source, chosen: Mapping[str, str]) -> str:
    """The page with the source's lines of an agency (skpd), activity (kegiatan) or account (rekening)."""
    query = urlencode({"bagian": source.direction} | {name: value for name, value in chosen.items() if value})
    return f"{url_for('.budget_lines', budget_id=source.budget_id)}?{query}"


def _figure(ladder: Ladder, section: Section, rung: str, row: Row) -> Figure:
    amount = amount_of(row, rung)
    if amount is None:
        return Figure(None, "")
    name = {"organization": "skpd", "activity": "kegiatan", "account": "rekening"}[section.view]
    chosen = {"skpd": ladder.organization, name: row.code}
    return Figure(amount, lines_address(section.sources[rung], chosen))


def _total(ladder: Ladder, section: Section, rung: str) -> Figure:
    amount = amount_of(section.total, rung)
    address = lines_address(section.sources[rung], {"skpd": ladder.organization})
    return Figure(amount, address if amount is not None else "")


def _agency_page(ladder: Ladder, row: Row) -> str:
    agency = row.organization or row.code
    if not agency:
        return ""
    return url_for(".budget_agency", government=ladder.government, year=ladder.year, agency=agency)


def _chosen_depth(direction: str, deepest: int) -> int:
    asked = request.args.get(direction, "")
    usual = min(_USUAL_DEPTH, deepest)
    return int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked[:3]) <= deepest else usual


def _chosen_sort(section: Section) -> str:
    asked = request.args.get("urut", "")
    known = [name for name in _SORTS if name in ("name", "absorption") or name in section.sources]
    if asked.removeprefix("-") in known:
        return asked
    return f"-{section.absorption_base or next(iter(section.sources))}"


def _sorted(rows: Sequence[Row], sort: str) -> list[Row]:
    """By name or figure; rows without the figure come last either way."""
    column, down = sort.removeprefix("-"), sort.startswith("-")
    if column == "name":
        return sorted(rows, key=lambda row: (row.name.casefold(), row.code), reverse=down)

    def figure(row: Row) -> Decimal | None:
        return row.absorption if column == "absorption" else amount_of(row, column)

    known = [(value, row) for row in rows if (value := figure(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=down)
    return [*(row for _, row in known), *(row for row in rows if figure(row) is None)]
