"""Due dates of obligations as a calendar that programs subscribe to (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from catalog.obligations import Cell
from catalog.text import Message
from catalog.wire.obligation_words import due_words, period_words

_LOCALE = "id"
_PRODUCT = "-//Lumbung//Kewajiban//ID"


def calendar(title: str, cells: Iterable[tuple[int, Cell]], site_url: str, today: date) -> bytes:
    """A day for each cell (with its fiscal year) that has a due date and applies."""
    found = Calendar()
    found.add("prodid", _PRODUCT)
    found.add("version", "2.0")
    found.add("x-wr-calname", title)
    for year, cell in cells:
        if cell.due and not cell.exempt:
            found.add_component(_event(year, cell, site_url, today))
    return bytes(found.to_ical())


def _event(year: int, cell: Cell, site_url: str, today: date) -> Event:
    obligation = cell.obligation
    period = period_words(obligation, cell.period, _LOCALE)
    place = f"{year}/{cell.owner.name}"
    told = {"title": " ".join(filter(None, (obligation.title, period))), "year": str(year)}
    rule, basis = due_words(obligation.due, _LOCALE), obligation.basis
    event = Event()
    event.add("uid", f"{obligation.id}-{cell.period}-{place.replace('/', '-')}@{urlsplit(site_url).hostname}")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", cell.due)
    event.add("summary", Message("Batas terbit: %(title)s %(year)s", told).in_locale(_LOCALE))
    event.add("description", f"{obligation.id}. {rule}. {basis}.")
    event.add("url", f"{site_url}/kewajiban/{place}")
    event.add("categories", [obligation.list.upper()])
    event.add("transp", "TRANSPARENT")  # nobody is busy that day
    return event
