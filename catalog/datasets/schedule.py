"""When new data are due, by how often their publisher says that they come."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

# Words of publishers for how often: whole months, or days.
_MONTHS: Mapping[str, int] = MappingProxyType({"bulanan": 1, "triwulanan": 3, "semesteran": 6, "tahunan": 12})
_DAYS: Mapping[str, int] = MappingProxyType({"harian": 1, "mingguan": 7})


def next_due(frequency: str, last: date) -> date | None:
    """The day by which the update after `last` is due; None when the frequency is no word with a length."""
    if frequency in _DAYS:
        return last + timedelta(days=_DAYS[frequency])
    if frequency not in _MONTHS:
        return None
    months = last.year * 12 + last.month - 1 + _MONTHS[frequency]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(last.day, calendar.monthrange(year, month)[1]))
