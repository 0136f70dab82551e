"""When data change next, and what stands in the way: in the words of the page."""

from dataclasses import dataclass, replace

from catalog import datasets, harvest
from catalog.datasets import DatasetVersion
from catalog.harvest import HarvestSource
from catalog.text import Message
from catalog.web.formats import WIB, counted, short_day
from catalog.web.language import localized
from catalog.work import Work

_HOUR, _DAY, _WEEK = 60, 24 * 60, 7 * 24 * 60  # minutes


@dataclass(frozen=True)
class Next:
    """When the next update is to be expected, and how that is known; `late` if it should be here already."""

    text: str
    note: str
    late: bool = False


def next_update(work: Work, version: DatasetVersion, source: HarvestSource | None) -> Next:
    """What is known of the next update of a version's dataset; `source` is where it is harvested, if so."""
    now = work.clock()
    planned = harvest.standing(work, source).next_run if source else None
    if source and source.interval and planned:
        text = short_day(planned) if planned > now else localized(Message("segera"))
        return Next(
            text, localized(Message("sumber diperiksa %(often)s", {"often": interval(source.interval)}))
        )
    assert version.published_at is not None
    today = now.astimezone(WIB).date()
    due = datasets.next_due(version.frequency, version.published_at.astimezone(WIB).date())
    if due is None:
        return Next(
            localized(Message("tidak diketahui")), localized(Message("penerbit tidak menyebut jadwal"))
        )
    if due >= today:
        return Next(short_day(due), localized(Message("perkiraan dari jadwal penerbit")))
    late = counted("terlambat %(count)s hari", (today - due).days)
    return Next(short_day(due), late, late=True)


def interval(minutes: int) -> Message:
    """How often a source is asked."""
    for length, once, several in (
        (_WEEK, Message("tiap minggu"), Message("tiap %(count)s minggu")),
        (_DAY, Message("tiap hari"), Message("tiap %(count)s hari")),
        (_HOUR, Message("tiap jam"), Message("tiap %(count)s jam")),
    ):
        if minutes == length:
            return once
        if minutes % length == 0:
            return replace(several, params={"count": minutes // length})
    return Message("tiap %(count)s menit", {"count": minutes})
