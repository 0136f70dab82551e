"""When a document is due: a small written grammar, its parser, and the day that follows from it.

    aturan    = tanggal | sesudah
    tanggal   = "Y" [ ("+" | "-") angka ] "-" bulan "-" hari          Y-1-10-15   Y-01-31   Y+1-03-31
    sesudah   = angka "hari setelah" peristiwa                        30 hari setelah periode
    peristiwa = "periode" | one of EVENTS

`Y` is the fiscal year, `periode` the end of the year, semester, quarter or month that a document is about.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from catalog.budget import STAGES
from catalog.errors import Invalid
from catalog.text import Message, squeeze

PERIOD = "periode"
EVENTS = tuple(
    stage for stage in STAGES if stage != "realisasi"
)  # whose regulations have a date of their own
MOST_DAYS = 999
PERIODS: Mapping[str, int] = {"tahunan": 1, "semesteran": 2, "triwulanan": 4, "bulanan": 12}  # in a year
_COMMON_YEAR = 2023  # no leap year: a day that is due must exist in each
_DATED = re.compile(r"y([+-]\d)?-(\d\d)-(\d\d)")
_AFTER = re.compile(r"(\d+) hari setelah (\S+)")


@dataclass(frozen=True)
class Dated:
    """A day of the fiscal year, or of the year so many after it (before it: a negative offset)."""

    offset: int
    month: int
    day: int

    def __str__(self) -> str:
        year = f"Y{self.offset:+d}" if self.offset else "Y"
        return f"{year}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True)
class After:
    """So many days after an event: one of EVENTS, or PERIOD."""

    days: int
    event: str

    def __str__(self) -> str:
        return f"{self.days} hari setelah {self.event}"


Due = Dated | After


def parse(text: str) -> Due:
    """The rule that a text says; raises Invalid (field `due`) telling what is wrong and what would do."""
    plain = squeeze(text).lower()
    if found := _DATED.fullmatch(plain):
        return _dated(int(found[1] or 0), int(found[2]), int(found[3]))
    if found := _AFTER.fullmatch(plain):
        return _after(found[1], found[2])
    shown = {"text": squeeze(text)[:80]}
    if not plain:
        raise _wrong(Message("Aturan tanggal kosong. Contoh: Y-01-31 atau 30 hari setelah periode."))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
        raise _wrong(
            Message("%(text)s hanya berlaku setahun. Tulis Y untuk tahun anggaran, misalnya Y-01-31.", shown)
        )
    raise _wrong(
        Message(
            "Aturan “%(text)s” tidak dikenal. Tulis tanggal (Y-01-31, Y-1-10-15, Y+1-03-31) atau hari "
            "setelah peristiwa (30 hari setelah periode).",
            shown,
        )
    )


def due_day(due: Due | None, year: int, period_end: date, events: Mapping[str, date]) -> date | None:
    """The day that a rule means in a fiscal year; None without a rule, or before its event has a date."""
    if due is None:
        return None
    if isinstance(due, Dated):
        return date(year + due.offset, due.month, due.day)
    start = period_end if due.event == PERIOD else events.get(due.event)
    return start + timedelta(days=due.days) if start else None


def span(year: int, periodicity: str, number: int) -> tuple[date, date]:
    """First and last day of a period of the year, numbered from 1; `periodicity` is one of PERIODS."""
    months = 12 // PERIODS[periodicity]
    last = number * months
    return date(year, last - months + 1, 1), date(year, last, calendar.monthrange(year, last)[1])


def _dated(offset: int, month: int, day: int) -> Dated:
    if not 1 <= month <= 12:
        raise _wrong(
            Message("Bulan %(month)s tidak ada; bulan adalah 01 sampai 12.", {"month": f"{month:02}"})
        )
    last = calendar.monthrange(_COMMON_YEAR, month)[1]
    if not 1 <= day <= last:
        told = {"day": f"{day:02}", "month": f"{month:02}", "last": last}
        raise _wrong(
            Message("Hari %(day)s tidak ada di bulan %(month)s setiap tahun; paling akhir %(last)s.", told)
        )
    return Dated(offset, month, day)


def _after(days: str, event: str) -> After:
    if len(days) > len(str(MOST_DAYS)):
        raise _wrong(Message("Paling banyak %(most)s hari.", {"most": MOST_DAYS}))
    if event not in (PERIOD, *EVENTS):
        known = ", ".join((PERIOD, *EVENTS))
        raise _wrong(
            Message(
                "Peristiwa %(event)s tidak dikenal. Yang dikenal: %(known)s.",
                {"event": event[:40], "known": known},
            )
        )
    return After(int(days), event)


def _wrong(message: Message) -> Invalid:
    return Invalid({"due": [message]})
