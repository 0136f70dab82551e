"""Raw cells to typed ones, by what the spec says of their column."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from catalog.harvest.spec import ColumnSpec
from catalog.tabular import Cell
from catalog.tabular.numbers import parse_number
from catalog.tabular.raw import RawCell
from harvesters.regions import find_region

# What a spreadsheet shows where a formula failed: an empty cell, which is how calamine reads it too.
_EMPTY = frozenset({"", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})

_EXACT = 28  # digits; Decimal's arithmetic rounds beyond them

Convert = Callable[[RawCell], Cell]


def converter(column: ColumnSpec) -> Convert:
    """The function for a column's cells; it raises ValueError for a cell that cannot be one."""
    if column.region:
        return _region_code if column.region == "code" else _region_name
    match column.type:
        case "integer":
            return lambda cell: _integer(cell, column.number, column.multiplier)
        case "decimal":
            return lambda cell: _decimal(cell, column.number, column.multiplier)
        case "date":
            return _date
        case "boolean":
            return _boolean
        case _:
            return _text


def _text(cell: RawCell) -> str | None:
    if cell is None or isinstance(cell, str):
        text = (cell or "").strip()
        return None if text in _EMPTY else text
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _decimal(cell: RawCell, style: str, multiplier: int) -> Decimal | int | None:
    match cell:
        case None:
            return None
        case bool() | date():
            raise ValueError(cell)
        case str():
            text = cell.strip()
            return None if text in _EMPTY else _times(parse_number(text, style), multiplier)
        case int():
            return cell * multiplier
        case _:
            return _times(cell, multiplier)


def _times(number: Decimal, multiplier: int) -> Decimal:
    if len(number.as_tuple().digits) > _EXACT:
        raise ValueError(number)
    return number * multiplier


def _integer(cell: RawCell, style: str, multiplier: int) -> int | None:
    if type(cell) is int:
        return cell * multiplier
    if isinstance(cell, str) and len(cell) < 19 and cell.isascii() and cell.isdecimal():
        return int(cell) * multiplier
    number = _decimal(cell, style, multiplier)
    if number is None:
        return None
    if number != int(number):
        raise ValueError(cell)
    return int(number)


def _date(cell: RawCell) -> date | None:
    if cell is None or isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise ValueError(cell)
    return date.fromisoformat(cell.strip()) if cell.strip() else None


def _boolean(cell: RawCell) -> bool | None:
    if cell is None or isinstance(cell, bool):
        return cell
    words: dict[object, bool | None] = {"true": True, "false": False, "1": True, "0": False, "": None}
    text = str(cell).strip().lower()
    if text not in words:
        raise ValueError(cell)
    return words[text]


def _region(cell: RawCell) -> tuple[str, str]:
    found = find_region(str(cell))
    if found is None:
        raise ValueError(cell)
    return found


def _region_code(cell: RawCell) -> str:
    return _region(cell)[0]


def _region_name(cell: RawCell) -> str:
    return _region(cell)[1]
