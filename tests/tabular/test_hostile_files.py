"""Files made to hurt: each is refused in seconds, within its limits, in words that say why."""

import gzip
import io
import json
import resource
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from catalog.errors import Unreadable
from catalog.tabular.guess import guess
from catalog.tabular.raw import LIMITS, Limits
from catalog.tabular.read import read

_SHEET = "xl/worksheets/sheet1.xml"
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unreadable) as caught:
        for _ in read(path, guess(path, path.name, limits).recipe, limits):
            pass
    return str(caught.value)


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _zip(folder: Path, name: str, members: dict[str, bytes]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def _workbook(folder: Path, sheet: str | None = None, extra: dict[str, bytes] | None = None) -> Path:
    """A small workbook, perhaps with another sheet in the place of its own."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, ["kode", "nilai"])
        page.write_row(1, 0, ["5.1", 10])
    path = folder / "buku.xlsx"
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = sheet.encode() if sheet and name == _SHEET else source.read(name)
            target.writestr(name, (extra or {}).get(name, content))
    return path


def test_a_zip_bomb_is_stopped_by_what_it_becomes(tmp_path: Path) -> None:
    path = tmp_path / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as out:
        for _ in range(600):
            out.write(bytes(10**6))
    assert path.stat().st_size < 10**6
    assert "terlalu besar bila dibuka" in _refusal(path)


def test_a_gzip_bomb_is_stopped_by_what_it_becomes(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(600):
            out.write(b"a" * 10**6)
    assert "terlalu besar bila dibuka" in _refusal(path)


def test_a_zip_that_lies_about_its_sizes_is_counted(tmp_path: Path) -> None:
    path = _zip(tmp_path, "bohong.zip", {"a.csv": b"a,b\n1,2\n" * 10_000})
    content = path.read_bytes()
    lie = struct.pack("<I", 80_000)
    assert content.count(lie) >= 2
    path.write_bytes(content.replace(lie, struct.pack("<I", 10)))
    limits = Limits(unzipped_bytes=1_000)
    assert "besar" in _refusal(path, limits) or "rusak" in _refusal(path, limits)


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "/etc/a.csv", "..\\a.csv", "C:\\a.csv"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path, "nama.zip", {name: b"a,b\n1,2\n"})
    assert "keluar dari foldernya" in _refusal(path)
    assert [each.name for each in tmp_path.iterdir()] == ["nama.zip"]


@pytest.mark.parametrize("inner", ["zip", "gz"])
def test_archives_within_archives_are_refused(tmp_path: Path, inner: str) -> None:
    csv = b"a,b\n1,2\n"
    content = gzip.compress(csv) if inner == "gz" else _zip(tmp_path, "in.zip", {"a.csv": csv}).read_bytes()
    path = _zip(tmp_path, "luar.zip", {f"dalam.{inner}": content})
    assert "arsip di dalam arsip" in _refusal(path)
    assert "arsip di dalam arsip" in _refusal(_file(tmp_path, "luar.gz", gzip.compress(content)))


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path, "kunci.zip", {"a.csv": b"a,b\n1,2\n"})
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(content)
    assert "terkunci sandi" in _refusal(path)


def test_a_header_of_ten_million_columns_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "lebar.csv", b"a," * 10**7 + b"\n1\n")
    assert "terlalu panjang" in _refusal(path)
    narrower = _file(tmp_path, "agak.csv", b"a," * 5_000 + b"\n" + b"1," * 5_000 + b"\n")
    assert "kolom" in _refusal(narrower)


def test_a_cell_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "panjang.csv"
    with path.open("wb") as out:
        out.write(b"a,b\n1,")
        for _ in range(100):
            out.write(b"x" * 10**7)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "terlalu panjang" in _refusal(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_a_quote_that_nobody_closes_takes_only_its_own_row(tmp_path: Path) -> None:
    path = _file(tmp_path, "kutip.csv", b"a,b\n" + b"1,2\n" * 50 + b'"3,4\n' + b"5,6\n" * 20_000)
    rows = list(read(path, guess(path, path.name).recipe))
    assert len(rows) == 20_051
    assert {row.cells for row in rows[51:]} == {(5, 6)}


def test_a_quote_left_open_at_the_end_says_that_the_file_is_cut(tmp_path: Path) -> None:
    path = _file(tmp_path, "putus.csv", b"a,b\n" + b'1,"x"\n' * 50 + b'3,"y dan')
    assert "tidak ditutup" in _refusal(path)


@pytest.mark.parametrize("entity", ["file:///etc/passwd", "http://127.0.0.1:1/a"])
def test_external_entities_are_not_followed(tmp_path: Path, entity: str) -> None:
    sheet = (
        f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{entity}">]><worksheet {_NS}><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    )
    assert "XLSX" in _refusal(_workbook(tmp_path, sheet))


def test_a_billion_laughs_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = (
        f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{entities}]><worksheet {_NS}><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
    )
    assert "XLSX" in _refusal(_workbook(tmp_path, sheet))


def test_a_sheet_of_two_far_corners_is_refused(tmp_path: Path) -> None:
    sheet = (
        f'<worksheet {_NS}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "terlalu besar" in _refusal(_workbook(tmp_path, sheet))


_MANIFEST = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    b"</manifest:manifest>"
)


def _ods(folder: Path, rows: str) -> Path:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return _zip(
        folder,
        "lembar.ods",
        {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": _MANIFEST},
    )


_ODS_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "cell",
    [
        _ODS_CELL.format(' table:number-columns-repeated="16384"', "isi"),
        '<table:table-cell office:value="1" table:number-columns-repeated="16384"/>',
    ],
)
def test_an_ods_that_repeats_its_cells_is_refused(tmp_path: Path, cell: str) -> None:
    bomb = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "terlalu besar" in _refusal(_ods(tmp_path, bomb))


def test_an_ods_with_blank_rows_to_its_end_is_no_bomb(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row>{_ODS_CELL.format('', a)}{_ODS_CELL.format('', b)}</table:table-row>"
        for a, b in (("kode", "uraian"), ("5.1", "Pegawai"), ("5.2", "Modal"))
    )
    blank = '<table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row>'
    path = _ods(tmp_path, rows + blank)
    found = list(read(path, guess(path, path.name).recipe))
    assert [row.cells for row in found] == [("5.1", "Pegawai"), ("5.2", "Modal")]


def test_an_xls_that_claims_a_huge_sheet_is_refused(tmp_path: Path, real_data: Path) -> None:
    content = (real_data / "messy" / "messytables_horror" / "simple.xls").read_bytes()
    place = content.index(struct.pack("<HH", 0x200, 14))  # the record of a sheet's corners
    huge = struct.pack("<IIHH", 0, 2**32 - 1, 0, 2**16 - 1)
    path = _file(tmp_path, "besar.xls", content[: place + 4] + huge + content[place + 16 :])
    assert "terlalu besar" in _refusal(path)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999999999"])
def test_numbers_that_are_none_are_refused_in_json(tmp_path: Path, number: str) -> None:
    assert "JSON" in _refusal(_file(tmp_path, "angka.json", b'[{"a": %s}]' % number.encode()))


def test_nan_and_infinity_in_csv_stay_text(tmp_path: Path) -> None:
    rows = b"kode,nilai\n" + b"a,1.5\nb,2.5\n" * 20 + b"c,Infinity\n"
    path = _file(tmp_path, "angka.csv", rows)
    recipe = guess(path, path.name).recipe
    assert recipe.columns[1].column.type == "decimal"
    assert [row.cells[1] for row in read(path, recipe)][-1] == "Infinity"


def test_json_too_deep_for_anybody_is_refused(tmp_path: Path) -> None:
    assert "JSON" in _refusal(_file(tmp_path, "dalam.json", b"[" * 10**6))
    assert "JSON" in _refusal(_file(tmp_path, "objek.json", b'[{"a":' * 10**5))


def test_nul_bytes_are_refused(tmp_path: Path) -> None:
    assert "NUL" in _refusal(_file(tmp_path, "nul.csv", b"a,b\n1,2\n3,\x00\n"))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table>", "HTML"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "7-Zip"),
        (b"PK\x03\x04" + bytes(30), "ZIP rusak"),
        (b"\x1f\x8b" + bytes(30), "gzip rusak"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "XLS"),
        (b"PAR1" + bytes(100) + b"PAR1", "Parquet"),
        (b"", "kosong"),
        (b"\n\n , ,\n", "Tidak ada tabel"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in _refusal(_file(tmp_path, "berkas.csv", content))


def test_a_word_document_is_not_taken_for_a_workbook(tmp_path: Path) -> None:
    path = _zip(tmp_path, "surat.xlsx", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"})
    assert "bukan buku kerja" in _refusal(path)


def test_a_json_without_records_is_refused(tmp_path: Path) -> None:
    assert "daftar catatan" in _refusal(_file(tmp_path, "a.json", json.dumps({"a": 1, "b": [1, 2]}).encode()))


def _cut(name: str) -> Callable[[Path], Path]:
    def cut(folder: Path) -> Path:
        content = _workbook(folder).read_bytes()
        return _file(folder, name, content[: len(content) // 2])

    return cut


def test_a_workbook_cut_in_half_is_refused(tmp_path: Path) -> None:
    assert "rusak" in _refusal(_cut("separuh.xlsx")(tmp_path))
