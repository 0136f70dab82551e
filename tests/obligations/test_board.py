"""The board of a generated year, held against a naive one that lives through that year day by day."""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from catalog import obligations
from catalog.datasets import DatasetVersion
from catalog.obligations.models import LinkCheck
from catalog.paths import DATA
from catalog.work import Work

YEAR = 2025
DAYS = [date(2024, 7, 1) + timedelta(days=number) for number in range(800)]  # to September 2026
GOVERNMENT = "pemerintah-daerah"
AGENCIES = ("dinas-kesehatan", "dinas-sosial")
ROWS = list(csv.DictReader((DATA / "obligations.csv").read_text(encoding="utf-8").splitlines()))
PERIODS = {"tahunan": 1, "semesteran": 2, "triwulanan": 4}
Publish = Callable[..., DatasetVersion]


@dataclass
class Paper:
    """A published version as its publisher knows it: for whom, as which documents, in what form."""

    day: date
    name: str
    form: str
    kinds: set[str]
    whose: tuple[str, ...]
    end: date | None = None
    year: int = YEAR
    hidden: bool = False


@dataclass
class Story:
    """A year: what was published when, what was decided, and which links were found dead or alive."""

    papers: list[Paper] = field(default_factory=list)
    linked: list[tuple[str, str, str, int]] = field(
        default_factory=list
    )  # obligation, owner, dataset, period
    exempt: set[tuple[str, str]] = field(default_factory=set)
    checks: list[tuple[date, str, bool]] = field(default_factory=list)


def tell(work: Work, publish: Publish, chance: random.Random) -> Story:
    """Make a year up, and let it happen in the catalogue."""
    story = Story()
    documents = sorted({row["document"] for row in ROWS if row["document"]})
    for number in range(70):
        paper = _paper(chance, documents, f"berkas-{number % 55}")
        if any(one.day > paper.day for one in story.papers if one.name == paper.name):
            continue  # versions of one dataset come in the order of time
        story.papers.append(paper)
    for paper in sorted(story.papers, key=lambda one: one.day):
        _publish(publish, paper, chance)
    _decide(work, story, chance)
    links = sorted({one.name for one in story.papers if one.form == "link"})
    for day in DAYS[:: chance.randint(20, 40)]:
        for name in links:
            answered = chance.random() < 0.6
            story.checks.append((day, name, answered))
            at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
            url = f"https://dokumen.example.id/{name}.pdf"
            work.session.add(LinkCheck(url=url, at=at, problem="" if answered else "tidak menjawab"))
    work.session.flush()
    return story


def _paper(chance: random.Random, documents: list[str], name: str) -> Paper:
    whose = chance.choice([(AGENCIES[0],), (AGENCIES[1],), AGENCIES])
    return Paper(
        day=chance.choice(DAYS),
        name=name,
        form=chance.choice(["pdf", "link", "table"]),
        kinds=set(chance.sample(documents, chance.choice([1, 1, 2]))),
        whose=whose,
        end=chance.choice([None, date(2025, chance.randint(1, 12), 28), date(2024, 12, 31)]),
        year=chance.choice([YEAR, YEAR, YEAR, YEAR, YEAR - 1]),
        hidden=chance.random() < 0.1,
    )


def _publish(publish: Publish, paper: Paper, chance: random.Random) -> None:
    first, *rest = sorted(paper.kinds)
    extras = {"jenis_dokumen": chance.choice([first, first.replace("-", "_").upper()])}
    publisher = paper.whose[0]
    if paper.whose == AGENCIES:
        extras["skpd"] = "semua"
    elif chance.random() < 0.5:
        extras["skpd"], publisher = (
            {"dinas-kesehatan": "1.02", "dinas-sosial": "Dinas Sosial"}[publisher],
            AGENCIES[0],
        )
    years: tuple[int, ...] = (paper.year,)
    if chance.random() < 0.3:
        years, extras["tahun_anggaran"] = (), str(paper.year)
    publish(
        paper.day,
        paper.name,
        paper.form,
        organization=publisher,
        years=years,
        period_end=paper.end,
        private=paper.hidden,
        tags=tuple(f"dokumen-{kind}" for kind in rest),
        **extras,
    )


def _decide(work: Work, story: Story, chance: random.Random) -> None:
    names = sorted({one.name for one in story.papers if not one.hidden})
    for row in chance.sample(ROWS, 25):
        owner = GOVERNMENT if row["owed_by"] == "government" else chance.choice([*AGENCIES, "semua"])
        period = chance.randint(0, PERIODS[row["periodicity"]])
        name = chance.choice(names)
        obligations.link(work, row["id"], YEAR, owner, name, period)
        story.linked.append((row["id"], owner, name, period))
    for row in chance.sample(ROWS, 8):
        owner = GOVERNMENT if row["owed_by"] == "government" else chance.choice([*AGENCIES, "semua"])
        obligations.exempt(work, row["id"], YEAR, owner, "tidak berlaku")
        story.exempt.add((row["id"], owner))
    work.session.flush()


