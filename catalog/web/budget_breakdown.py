"""Where a budget goes: its parts as a map of areas and as a table, step by step down to the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from flask import render_template, request, url_for

from catalog import budget as fiscal
from catalog.budget import Breakdown, Drill, Part
from catalog.web import budget_words
from catalog.web.budget_tables import ROWS, lines_address
from catalog.web.request import page_number, request_work
from catalog.web.treemap import Tile, tiles

_DRAWN = 60  # parts with a tile of their own: smaller ones could be neither read nor hit
_LONGEST_PATH, _LONGEST_CODE = 8, 200
_LINES_OF = {
    "organization": "skpd",
    "program": "kegiatan",
    "kegiatan": "kegiatan",
    "sub_kegiatan": "kegiatan",
    "account": "rekening",
}


@dataclass(frozen=True)
class Area:
    """A part with its tile; the parts too small to be drawn share one, whose `part` is None."""

    part: Part | None
    tile: Tile
    amount: Decimal
    share: Decimal
    href: str


@dataclass(frozen=True)
class Row:
    """A part of the table: `href` leads below it, or to its lines at the end; `lines` is their address.

    Both are empty where no code stands for the part alone.
    """

    part: Part
    href: str
    lines: str


def budget_breakdown(government: str, year: int) -> str:
    """`bagian` is a direction, `tahap` a rung, `menurut` a way, each `di` a code on the path."""
    direction = request.args.get("bagian", "belanja")
    with request_work() as work:
        found = fiscal.breakdown(
            work,
            government,
            year,
            direction,
            rung=request.args.get("tahap", ""),
            way=request.args.get("menurut", ""),
            path=[
                code.replace("\0", " ")[:_LONGEST_CODE] for code in request.args.getlist("di")[:_LONGEST_PATH]
            ],
        )
    rows = [_row(found, part) for part in found.parts]
    pages = max(1, -(-len(rows) // ROWS))
    page = min(page_number(), pages)
    return render_template(
        "budget/breakdown.html",
        section="budget",
        words=budget_words,
        found=found,
        what=level_of(found.step),
        areas=_areas(rows),
        below_zero=[row for row in rows if row.part.amount < 0],
        rows=rows[(page - 1) * ROWS : page * ROWS],
        page=page,
        pages=pages,
        addresses=[_address(found, found.path[:depth]) for depth in range(len(found.path) + 1)],
        lines=_lines(found, None),
        api=_api(found),
    )


def level_of(step: Drill) -> str:
    """The key under which the words name what the parts are."""
    return f"account-{step.level}" if step.dimension == "account" else step.dimension


def _row(found: Breakdown, part: Part) -> Row:
    lines = _lines(found, part) if part.whole else ""
    deeper = found.below is not None and part.whole
    return Row(part, _address(found, (*found.path, part)) if deeper else lines, lines)


def _areas(rows: Sequence[Row]) -> list[Area]:
    """Tiles of the largest parts, largest first; what is below zero has no area."""
    drawn = [row for row in rows if row.part.amount > 0]
    rest = drawn[_DRAWN:] if len(drawn) > _DRAWN + 1 else []
    shown: list[tuple[Row | None, Decimal]] = [(row, row.part.amount) for row in drawn if row not in rest]
    if rest:
        shown.append((None, sum((row.part.amount for row in rest), Decimal(0))))
    shown.sort(key=lambda one: one[1], reverse=True)
    amounts = [amount for _row, amount in shown]
    whole = sum(amounts, Decimal(0))
    return [
        Area(row.part if row else None, tile, amount, amount / whole, row.href if row else "")
        for (row, amount), tile in zip(shown, tiles(amounts), strict=True)
    ]


def _address(found: Breakdown, path: Sequence[Part]) -> str:
    query = [
        ("bagian", found.source.direction),
        ("tahap", found.rung),
        ("menurut", found.way),
        *(("di", part.code) for part in path),
    ]
    place = url_for(".budget_breakdown", government=found.source.government, year=found.source.fiscal_year)
    return f"{place}?{urlencode(query)}"


def _lines(found: Breakdown, part: Part | None) -> str:
    """The page with the lines that make a part, or the whole."""
    codes = {cut.dimension: cut.values[0] for cut in found.cuts} | (
        {found.step.dimension: part.code} if part else {}
    )
    return lines_address(
        found.source, {_LINES_OF[name]: code for name, code in codes.items() if name in _LINES_OF}
    )


def _api(found: Breakdown) -> str:
    """The query by which the API answers the same."""
    level = f":{found.step.level}" if found.step.level else ""
    cuts = "|".join(f"{cut.dimension}:{cut.values[0]}" for cut in found.cuts)
    return urlencode({"drilldown": f"{found.step.dimension}{level}", "cut": cuts, "order": "amount:desc"})
