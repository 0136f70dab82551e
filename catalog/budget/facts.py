"""The lines behind the cells of the cube, each with the source it is from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.budget import choice, cube
from catalog.budget.aggregates import aggregate, conditions
from catalog.budget.choice import Source
from catalog.budget.cube import OF_SOURCE, Cut, Drill, Selection
from catalog.budget.drafts import STAGES
from catalog.budget.line_queries import COLUMNS, Line
from catalog.tabular import ask
from catalog.work import Work

_APART = ("government", "fiscal_year", "stage", "direction")  # what one source is of


@dataclass(frozen=True)
class Fact:
    """One leaf of a budget, and where it comes from."""

    line: Line
    source: Source


@dataclass(frozen=True)
class Facts:
    """One page of leaves, source by source in the order of their files; `total` counts all that fit."""

    facts: tuple[Fact, ...]
    total: int
    selection: Selection


def facts(work: Work, cuts: Sequence[Cut] = (), offset: int = 0, limit: int = 100) -> Facts:
    """The leaves that fit the cuts, at most `limit` after `offset`; raises Invalid and NotFound."""
    selection = cube.select(work, cuts)
    counts = {
        tuple(str(cell.of[f"{name}.code"]) for name in _APART): cell.lines
        for cell in aggregate(
            work, [Drill(name) for name in _APART], cuts, limit=len(selection.sources)
        ).cells
    }
    found: list[Fact] = []
    before = 0  # lines of the sources that have been passed
    for source in sorted(selection.sources, key=_place):
        count = counts.get(tuple(OF_SOURCE[name](source) for name in _APART), 0)
        first = max(offset - before, 0)
        if first < count and len(found) < limit:
            found += _lines(work, source, selection.cuts, first, limit - len(found))
        before += count
    return Facts(tuple(found), before, selection)


def _place(source: Source) -> tuple[str, int, int, str]:
    return source.government, source.fiscal_year, STAGES.index(source.stage), source.direction


def _lines(work: Work, source: Source, cuts: Sequence[Cut], offset: int, limit: int) -> list[Fact]:
    where, params = conditions(cuts)
    rows: list[tuple[Any, ...]] = ask(
        f"""SELECT {COLUMNS} FROM lines r
        WHERE kind = 'leaf' AND government_code = ? AND direction = ? AND {where} LIMIT ? OFFSET ?""",
        {"lines": choice.path(work, source)},
        [source.government_code, source.direction, *params, limit, offset],
    )
    return [Fact(Line(*row), source) for row in rows]
