"""XLSX by calamine, after a look inside that keeps it from asking for more memory than the limits allow."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, WorksheetNotFound

from catalog.errors import Unreadable
from catalog.tabular.raw import RawCell, RawTable, ReadOptions
from catalog.tabular.xlsx_survey import require_sound_xlsx
from catalog.text import Message

_EXACT_FLOAT = 2**53  # whole numbers above this are no longer exact in a spreadsheet

_Value = int | float | str | bool | time | date | datetime | timedelta


def read_xlsx(path: Path, options: ReadOptions) -> RawTable:
    """One sheet; rows keep their numbers in it, blank rows are left out, a formula gives its cached value."""
    require_sound_xlsx(path, options.limits)
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            sheet = _sheet(workbook, options.sheet)
    except CalamineError as error:
        raise Unreadable(Message("Berkas XLSX rusak atau terkunci sandi.")) from error
    rows = (
        (number, [_cell(value) for value in values]) for number, values in enumerate(sheet.iter_rows(), 1)
    )
    header = next((cells for number, cells in rows if number == options.header_row), [])
    if not any(cell is not None for cell in header):
        raise Unreadable(
            Message(
                "Lembar %(sheet)s: baris judul kolom (baris %(row)s) tidak ada atau kosong.",
                {"sheet": sheet.name, "row": options.header_row},
            )
        )
    names = ["" if cell is None else str(cell).strip() for cell in header]
    return RawTable(names, (row for row in rows if any(cell is not None for cell in row[1])))


def _sheet(workbook: CalamineWorkbook, wanted: str | int) -> CalamineSheet:
    try:
        if isinstance(wanted, str):
            return workbook.get_sheet_by_name(wanted)
        return workbook.get_sheet_by_index(wanted - 1)
    except (WorksheetNotFound, OverflowError) as error:
        raise Unreadable(
            Message(
                "Lembar %(sheet)s tidak ada. Yang ada: %(names)s.",
                {"sheet": wanted, "names": ", ".join(workbook.sheet_names)},
            )
        ) from error


def _cell(value: _Value) -> RawCell:
    match value:
        case "":
            return None
        case bool() | str():
            return value
        case float() | int():
            whole = abs(value) < _EXACT_FLOAT and value == int(value)
            return int(value) if whole else Decimal(repr(value))
        case datetime():
            return value.date() if value.time() == time.min else value.isoformat(" ")
        case date():
            return value
        case _:
            return str(value)