def live(story: Story) -> Iterator[tuple[date, dict[tuple[str, str, int], tuple[str, int]]]]:
    """Each day with every cell, by what has happened until then."""
    latest = {one.name: one for one in story.papers}  # what is hidden at last hides all of its dataset
    open_papers = [one for one in story.papers if not one.hidden and not latest[one.name].hidden]
    cells = list(_cells())
    shelves = {
        cell: [(paper, _fits(story, paper, cell)) for paper in open_papers if _fits(story, paper, cell)]
        for cell in cells
    }
    last_days = {cell: _last_day(cell) for cell in cells}
    answered: dict[str, bool] = {}
    for day in DAYS:
        for at, name, well in story.checks:
            if at == day:
                answered[name] = well
        yield (
            day,
            {cell[:3]: _stands(story, cell, shelves[cell], last_days[cell], answered, day) for cell in cells},
        )


Cell = tuple[str, str, int, int]  # owner, obligation, period, number of its row


def _cells() -> Iterator[Cell]:
    for place, row in enumerate(ROWS):
        owners = {"government": (GOVERNMENT,), "skpd": AGENCIES, "both": (GOVERNMENT, *AGENCIES)}[
            row["owed_by"]
        ]
        for owner in owners:
            for period in range(PERIODS[row["periodicity"]]):
                yield owner, row["id"], period + 1, place


def _fits(story: Story, paper: Paper, cell: Cell) -> bool:
    owner, name, period, place = cell
    row = ROWS[place]
    own = row["document"] in paper.kinds and paper.year == YEAR
    if (
        own
        and (row["owed_by"] == "government" or owner in paper.whose)
        and _of_period(paper.end, row, period)
    ):
        return True
    return any(
        linked == name
        and dataset == paper.name
        and (who == owner or (who == "semua" and owner != GOVERNMENT))
        and (said == period or (said == 0 and _of_period(paper.end, row, period)))
        for linked, who, dataset, said in story.linked
    )


def _of_period(end: date | None, row: dict[str, str], period: int) -> bool:
    count = PERIODS[row["periodicity"]]
    if count == 1:
        return True
    if end is None:
        return period == count
    return end.year == YEAR and (end.month - 1) * count // 12 + 1 == period


def _last_day(cell: Cell) -> date | None:
    """Found by turning the pages of a calendar."""
    row, period = ROWS[cell[3]], cell[2]
    if not row["due"]:
        return None
    if row["due"].startswith("Y"):
        year, month, day = (
            row["due"]
            .replace("Y-1-", f"{YEAR - 1}-")
            .replace("Y+1-", f"{YEAR + 1}-")
            .replace("Y-", f"{YEAR}-")
            .split("-")
        )
        return next(
            one for one in DAYS if (one.year, one.month, one.day) == (int(year), int(month), int(day))
        )
    month = period * 12 // PERIODS[row["periodicity"]]
    page = max(day for day in DAYS if (day.year, day.month) == (YEAR, month))
    for _day in range(int(row["due"].split()[0])):
        page += timedelta(days=1)
    return page


def _stands(
    story: Story,
    cell: Cell,
    shelf: list[tuple[Paper, bool]],
    last: date | None,
    answered: dict[str, bool],
    day: date,
) -> tuple[str, int]:
    owner, name, _period, place = cell
    if (name, owner) in story.exempt or (owner != GOVERNMENT and (name, "semua") in story.exempt):
        return "not-applicable", 0
    there = [paper for paper, _fit in shelf if paper.day <= day]
    if not there and last is None:
        return "no-date", 0
    if not there and last is not None:
        return ("not-yet-due", (last - day).days) if day <= last else ("missing", (day - last).days)
    if all(paper.form == "link" and not answered.get(paper.name, True) for paper in there):
        return "dead-link", 0
    counted = there
    if ROWS[place]["form"] == "table":
        counted = [paper for paper in there if paper.form == "table"]
        if not counted:
            return "pdf-only", 0
    if last is None:
        return "published", 0
    late = (min(paper.day for paper in counted) - last).days
    return ("late", late) if late > 0 else ("on-time", 0)


@pytest.mark.parametrize("seed", range(3))
def test_the_board_is_what_living_through_the_year_tells(work: Work, publish: Publish, seed: int) -> None:
    story = tell(work, publish, random.Random(seed))
    facts = obligations.facts(work, YEAR)
    seen = set()
    for day, expected in live(story):
        board = obligations.board(facts, day)
        found = {
            (one.owner.name, one.obligation.id, one.period): (str(one.standing.state), one.standing.days)
            for one in board.cells
        }
        assert found == expected, day
        seen |= {state for state, _days in found.values()}
    assert seen == set(map(str, obligations.State)) - {"waiting-for-event"}
