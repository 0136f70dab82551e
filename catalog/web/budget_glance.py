"""A budget in three figures: what was planned, budgeted and spent, each against the one before."""

from collections.abc import Sequence
from decimal import Decimal

from flask import url_for

from catalog.budget import RUNGS, Ladder, Overview, Row, Source
from catalog.web.budget_tables import Step

_Figure = tuple[str, Source | None, Decimal | None]


def year_at_a_glance(figures: Overview) -> list[Step]:
    """Spending of a government's year."""
    budget = figures.budget.belanja
    if budget and budget.stage in RUNGS["planned"]:
        budget = None  # a plan is not yet a budget
    sources = (("planned", figures.planned.belanja), ("budgeted", budget), ("spent", figures.spent.belanja))
    page = url_for(".budget_year", government=figures.government, year=figures.year, _anchor="belanja")
    return _steps([(rung, source, source.amount if source else None) for rung, source in sources], page)


def agency_at_a_glance(ladder: Ladder, row: Row) -> list[Step]:
    """Spending of one agency, a row of the first section of its government's year."""
    sources = ladder.sections[0].sources
    changed = row.revised is not None
    budgeted = row.revised if changed else row.budgeted
    page = url_for(
        ".budget_agency",
        government=ladder.government,
        year=ladder.year,
        agency=row.organization or row.code,
        _anchor="belanja",
    )
    return _steps(
        [
            ("planned", sources.get("planned"), row.planned),
            ("budgeted", sources.get("revised" if changed else "budgeted"), budgeted),
            ("spent", sources.get("spent"), row.spent),
        ],
        page,
    )


def _steps(figures: Sequence[_Figure], page: str) -> list[Step]:
    largest = max((abs(amount) for _rung, _source, amount in figures if amount), default=Decimal(1))
    found: list[Step] = []
    before: tuple[Source | None, Decimal | None] = (None, None)
    for rung, source, amount in figures:
        earlier = before[1]
        ratio = amount / earlier if amount is not None and earlier else None
        found.append(
            Step(
                rung=rung,
                source=source,
                amount=amount,
                change=ratio - 1 if ratio is not None else None,
                absorption=ratio if rung == "spent" and found[-1].amount is not None else None,
                before=before[0],
                share=(abs(amount or Decimal(0)) * 100 / largest).quantize(Decimal("0.1")),
                href=page,
            )
        )
        before = (source, amount) if amount is not None else before
    return found
