"""One sheet of an XLSX file whose layout was agreed."""

from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineSheet

from catalog.errors import Unreadable
from catalog.tabular.raw import RawCell, RawTable, ReadOptions
from catalog.tabular.read_workbook import Book, cell_of, open_sheet, workbook
from catalog.text import Message

_EXACT_FLOAT = 2**53  # whole numbers above this are no longer exact in a spreadsheet


def read_xlsx(path: Path, options: ReadOptions) -> RawTable:
    """Rows keep their numbers in the sheet, blank rows are left out, a formula gives its cached value."""
    with workbook(path, "xlsx", options.limits) as book:
        sheet = _sheet(book, options.sheet)
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


def _sheet(book: Book, wanted: str | int) -> CalamineSheet:
    names = book.opened.sheet_names
    by_number = isinstance(wanted, int) and 1 <= wanted <= len(names)
    return open_sheet(book, names[int(wanted) - 1] if by_number else str(wanted))


def _cell(value: object) -> RawCell:
    """Figures keep every digit that the file has: what a source publishes is compared to the last of them."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return cell_of(value)
    whole = abs(value) < _EXACT_FLOAT and value == int(value)
    return int(value) if whole else Decimal(repr(value))
