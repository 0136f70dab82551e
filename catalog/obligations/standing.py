"""How a duty stands on a day: a pure function of its due day, what was published, and what checks found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """What can be said of a duty; the order is that of legends and counts."""

    ON_TIME = "on-time"
    LATE = "late"
    PUBLISHED = "published"  # without a date nobody can say whether in time
    PDF_ONLY = "pdf-only"  # a table was owed
    DEAD_LINK = "dead-link"
    MISSING = "missing"
    NOT_YET_DUE = "not-yet-due"
    WAITING = "waiting-for-event"
    NO_DATE = "no-date"
    NOT_APPLICABLE = "not-applicable"


FULFILLED = frozenset({State.ON_TIME, State.LATE, State.PUBLISHED})
TABLE, PDF, OTHER = "machine-readable", "pdf-only", "other"  # forms, the best first
_FORMS = (TABLE, PDF, OTHER)
Checks = Mapping[str, Sequence[tuple[date, bool]]]  # of an address: when it was opened, did it answer


@dataclass(frozen=True)
class Item:
    """One version of a dataset that may fulfil duties, published on a day in Western Indonesia Time.

    `urls` are the links that it stands on alone; none where a file of it is kept here. `end` is the last day
    that it tells of, None where nobody said.
    """

    dataset: str
    version: int
    title: str
    published: date
    form: str
    urls: tuple[str, ...] = ()
    end: date | None = None
    sample: bool = False


@dataclass(frozen=True)
class Duty:
    """What is asked: by which day (None: no date), in which form; `exempt` is the reason why not at all."""

    due: date | None
    waiting: bool = False  # for the date of an event
    needs_table: bool = False
    exempt: str = ""


@dataclass(frozen=True)
class Standing:
    """The answer; `days` are those late, missing, or left; `items` what is published by then, newest last."""

    state: State
    days: int = 0
    form: str = ""
    items: tuple[Item, ...] = ()


def stands(duty: Duty, items: Sequence[Item], checks: Checks, day: date) -> Standing:
    """How a duty stands at the end of a day.

    In time is what was first published in the form that is owed by the due day, whatever became of its link;
    only what can be opened on the day fulfils. A link is dead when its last check says so, never without one.
    """
    if duty.exempt:
        return Standing(State.NOT_APPLICABLE)
    known = tuple(sorted((one for one in items if one.published <= day), key=lambda one: one.published))
    if not known:
        return _without(duty, day)
    alive = [one for one in known if not dead(one, checks, day)]
    if not alive:
        return Standing(State.DEAD_LINK, items=known)
    form = min((one.form for one in alive), key=_FORMS.index)
    if duty.needs_table and form != TABLE:
        return Standing(State.PDF_ONLY, form=form, items=known)
    first = next(one.published for one in known if one.form == TABLE or not duty.needs_table)
    if duty.due is None:
        return Standing(State.PUBLISHED, form=form, items=known)
    late = max(0, (first - duty.due).days)
    return Standing(State.LATE if late else State.ON_TIME, late, form, known)


def dead(item: Item, checks: Checks, day: date) -> bool:
    """Whether every link that an item stands on failed when it was last opened, by this day."""
    return bool(item.urls) and all(_fails(checks.get(url, ()), day) for url in item.urls)


def _fails(found: Sequence[tuple[date, bool]], day: date) -> bool:
    known = [answered for at, answered in found if at <= day]  # in the order of time
    return bool(known) and not known[-1]


def _without(duty: Duty, day: date) -> Standing:
    if duty.due is None:
        return Standing(State.WAITING if duty.waiting else State.NO_DATE)
    gone = (day - duty.due).days
    return Standing(State.MISSING, gone) if gone > 0 else Standing(State.NOT_YET_DUE, -gone)
