"""Sheets of XLSX, XLS and ODS files by calamine, whatever the file is called."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, load_workbook

from catalog.errors import Unreadable
from catalog.tabular.ods_survey import require_sound_ods
from catalog.tabular.raw import Limits, RawCell, RawRow
from catalog.tabular.recipe import Place
from catalog.tabular.xls_survey import require_sound_xls
from catalog.tabular.xlsx_survey import FailedCells, survey_xlsx
from catalog.text import Message

WORKBOOKS = ("xlsx", "xls", "ods")
_SURVEYS = {"xls": require_sound_xls, "ods": require_sound_ods}
_MOST_SHEETS = 500
_EXACT_FLOAT = 10**15  # a spreadsheet keeps and shows fifteen digits

Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Book:
    """An open workbook, and what stands where formulas failed: calamine reads nothing there."""

    opened: CalamineWorkbook
    failed: FailedCells


@contextmanager
def workbook(path: Path, file_format: str, limits: Limits) -> Iterator[Book]:
    """A workbook that stays within limits; Unreadable if it is broken, locked or too large."""
    failed: FailedCells = {}
    if file_format == "xlsx":
        failed = survey_xlsx(path, limits)
    else:
        _SURVEYS[file_format](path, limits)
    try:
        with path.open("rb") as source, load_workbook(source) as opened:
            if len(opened.sheet_names) > _MOST_SHEETS:
                raise Unreadable(
                    Message("Berkas punya lebih dari %(limit)s lembar.", {"limit": _MOST_SHEETS})
                )
            yield Book(opened, failed)
    except CalamineError as error:
        raise Unreadable(
            Message("Berkas %(format)s rusak atau terkunci sandi.", {"format": file_format.upper()})
        ) from error


def sheet_places(book: Book, member: str) -> list[tuple[Place, int]]:
    """Each sheet that is not empty, with the number of cells between its corners."""
    places = []
    for about in book.opened.sheets_metadata:
        sheet = book.opened.get_sheet_by_name(about.name)
        if sheet.height and sheet.width:
            hidden = about.visible != SheetVisibleEnum.Visible
            places.append((Place(member, about.name, hidden=hidden), sheet.height * sheet.width))
    return places


def open_sheet(book: Book, name: str) -> CalamineSheet:
    """A sheet by its name; Unreadable names those that there are."""
    opened = book.opened
    if name not in opened.sheet_names:
        raise Unreadable(
            Message(
                "Lembar %(sheet)s tidak ada. Yang ada: %(names)s.",
                {"sheet": name, "names": ", ".join(opened.sheet_names)},
            )
        )
    return opened.get_sheet_by_name(name)


def sheet_rows(book: Book, sheet: CalamineSheet) -> Iterator[RawRow]:
    """All rows from the sheet's first, blank ones too; a formula gives its cached value, or how it failed."""
    left: list[RawCell] = [None] * (sheet.start[1] if sheet.start else 0)
    failed: dict[int, dict[int, str]] = {}
    for (row, column), text in book.failed.get(sheet.name, {}).items():
        failed.setdefault(row, {})[column] = text
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = left + [cell_of(value) for value in values]
        for column, text in failed.get(number, {}).items():
            cells[column - 1 : column] = [text]
        yield number, cells


def sheet_spans(sheet: CalamineSheet) -> list[Span]:
    """Merged cells: first row, first column, last row, last column, from 1."""
    return [
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ]


def cell_of(value: object) -> RawCell:
    """A value of a sheet as a cell: figures as the sheet shows them, nothing instead of an empty text."""
    match value:
        case "":
            return None
        case bool() | str():
            return value
        case float() | int():
            if abs(value) < _EXACT_FLOAT and value == int(value):
                return int(value)
            return Decimal(f"{value:.15g}")
        case datetime():
            return value.date() if value.time() == time.min else value.isoformat(" ")
        case date():
            return value
        case _:
            return str(value)
