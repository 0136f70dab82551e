"""Template filters for figures, dates and sizes; exact, and written as each language writes them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask

from catalog.text import group_digits, translation
from catalog.web.language import locale_code

WIB = ZoneInfo("Asia/Jakarta")
NOTHING = "–"  # stands where there is no figure; a zero is a figure
_THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_UP)
_SHORT_FROM = 10**6  # below, all digits are short enough
_RUPIAH_UNITS = {
    "id": ((10**12, " T"), (10**9, " M"), (_SHORT_FROM, " jt")),
    "en": ((10**12, " trillion"), (10**9, " billion"), (_SHORT_FROM, " million")),
}
_BYTE_UNITS = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def register(app: Flask) -> None:
    """Offer the filters to templates."""
    filters: dict[str, Callable[..., str]] = {
        "rupiah": rupiah,
        "rupiah_short": rupiah_short,
        "number": number,
        "percent": percent,
        "date": day,
        "short_date": short_day,
        "datetime": moment,
        "filesize": filesize,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["counted"] = counted


def rupiah(amount: int | Decimal | None) -> str:
    """`Rp1.234.567`: every digit that there is, no rounding."""
    return (
        NOTHING
        if amount is None
        else _with_sign("Rp", amount, group_digits(_unsigned(amount), locale_code()))
    )


def rupiah_short(amount: int | Decimal | None) -> str:
    """`Rp1,27 T`: three digits and a unit, for a glance; the exact amount belongs beside or behind it."""
    if amount is None:
        return NOTHING
    exact = _unsigned(amount)
    if exact < _SHORT_FROM:
        return rupiah(amount)
    locale = locale_code()
    size = _THREE_DIGITS.create_decimal(exact)
    unit, name = next(pair for pair in _RUPIAH_UNITS[locale] if size >= pair[0])
    return _with_sign("Rp", amount, group_digits(size / unit, locale) + name)


def number(value: int | Decimal | None) -> str:
    """`1.234.567,5`: every digit that there is."""
    return NOTHING if value is None else _with_sign("", value, group_digits(_unsigned(value), locale_code()))


def counted(text: str, count: int) -> str:
    """`1.234 baris` of `%(count)s baris`; English, unlike Indonesian, has a form of its own for one."""
    return translation(locale_code()).ngettext(text, text, count) % {"count": number(count)}


def percent(ratio: int | Decimal | None) -> str:
    """`12,5%` of the ratio 0.125: one decimal, halves away from zero."""
    if ratio is None:
        return NOTHING
    rounded = (_unsigned(ratio) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    digits = f"{rounded:,f}"
    localized = digits if locale_code() == "en" else digits.translate(str.maketrans(",.", ".,"))
    return _with_sign("", ratio if rounded else 0, localized) + "%"


def day(value: date | None) -> str:
    """`24 November 2026`; a moment is dated as in Western Indonesia Time."""
    if value is None:
        return NOTHING
    return str(format_date(_local(value), "d MMMM y", locale=locale_code()))


def short_day(value: date | None) -> str:
    """`24 Nov 2026`, where there is little room."""
    return NOTHING if value is None else str(format_date(_local(value), "d MMM y", locale=locale_code()))


def _local(value: date) -> date:
    return value.astimezone(WIB).date() if isinstance(value, datetime) else value


def moment(value: datetime | None) -> str:
    """`24 November 2026 11.19 WIB`. Raises ValueError for a moment without a time zone."""
    if value is None:
        return NOTHING
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = value.astimezone(WIB)
    clock = f"{local:%H:%M}" if locale_code() == "en" else f"{local:%H.%M}"
    return f"{day(value)} {clock} WIB"


def filesize(size: int | None) -> str:
    """`1,2 MB` of a number of bytes, in powers of a thousand."""
    if size is None:
        return NOTHING
    rounded = _THREE_DIGITS.create_decimal(size)
    for unit, name in _BYTE_UNITS:
        if rounded >= unit:
            return f"{group_digits(rounded / unit, locale_code())} {name}"
    return f"{size} B"


def _with_sign(prefix: str, amount: int | Decimal, digits: str) -> str:
    return f"-{prefix}{digits}" if amount < 0 else f"{prefix}{digits}"


def _unsigned(amount: int | Decimal) -> Decimal:
    if isinstance(amount, float):
        raise TypeError("a figure is an int or a Decimal; a float has lost digits already")
    return Decimal(amount).copy_abs()  # abs() would round to 28 digits
