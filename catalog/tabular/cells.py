"""Cells as their columns say: written figures, dates and truth values become values."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from catalog.tabular.columns import Cell
from catalog.tabular.numbers import parse_number
from catalog.tabular.raw import RawCell
from catalog.tabular.recipe import RecipeColumn

DATE_STYLES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}
_Parser = Callable[[str], Cell]
_Typed = Callable[[RawCell], Cell]
PERCENT = "persen"  # the unit whose figures may have their sign behind them
_SPOKEN = re.compile(r"([0-9]{1,2})\s+([A-Za-z]{3,9})\.?\s+([0-9]{4})", re.ASCII)


def converter(each: RecipeColumn, missing: Collection[str], rounding: bool = False) -> _Typed:
    """A function that reads one cell of a column; a cell that is not what the column says stays as it is.

    With `rounding`, decimals lose what their scale has no room for: a spreadsheet computes in binary.
    """
    column, style = each.column, each.style
    empty = frozenset(missing) | {""}
    percent = column.unit == PERCENT

    def convert(cell: RawCell) -> Cell:
        if isinstance(cell, str):
            text = cell.strip()
            if text in empty:
                return None
            if percent:
                text = text.removesuffix("%").rstrip()
            try:
                return parse(text)
            except ValueError:
                return cell
        return typed(cell)

    parse: _Parser = parse_boolean
    typed: _Typed = _same
    match column.type:
        case "text":
            return as_text
        case "integer":
            parse, typed = _integer_of(style), _integer
        case "decimal":
            parse, typed = _decimal_of(style), _rounded(column.scale) if rounding else _same
        case "date":
            parse = _date_of(style)
    return convert


def as_text(cell: RawCell) -> Cell:
    """A cell as the text that it is or would be written as; no cell is None."""
    match cell:
        case None | str():
            return cell
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return f"{cell:f}"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def parse_date(text: str, style: str) -> date:
    """The date that a text is in a style, a `strptime` form or id for 17 Agustus 1945; ValueError if none."""
    if not text.isascii():
        raise ValueError(text)
    if style != "id":
        return datetime.strptime(text, style or "%Y-%m-%d").replace(tzinfo=UTC).date()
    found = _SPOKEN.fullmatch(text)
    month = MONTHS.get(found[2].lower()) if found else None
    if not found or not month:
        raise ValueError(text)
    return date(int(found[3]), month, int(found[1]))


def parse_boolean(text: str) -> bool:
    """True for true and False for false, in either case; ValueError for anything else."""
    try:
        return {"true": True, "false": False}[text.lower()]
    except KeyError:
        raise ValueError(text) from None


def _integer_of(style: str) -> _Parser:
    def parse(text: str) -> Cell:
        number = parse_number(text, style or "plain")
        if number != number.to_integral_value():
            raise ValueError(text)
        return int(number)

    return parse


def _decimal_of(style: str) -> _Parser:
    return lambda text: parse_number(text, style or "plain")


def _date_of(style: str) -> _Parser:
    return lambda text: parse_date(text, style)


def _integer(cell: RawCell) -> Cell:
    return int(cell) if isinstance(cell, Decimal) and cell == cell.to_integral_value() else cell


def _same(cell: RawCell) -> Cell:
    return cell


def _rounded(scale: int) -> _Typed:
    unit = Decimal(1).scaleb(-scale)

    def round_off(cell: RawCell) -> Cell:
        if isinstance(cell, Decimal) and -int(cell.as_tuple().exponent) > scale:
            return cell.quantize(unit, ROUND_HALF_EVEN)
        return cell

    return round_off
