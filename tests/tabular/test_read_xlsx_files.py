"""XLSX in: exact numbers, texts that stay texts, and workbooks made to exhaust us."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from catalog.errors import Unreadable
from catalog.tabular.read import Limits, ReadOptions, read_table

SMALL = Limits(unzipped_bytes=1_000_000, cells=100_000, cell_characters=1_000)
Change = Callable[[str, bytes], bytes]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        book.add_worksheet("Kosong")
        sheet = book.add_worksheet("Anggaran")
        sheet.write_row("C3", ["Kode", "Pagu", 2023, "Tanggal", "Sah"])
        sheet.write_row("C4", ["01.00", 29848710018940, 0.1])
        sheet.write_datetime("F4", datetime(2023, 5, 12), day)  # noqa: DTZ001  # a workbook has no zones
        sheet.write_boolean("G4", True)
        sheet.write_row("C7", ["007", 2312591400.25, -1e300])
        sheet.write_datetime("F7", datetime(2023, 5, 12, 13, 30), moment)  # noqa: DTZ001  # likewise
        sheet.write_formula("D8", "=D4*2", None, 59697420037880)
    return path


def changed(source: Path, change: Change, extra: dict[str, bytes] | None = None) -> Path:
    """A copy of a workbook, each part passed through `change`."""
    target = source.with_name("changed.xlsx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return target


def refused(path: Path, expected: str, sheet: str | int = "Anggaran") -> None:
    with pytest.raises(Unreadable, match=expected):
        list(read_table(path, ReadOptions("xlsx", sheet=sheet, header_row=3, limits=SMALL)).rows)


@pytest.mark.parametrize("sheet", ["Anggaran", 2])
def test_cells_are_exact_and_rows_keep_their_numbers(workbook: Path, sheet: str | int) -> None:
    table = read_table(workbook, ReadOptions("xlsx", sheet=sheet, header_row=3))
    assert table.header == ["Kode", "Pagu", "2023", "Tanggal", "Sah"]
    assert list(table.rows) == [
        (4, ["01.00", 29848710018940, Decimal("0.1"), date(2023, 5, 12), True]),
        (7, ["007", Decimal("2312591400.25"), Decimal("-1E+300"), "2023-05-12 13:30:00", None]),
        (8, [None, 59697420037880, None, None, None]),
    ]


@pytest.mark.parametrize("sheet", ["Hantu", 3, 0, -1])
def test_a_sheet_that_is_not_there_is_named_with_those_that_are(workbook: Path, sheet: str | int) -> None:
    refused(workbook, f"Lembar {sheet} tidak ada. Yang ada: Kosong, Anggaran", sheet)


def test_a_sheet_without_that_header_is_refused(workbook: Path) -> None:
    refused(workbook, "Lembar Kosong: baris judul kolom", "Kosong")


def test_a_cut_workbook_is_refused(workbook: Path) -> None:
    workbook.write_bytes(workbook.read_bytes()[:-200])
    refused(workbook, "bukan XLSX yang utuh")


def test_a_workbook_with_flipped_bytes_is_refused(workbook: Path) -> None:
    content = bytearray(workbook.read_bytes())
    with zipfile.ZipFile(workbook) as archive:
        place = archive.getinfo("xl/worksheets/sheet2.xml").header_offset + 80
    content[place : place + 20] = bytes(20)
    workbook.write_bytes(content)
    refused(workbook, "bukan XLSX yang utuh")


@pytest.mark.parametrize(
    "content", [b"<html><p>masuk dahulu</p>", b"\xd0\xcf\x11\xe0" + bytes(600), b"a,b\n1,2\n"]
)
def test_other_formats_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.xlsx"
    path.write_bytes(content)
    refused(path, "HTML, bukan XLSX|bukan XLSX yang utuh")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    refused(path, "rusak")


def test_a_zip_bomb_is_refused_unopened(workbook: Path) -> None:
    refused(changed(workbook, lambda _, part: part, {"xl/media/a.bin": bytes(2_000_000)}), "terlalu besar")


@pytest.mark.parametrize("reference", [b'r="XFD1048576"', b"r = 'XFD1048576'", b'r="&#88;FD1048576"'])
def test_two_far_corners_are_not_spread_out(workbook: Path, reference: bytes) -> None:
    refused(changed(workbook, lambda _, part: part.replace(b'r="D8"', reference)), "terlalu besar")


@pytest.mark.parametrize("name", ["count", "uniqueCount"])
def test_a_claim_of_billions_of_texts_is_refused(workbook: Path, name: str) -> None:
    def boast(part_name: str, part: bytes) -> bytes:
        if not part_name.endswith("sharedStrings.xml"):
            return part
        return re.sub(rf' {name}="\d+"'.encode(), f' {name}="4294967295"'.encode(), part)

    refused(changed(workbook, boast), "terlalu besar")


def test_an_unknown_encoding_is_refused(workbook: Path) -> None:
    refused(changed(workbook, lambda _, part: part.replace(b"UTF-8", b"UTF-X")), "bukan XLSX yang utuh")


def test_a_row_far_down_is_not_spread_out(workbook: Path) -> None:
    refused(
        changed(
            workbook,
            lambda _, part: part.replace(b'<row r="8"', b'<row r="99999999"').replace(b'r="D8"', b""),
        ),
        "terlalu besar",
    )


def test_cells_without_references_are_counted_and_read(workbook: Path) -> None:
    bare = changed(workbook, lambda _, part: part.replace(b' r="C7"', b"").replace(b' r="D7"', b""))
    table = read_table(bare, ReadOptions("xlsx", sheet="Anggaran", header_row=3, limits=SMALL))
    assert 2312591400 in [int(cell) for _, row in table.rows for cell in row if isinstance(cell, Decimal)]


def test_one_long_text_in_many_cells_is_refused(workbook: Path) -> None:
    with xlsxwriter.Workbook(workbook) as book:
        sheet = book.add_worksheet("Anggaran")
        for row in range(3_000):
            sheet.write(row, 0, "x" * 900)
    assert workbook.stat().st_size < 30_000
    refused(workbook, "terlalu besar")


def test_one_huge_cell_is_refused(workbook: Path) -> None:
    refused(
        changed(workbook, lambda _, part: part.replace(b"<t>Kode", b"<t>" + b"K" * 2_000)), "terlalu besar"
    )


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"])
def test_entities_are_refused_not_expanded(workbook: Path, name: str) -> None:
    secret = workbook.with_name("rahasia.txt")
    secret.write_text("sangat-rahasia")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()

    def infect(part_name: str, part: bytes) -> bytes:
        if part_name != name:
            return part
        head, declaration, body = part.partition(b"?>")
        return head + declaration + doctype + body.replace(b"Kode", b"&e;")

    refused(changed(workbook, infect), "bukan XLSX yang utuh")


def test_a_sheet_under_another_name_is_refused(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    moved = changed(
        workbook,
        lambda name, part: part.replace(b"worksheets/sheet2.xml", b"media/a.png"),
        {"xl/media/a.png": sheet.replace(b'r="D8"', b'r="XFD1048576"')},
    )
    refused(moved, "bukan XLSX yang utuh")


@pytest.mark.parametrize("index", [b"999", b"-1"])
def test_a_text_that_is_not_there_is_refused(workbook: Path, index: bytes) -> None:
    moved = changed(workbook, lambda _, part: part.replace(b't="s"><v>0<', b't="s"><v>' + index + b"<"))
    refused(moved, "menunjuk teks")
