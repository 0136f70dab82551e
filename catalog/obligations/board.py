"""The board of a year on a day: who owes what, and how it stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.obligations.due import After, due_day, span
from catalog.obligations.facts import Facts, Owner
from catalog.obligations.rules import GOVERNMENT, Obligation
from catalog.obligations.standing import FULFILLED, Duty, Standing, State, stands

TPAD = "tpad"  # the list that the official indicator counts


@dataclass(frozen=True)
class Cell:
    """One document that somebody owes for a period (1 where the period is the year)."""

    owner: Owner
    obligation: Obligation
    period: int
    due: date | None
    standing: Standing
    exempt: str = ""

    @property
    def fulfilled(self) -> bool:
        """Whether it is published, in time or not, and can be opened."""
        return self.standing.state in FULFILLED


@dataclass(frozen=True)
class Summary:
    """Cells by state; shares are ratios, None of nothing."""

    counts: dict[State, int]

    @property
    def owed(self) -> int:
        """All that applies."""
        return sum(self.counts.values()) - self.counts.get(State.NOT_APPLICABLE, 0)

    @property
    def published(self) -> int:
        """Those fulfilled."""
        return sum(count for state, count in self.counts.items() if state in FULFILLED)

    @property
    def share(self) -> Decimal | None:
        """Fulfilled of all that applies."""
        return Decimal(self.published) / self.owed if self.owed else None

    @property
    def overdue(self) -> int:
        """Those past their day that nothing fulfils: missing, with a dead link, or in the wrong form."""
        return sum(self.counts.get(one, 0) for one in (State.MISSING, State.DEAD_LINK, State.PDF_ONLY))


@dataclass(frozen=True)
class Score:
    """The official indicator of the LPPD: documents published, of twelve."""

    published: int
    all: int

    @property
    def share(self) -> Decimal:
        """A ratio."""
        return Decimal(self.published) / self.all


@dataclass(frozen=True)
class Board:
    """Every duty of a fiscal year on a day; `sample` when all that is published is DATA CONTOH."""

    year: int
    day: date
    sample: bool
    cells: tuple[Cell, ...]

    def of(self, owner: str, list_: str = "") -> tuple[Cell, ...]:
        """What one (by identifier) owes, of one of LISTS or of all."""
        return tuple(
            one for one in self.cells if one.owner.id == owner and list_ in ("", one.obligation.list)
        )


def board(facts: Facts, day: date, list_: str = "") -> Board:
    """How everything stands at the end of a day, or only the documents of one of LISTS."""
    return Board(
        year=facts.year,
        day=day,
        sample=any(one.sample for items in facts.items.values() for one in items),
        cells=tuple(_cells(facts, day, list_)),
    )


def summary(cells: Sequence[Cell]) -> Summary:
    """How many stand how."""
    return Summary(dict(Counter(one.standing.state for one in cells)))


def score(board: Board) -> Score:
    """The TPAD percentage; a document that each SKPD owes counts once all that owe it have published."""
    open_to_all: dict[str, bool] = {}
    for one in board.cells:
        if one.obligation.list == TPAD and one.standing.state != State.NOT_APPLICABLE:
            open_to_all[one.obligation.id] = one.fulfilled and open_to_all.get(one.obligation.id, True)
    return Score(
        sum(open_to_all.values()), len({o.obligation.id for o in board.cells if o.obligation.list == TPAD})
    )


def _cells(facts: Facts, day: date, list_: str) -> Iterator[Cell]:
    wanted = [one for one in facts.obligations if list_ in ("", one.list)]
    for owner in facts.owners:
        for obligation in wanted:
            if obligation.by_government if owner.id == GOVERNMENT else obligation.by_skpd:
                for period in obligation.periods:
                    yield _cell(facts, owner, obligation, period, day)


def _cell(facts: Facts, owner: Owner, obligation: Obligation, period: int, day: date) -> Cell:
    start, end = span(facts.year, obligation.periodicity, period)
    due = due_day(obligation.due, facts.year, end, facts.events)
    exempt = facts.exempt(obligation.id, owner.id)
    duty = Duty(due, due is None and isinstance(obligation.due, After), obligation.needs_table, exempt)
    last = period == obligation.periods[-1]
    items = [
        one
        for one in facts.items.get((obligation.id, owner.id), ())
        if len(obligation.periods) == 1 or (start <= one.end <= end if one.end else last)
    ]
    return Cell(owner, obligation, period, due, stands(duty, items, facts.checks, day), exempt)
