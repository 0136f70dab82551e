"""Two stages of a year side by side, and the whole difference accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, render_template, request

from catalog import budget as fiscal
from catalog.budget import ComparedRow, Comparison, Ladder, Source
from catalog.web import budget_words
from catalog.web.budget_csv import comparison_csv
from catalog.web.budget_tables import ROWS, lines_address
from catalog.web.request import page_number, request_work
from catalog.work import Work

STATES = ("berbeda", "sama", "hanya-kiri", "hanya-kanan")


@dataclass(frozen=True)
class Part:
    """A part of the difference: so many rows that went up, went down, or stand in one stage only."""

    state: str
    rows: int
    amount: Decimal


def budget_compare(government: str, year: int) -> str:
    """`dari` and `ke` are stages, `menurut` is one of BY, `bagian` a direction, `status` one of STATES."""
    with request_work() as work:
        ladder = fiscal.ladder(work, government, year)
        choices = _choices(ladder)
        found = _comparison(work, ladder)
    state = request.args.get("status", "")
    rows = [row for row in found.rows if state not in STATES or state_of(row) == state]
    pages = max(1, -(-len(rows) // ROWS))
    page = min(page_number(), pages)
    return render_template(
        "budget/compare.html",
        section="budget",
        words=budget_words,
        ladder=ladder,
        found=found,
        choices=choices,
        keys=fiscal.comparable(found.a, found.b),
        parts=_parts(found),
        state=state if state in STATES else "",
        state_of=state_of,
        rows=rows[(page - 1) * ROWS : page * ROWS],
        shown=len(rows),
        sums=(_sum(row.a for row in rows), _sum(row.b for row in rows)),
        address=_address,
        page=page,
        pages=pages,
    )


def budget_compare_csv(government: str, year: int) -> Response:
    """The rows that the comparison's page shows, all pages of them."""
    with request_work() as work:
        found = _comparison(work, fiscal.ladder(work, government, year))
    state = request.args.get("status", "")
    return comparison_csv(found, [row for row in found.rows if state not in STATES or state_of(row) == state])


def state_of(row: ComparedRow) -> str:
    """One of STATES."""
    if row.b is None:
        return "hanya-kiri"
    if row.a is None:
        return "hanya-kanan"
    return "berbeda" if row.difference else "sama"


def _address(source: Source, by: str, code: str) -> str:
    """The source's lines of a code."""
    part = {"organization": "skpd", "rekening": "rekening"}.get(by, "kegiatan")
    return lines_address(source, {part: code})


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount or Decimal(0) for amount in amounts), Decimal(0))


def _comparison(work: Work, ladder: Ladder) -> Comparison:
    direction = request.args.get("bagian", "belanja")
    stages = [source.stage for source in _choices(ladder).get(direction, [])] or ["rkpd", "apbd"]
    start = request.args.get("dari") or stages[0]
    end = request.args.get("ke") or ("apbd" if start != "apbd" and "apbd" in stages else stages[-1])
    return fiscal.compare(
        work,
        ladder.government,
        ladder.year,
        start,
        end,
        by=request.args.get("menurut", "organization"),
        direction=direction,
    )


def _choices(ladder: Ladder) -> dict[str, list[Source]]:
    """The stages of each direction that can be compared, in the order of the year."""
    found: dict[str, dict[str, Source]] = {}
    used = [source for section in ladder.sections for source in section.sources.values()]
    for source in (*used, *ladder.unused):
        found.setdefault(source.direction, {}).setdefault(source.stage, source)
    order = fiscal.STAGES.index
    return {
        direction: sorted(stages.values(), key=lambda source: order(source.stage))
        for direction, stages in found.items()
        if len(stages) > 1
    }


def _parts(found: Comparison) -> list[Part]:
    """The difference taken apart; the parts add up to it."""
    groups: dict[str, list[Decimal]] = {
        "naik": [],
        "turun": [],
        "hanya-kanan": [],
        "hanya-kiri": [],
        "sama": [],
    }
    for row in found.rows:
        state = state_of(row)
        name = ("naik" if row.difference > 0 else "turun") if state == "berbeda" else state
        groups[name].append(row.difference)
    return [Part(name, len(amounts), sum(amounts, Decimal(0))) for name, amounts in groups.items()]
