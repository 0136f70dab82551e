"""Figures as people write them: 1.234.567,89 or 1,234,567.89, (1.000,00), Rp 5.000,- or 9.533,44 M."""

import re
from decimal import Decimal
from typing import NamedTuple

# In Indonesian M is milyar, a thousand million; a million is juta.
SUFFIXES = {
    "rb": 3,
    "ribu": 3,
    "jt": 6,
    "juta": 6,
    "m": 9,
    "miliar": 9,
    "milyar": 9,
    "t": 12,
    "triliun": 12,
    "trilyun": 12,
}
_STYLES = {"id": (".", ","), "en": (",", "."), "plain": ("", ".")}  # thousands mark, decimal mark
_EXPECTED = {"id": "1.234.567,89", "en": "1,234,567.89", "plain": "1234567.89"}
_LONGEST = 100  # characters; no figure is longer
_CURRENCY = re.compile(r"^([-+(]?\s*)rp\.?\s*", re.IGNORECASE | re.ASCII)
_SHAPE = re.compile(
    r"(?P<open>\(?)\s*(?P<sign>[-+]?)\s*(?P<digits>[0-9][0-9.,]*)\s*(?P<suffix>[A-Za-z]*)\.?\s*(?P<close>\)?)",
    re.ASCII,
)


class Figure(NamedTuple):
    """An exact value, and how finely it was written: 0,01 M has a precision of 10,000,000."""

    value: Decimal
    precision: Decimal


def parse_number(text: str, style: str) -> Decimal:
    """The exact value of a written figure; `style` is id, en or plain. ValueError says what was expected."""
    return parse_figure(text, style).value


def parse_figure(text: str, style: str) -> Figure:
    """The exact value and precision of a written figure; `style` is id, en or plain.

    Thousands marks are all there or none; a bracketed figure is negative; ValueError says what was expected.
    """
    found = _SHAPE.fullmatch(_bare(text, style)) if len(text) <= _LONGEST else None
    if not found or bool(found["open"]) != bool(found["close"]) or (found["open"] and found["sign"]):
        raise _wrong(text, style)
    digits, power = _plain(found["digits"], style), _power(found["suffix"].lower(), style)
    if digits is None or power is None:
        raise _wrong(text, style)
    written = Decimal(f"{digits}E{power}")  # by text, since arithmetic would round to 28 digits
    value = Decimal(f"{written:f}")
    negative = (found["open"] or found["sign"] == "-") and value
    return Figure(value.copy_negate() if negative else value, Decimal(f"{_last_place(written):f}"))


def _bare(text: str, style: str) -> str:
    """The text without Rp in front, and without the `,-` that stands for no sen."""
    bare = _CURRENCY.sub(r"\1", text.strip())
    return bare.removesuffix(",-") if style == "id" else bare


def _plain(digits: str, style: str) -> str | None:
    thousands, point = _STYLES[style]
    whole, mark, fraction = digits.partition(point)
    if thousands and re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+", whole):
        whole = whole.replace(thousands, "")
    sound = whole.isdecimal() and (fraction.isdecimal() or not mark)
    return whole + ("." + fraction if mark else "") if sound else None


def _power(suffix: str, style: str) -> int | None:
    if suffix == "m" and style == "en":
        return None  # a million to whoever writes 1,234.5 and a milyar to an Indonesian office
    return SUFFIXES.get(suffix) if suffix else 0


def _last_place(number: Decimal) -> Decimal:
    return Decimal((0, (1,), int(number.as_tuple().exponent)))


def _wrong(text: str, style: str) -> ValueError:
    return ValueError(f"{text[:_LONGEST]!r} is not a figure like {_EXPECTED[style]}")
