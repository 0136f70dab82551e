"""A table as a workbook: xlsxwriter draws it empty, the engine writes the rows, packed as they come."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import xlsxwriter
from xlsxwriter.utility import xl_range

from catalog.tabular.columns import Column
from catalog.tabular.engine import quote
from catalog.tabular.query import Selection

MOST_ROWS = 1_048_575  # of a sheet, below its head
_SHEET = "xl/worksheets/sheet1.xml"
_LONGEST = 32_767  # of a cell in Excel, counted in halves of UTF-16
_KEPT = 16_000  # characters of a longer one
_CUT = " … [dipotong oleh batas Excel; teks lengkapnya ada di CSV]"
_CHUNK = 5_000
_LEVEL = 3  # as quick as level 1 on such text, and smaller
_OLD_ZIP = 2**31 - 1  # bytes of a part; beyond it the ZIP needs an extension that not every reader has
_RARE = "[&<>\\x00-\\x08\\x0b-\\x1f\\x{FFFE}\\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
_CONTROLS = [*range(1, 9), *range(11, 32), 0xFFFE, 0xFFFF]
_FIRST_DAY = "1900-03-01"  # before it, Excel counts a day that never was
_WHOLE = 2**53  # as far as a double, which is what spreadsheets calculate with, counts every whole number
_DAY = datetime(1980, 1, 1)  # noqa: DTZ001  # of every workbook, so that equal tables give equal bytes
_PRECISION = (
    "Angka yang akan dibulatkan oleh lembar kerja (lebih dari 15 sampai 16 angka penting) dan tanggal "
    "sebelum Maret 1900 ditulis sebagai teks, supaya tetap persis."
)
_EXTENT = re.compile(r"<dimension [^>]*>")
_ROW = re.compile(r'<row r="2".*?</row>')


def write_xlsx(
    connection: duckdb.DuckDBPyConnection, chosen: Selection, notes: Iterable[tuple[str, str]], target: Path
) -> None:
    """Write the chosen rows as the first sheet and where they come from as the second.

    Numbers that a spreadsheet would round are written as text; so are days before March 1900.
    """
    count, size = _measure(connection, chosen)
    model = _model(chosen.columns, notes, count)
    extent = xl_range(0, 0, count, len(chosen.columns) - 1)
    head, styles, tail = _split(model.read(_SHEET).decode(), extent)
    with target.open("wb") as out, ZipFile(_Forwards(out), "w", ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for name in model.namelist():
            if name != _SHEET:
                with book.open(name, "w") as part:
                    part.write(model.read(name))
        with book.open(_SHEET, "w", force_zip64=size > _OLD_ZIP) as sheet:
            sheet.write(head.encode())
            for piece in _rows(connection, chosen, styles):
                sheet.write(piece)
            sheet.write(tail.encode())


class _Forwards:
    """A file that is only ever appended to, since readers follow it: zipfile then never goes back."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, data: bytes) -> int:
        """As of a file."""
        return self.file.write(data)

    def flush(self) -> None:
        """As of a file."""
        self.file.flush()

    def close(self) -> None:
        """As of a file."""
        self.file.close()


def _measure(connection: duckdb.DuckDBPyConnection, chosen: Selection) -> tuple[int, int]:
    """Number of rows, and at most how many bytes their XML has, escapes aside."""
    texts = [f"coalesce(strlen({quote(one.name)}), 0)" for one in chosen.columns if one.type == "text"]
    sql = f"SELECT count(*), coalesce(sum({' + '.join(texts) or '0'}), 0)"
    count, letters = connection.execute(sql + chosen.source, chosen.params).fetchall()[0]
    return count, letters + count * (20 + 80 * len(chosen.columns))


def _rows(connection: duckdb.DuckDBPyConnection, chosen: Selection, styles: Sequence[str]) -> Iterator[bytes]:
    cells = " || ".join(_cell(column, style) for column, style in zip(chosen.columns, styles, strict=True))
    found = connection.execute(
        f"SELECT '<row>' || {cells} || '</row>'{chosen.source}{chosen.order}", chosen.params
    )
    while rows := found.fetchmany(_CHUNK):
        yield "".join([row[0] for row in rows]).encode()


