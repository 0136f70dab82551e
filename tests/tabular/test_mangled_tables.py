"""Any table, written in any of the ways in which tables arrive, reads back equal."""

import csv
import gzip
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from catalog.tabular.columns import Cell
from catalog.tabular.guess import guess
from catalog.tabular.read import read
from catalog.text import group_digits
from tests.fuzzing import tries

_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéü"


@dataclass(frozen=True)
class _Way:
    """One way of writing: of the file, then of figures and dates."""

    delimiter: str
    encoding: str
    line_end: str
    style: str
    dates: str
    titles: int
    numbering: bool
    wrapped: bool
    packed: str


_WAYS = st.builds(
    _Way,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    style=st.sampled_from(["id", "en", "plain"]),
    dates=st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "id"]),
    titles=st.integers(0, 4),
    numbering=st.booleans(),
    wrapped=st.booleans(),
    packed=st.sampled_from(["", "zip", "gz"]),
)
_TEXT = st.lists(
    st.text(_LETTERS, min_size=3, max_size=9).map(lambda word: f"x{word}"), min_size=1, max_size=4
).flatmap(lambda words: st.sampled_from([" ", ", ", "; ", ' "', "/"]).map(lambda mark: mark.join(words)))
_CODE = st.builds(
    lambda parts: ".".join(f"{part:02d}" for part in (5, *parts)),
    st.lists(st.integers(0, 99), min_size=2, max_size=4),
)
_MONEY = st.builds(lambda sen: Decimal(sen).scaleb(-2), st.integers(-(10**14), 10**14))
_COUNT = st.integers(-(10**12), 10**12)
_DAY = st.dates(date(1950, 1, 1), date(2049, 12, 31))
_ROWS = st.lists(st.tuples(_CODE, _TEXT, _MONEY, _COUNT, _DAY), min_size=4, max_size=25)
_NAMES = ["Kode Rekening", "Uraian", "Anggaran (Rp)", "Banyaknya", "Tanggal"]
_NUMBERS: list[Cell] = [1, 2, 3, 4, 5]


@given(_ROWS, _WAYS)
@tries(150)
def test_csv_reads_back_equal(rows: list[tuple[Cell, ...]], way: _Way) -> None:
    text = _written(rows, way)
    assert _read_back("tabel.csv", text.encode(way.encoding), way.packed) == (_NAMES, rows)


@given(_ROWS, st.integers(0, 4), st.booleans(), st.sampled_from(["", "zip"]))
@tries(40)
def test_workbooks_read_back_equal(
    rows: list[tuple[Cell, ...]], titles: int, numbering: bool, packed: str
) -> None:
    content = _workbook([*_above(titles), _NAMES, *([_NUMBERS] if numbering else []), *map(list, rows)])
    names, found = _read_back("tabel.xlsx", content, packed)
    assert names == _NAMES
    for wanted, row in zip(rows, found, strict=True):
        assert row[:2] == wanted[:2]
        assert row[3:] == wanted[3:]
        assert abs(_number(row[2]) - _number(wanted[2])) < Decimal("0.005")  # it keeps fifteen digits


@given(_ROWS, st.sampled_from(["json", "ndjson"]), st.sampled_from(["", "zip", "gz"]))
@tries(40)
def test_json_reads_back_equal(rows: list[tuple[Cell, ...]], form: str, packed: str) -> None:
    records = [
        dict(zip(_NAMES, (row[0], row[1], str(row[2]), row[3], str(row[4])), strict=True)) for row in rows
    ]
    text = (
        json.dumps({"hasil": {"data": records}})
        if form == "json"
        else "".join(json.dumps(record) + "\n" for record in records)
    )
    assert _read_back(f"tabel.{form}", text.encode(), packed) == (_NAMES, rows)


@given(_ROWS, st.sampled_from(["", "zip"]))
@tries(15)
def test_parquet_reads_back_equal(rows: list[tuple[Cell, ...]], packed: str) -> None:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        target = Path(folder) / "tabel.parquet"
        types = ("VARCHAR", "VARCHAR", "DECIMAL(18,2)", "BIGINT", "DATE")
        columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(_NAMES, types, strict=True))
        connection.execute(f"CREATE TABLE t ({columns})")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
        connection.execute(f"COPY t TO '{target}' (FORMAT parquet)")
        assert _read_back("tabel.parquet", target.read_bytes(), packed) == (_NAMES, rows)


def _above(titles: int) -> list[list[Cell]]:
    lines: list[list[Cell]] = [["REKAPITULASI BELANJA"], ["Daerah", "Kabupaten Sumenep"], ["Tahun", 2024], []]
    return lines[-titles:] if titles else []


def _written(rows: list[tuple[Cell, ...]], way: _Way) -> str:
    table: list[list[str]] = [[str(cell) for cell in line] for line in _above(way.titles)]
    table += [_NAMES, *([["1", "2", "3", "4", "5"]] if way.numbering else [])]
    table += [[_cell(cell, way) for cell in row] for row in rows]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=way.delimiter, lineterminator=way.line_end)
    if not way.wrapped:
        writer.writerows(table)
        return out.getvalue()
    outer = csv.writer(out, delimiter=",", lineterminator=way.line_end)
    for row in table:
        line = io.StringIO()
        csv.writer(line, delimiter=way.delimiter, lineterminator="").writerow(row)
        outer.writerow([line.getvalue(), "", ""])
    return out.getvalue()


def _cell(cell: Cell, way: _Way) -> str:
    match cell:
        case int() | Decimal():
            if way.style == "plain":
                return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
            return _grouped(cell, way.style)
        case date():
            return (
                f"{cell.day} {_MONTHS[cell.month - 1]} {cell.year}"
                if way.dates == "id"
                else f"{cell:{way.dates}}"
            )
        case _:
            return str(cell)


def _grouped(number: int | Decimal, style: str) -> str:
    text = f"{number:,.2f}" if isinstance(number, Decimal) else group_digits(number, "en")
    return text if style == "en" else text.translate(str.maketrans(",.", ".,"))


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                write: Callable[..., object] = page.write_string if isinstance(cell, str) else page.write
                write(place, column, cell)
    return buffer.getvalue()


def _read_back(name: str, content: bytes, packed: str) -> tuple[list[str], list[tuple[Cell, ...]]]:
    if packed == "gz":
        name, content = f"{name}.gz", gzip.compress(content)
    elif packed == "zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, content)
        name, content = "tabel.zip", buffer.getvalue()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "unggahan"
        path.write_bytes(content)
        recipe = guess(path, name).recipe
        rows = [row.cells for row in read(path, recipe)]
    return [each.column.title for each in recipe.columns], rows


def _number(cell: Cell) -> Decimal:
    assert isinstance(cell, int | Decimal)
    return Decimal(cell)
