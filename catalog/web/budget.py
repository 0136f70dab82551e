"""The budget pages: planned, budgeted, revised and spent, agency by agency, down to the source's rows."""

from flask import Response, abort, render_template, request

from catalog import budget as fiscal
from catalog.budget import Ladder, Section
from catalog.web import budget_words, cards
from catalog.web.budget_csv import ladder_csv
from catalog.web.budget_tables import net_financing, steps, table
from catalog.web.request import page_number, request_work

_GOVERNMENTS = 100  # of one page of the list
_LINES = 100


def budget() -> str:
    """Which governments and years there are, and the province's newest year."""
    words = request.args.get("cari", "").strip()[:100]
    with request_work() as work:
        governments = fiscal.governments(work)
        own = next((one for one in governments if one.government.key == work.settings.government), None)
        if words or page_number() > 1:
            own = None  # who looks for another government wants that one on top
        newest = fiscal.ladder(work, own.government.key, next(iter(own.sample))) if own else None
    others = [one for one in governments if words.casefold() in one.government.name.casefold()]
    pages = max(1, -(-len(others) // _GOVERNMENTS))
    page = min(page_number(), pages)
    return render_template(
        "budget/index.html",
        section="budget",
        words=budget_words,
        asked=words,
        newest=newest,
        steps=steps(newest, newest.sections[0]) if newest else [],
        found=len(others),
        governments=others[(page - 1) * _GOVERNMENTS : page * _GOVERNMENTS],
        sample_only=bool(governments) and all(all(one.sample.values()) for one in governments),
        page=page,
        pages=pages,
    )


def budget_year(government: str, year: int) -> str:
    """A government's year, agency by agency where the figures know agencies."""
    return _page(government, year, "")


def budget_agency(government: str, year: int, agency: str) -> str:
    """One agency's year, by program, kegiatan and sub kegiatan, and its accounts."""
    return _page(government, year, agency)


def budget_year_csv(government: str, year: int) -> Response:
    """A table of the year's page; `bagian` says which, belanja unless told."""
    return _csv(government, year, "")


def budget_agency_csv(government: str, year: int, agency: str) -> Response:
    """A table of the agency's page, likewise."""
    return _csv(government, year, agency)


def _page(government: str, year: int, agency: str) -> str:
    with request_work() as work:
        ladder = fiscal.ladder(work, government, year, agency)
        years = next(one.sample for one in fiscal.governments(work) if one.government.key == government)
    climb = steps(ladder, ladder.sections[0])
    return render_template(
        "budget/year.html",
        section="budget",
        words=budget_words,
        ladder=ladder,
        years=years,
        steps=climb,
        card=cards.of_ladder(ladder, climb),
        tables=[table(ladder, one) for one in ladder.sections],
        net_financing=net_financing(ladder),
        sources=_sources(ladder),
    )


def _csv(government: str, year: int, agency: str) -> Response:
    with request_work() as work:
        ladder = fiscal.ladder(work, government, year, agency)
    return ladder_csv(ladder, _section(ladder, request.args.get("bagian", "belanja")))


def _section(ladder: Ladder, direction: str) -> Section:
    for one in ladder.sections:
        if one.direction == direction:
            return one
    abort(404)


def _sources(ladder: Ladder) -> list[fiscal.Source]:
    """Each budget version of the page once, in the order of the rungs."""
    found = {
        source.budget_id: source
        for rung in fiscal.RUNGS
        for section in ladder.sections
        for source in [section.sources.get(rung)]
        if source
    }
    return list(found.values())


def budget_lines(budget_id: str) -> str:
    """The lines of a budget version that make a figure, each with its row in the source's table."""
    chosen = {
        name: request.args.get(name, "").strip()[:200] for name in ("skpd", "kegiatan", "rekening", "bagian")
    }
    page = page_number()
    with request_work() as work:
        found = fiscal.lines(
            work,
            budget_id,
            organization=chosen["skpd"],
            activity=chosen["kegiatan"],
            rekening=chosen["rekening"],
            direction=chosen["bagian"],
            offset=(page - 1) * _LINES,
            limit=_LINES,
        )
        return render_template(
            "budget/lines.html",
            section="budget",
            words=budget_words,
            found=found,
            budget=found.budget,
            dataset=found.dataset,
            chosen=chosen,
            page=page,
            pages=max(1, -(-found.total // _LINES)),
        )


def budget_line(budget_id: str, line_id: str) -> str:
    """One line, with everything that its source says of it, at an address that stays."""
    with request_work() as work:
        found = fiscal.line(work, budget_id, line_id)
        return render_template(
            "budget/line.html",
            section="budget",
            words=budget_words,
            found=found,
            budget=found.budget,
            dataset=found.dataset,
            line=found.lines[0],
        )