def _cell(column: Column, style: str) -> str:
    name = quote(column.name)
    as_text = f"""'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">' || {{}} || '</t></is></c>'"""
    as_number = f"""'<c s="{style}"><v>' || {{}} || '</v></c>'"""
    if column.type == "text":
        return f"coalesce({as_text.format(_escaped(name))}, '<c/>')"
    if column.type == "boolean":
        return f"""coalesce('<c s="{style}" t="b"><v>' || CAST({name} AS TINYINT) || '</v></c>', '<c/>')"""
    if column.type == "date":
        serial = f"date_diff('day', DATE '1899-12-30', {name})"
        number, fits = as_number.format(serial), f"{name} >= DATE '{_FIRST_DAY}'"
    else:
        scale = column.scale if column.type == "decimal" else 0
        number, fits = as_number.format(name), f"abs({name}) < {_distinct_below(scale)}"
        fits += f" OR ({name} = trunc({name}) AND abs({name}) <= {_WHOLE})"
    return f"CASE WHEN {name} IS NULL THEN '<c/>' WHEN {fits} THEN {number} ELSE {as_text.format(name)} END"


def _distinct_below(scale: int) -> int:
    """The power of two below which doubles lie closer together than figures of this scale."""
    return int(2 ** ((_WHOLE // 10**scale).bit_length() - 1))


def _escaped(name: str) -> str:
    """The text as XML: what XML has no letter for stands as `_x0001_`, and so does what looks like that."""
    shown = f"CASE WHEN strlen({name}) > {_LONGEST} THEN left({name}, {_KEPT}) || '{_CUT}' ELSE {name} END"
    safe = f"regexp_replace({shown}, '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g')"
    for letter, written in {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.items():
        safe = f"replace({safe}, '{letter}', '{written}')"
    for code in _CONTROLS:
        safe = f"replace({safe}, chr({code}), '_x{code:04X}_')"
    rare = f"strlen({name}) > {_LONGEST} OR regexp_matches({name}, '{_RARE}')"
    return f"CASE WHEN {rare} THEN {safe} ELSE {name} END"


def _model(columns: Sequence[Column], notes: Iterable[tuple[str, str]], count: int) -> ZipFile:
    """The workbook without its rows: a second row of nothing tells how each column is drawn."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _DAY})
        bold = book.add_format({"bold": True, "bottom": 1})
        data, source = book.add_worksheet("Data"), book.add_worksheet("Sumber")
        for place, column in enumerate(columns):
            shape = book.add_format({"num_format": _number_format(column)})
            data.set_column(place, place, 34 if column.type == "text" else 20)
            data.write_string(0, place, column.name, bold)
            data.write_blank(1, place, None, shape)
        data.freeze_panes(1, 0)
        data.autofilter(0, 0, max(count, 1), len(columns) - 1)
        _write_source(source, bold, columns, notes)
    return ZipFile(file)


def _write_source(
    sheet: xlsxwriter.worksheet.Worksheet,
    bold: xlsxwriter.format.Format,
    columns: Sequence[Column],
    notes: Iterable[tuple[str, str]],
) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 4, 44)
    facts = (*notes, ("Ketelitian", _PRECISION), ("", ""), ("Kolom", "Nama", "Jenis", "Satuan", "Keterangan"))
    described = ((one.name, one.title, one.type, one.unit, one.description) for one in columns)
    for row, cells in enumerate((*facts, *described)):
        for place, text in enumerate(cells):
            if text:
                sheet.write_string(row, place, text[:_KEPT], bold if row < len(facts) and not place else None)


def _number_format(column: Column) -> str:
    if column.type in ("text", "boolean"):
        return "@" if column.type == "text" else "General"
    if column.type == "date":
        return "yyyy-mm-dd"
    scale = column.scale if column.type == "decimal" else 0
    return ("#,##0" if column.unit else "0") + ("." + "0" * scale if scale else "")


def _split(sheet: str, extent: str) -> tuple[str, list[str], str]:
    """An empty sheet as what stands before its rows, the style of each column, and what stands after them."""
    sheet = _EXTENT.sub(f'<dimension ref="{extent}"/>', sheet)  # some readers read no further than it says
    sample = _ROW.search(sheet)
    assert sample
    return sheet[: sample.start()], re.findall(r' s="([0-9]+)"', sample[0]), sheet[sample.end() :]
