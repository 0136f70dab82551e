"""CSV in: encodings and delimiters, strictness about cut files, limits against hostile ones."""

from pathlib import Path

import pytest

from catalog.errors import Unreadable
from catalog.tabular.read import Limits, RawCell, ReadOptions, read_table

SMALL = Limits(file_bytes=10_000, columns=20, cell_characters=100, line_characters=500)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content)
    return path


def rows_of(path: Path, options: ReadOptions) -> list[tuple[int, list[RawCell]]]:
    return list(read_table(path, options).rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("told", [True, False])
def test_encodings_told_or_guessed(tmp_path: Path, encoding: str, told: bool) -> None:
    path = written(tmp_path, "kode,nama\n007,Café\n".encode(encoding))
    table = read_table(path, ReadOptions("csv", encoding=encoding if told else ""))
    assert table.header == ["kode", "nama"]
    assert list(table.rows) == [(2, ["007", "Café"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_told_or_guessed(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, delimiter.join(["a", '"b, ""c"""', "d"]).encode() + b"\n")
    assert read_table(path, ReadOptions("csv")).header == ["a", 'b, "c"', "d"]
    assert read_table(path, ReadOptions("csv", delimiter=delimiter)).header == ["a", 'b, "c"', "d"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rows_keep_their_numbers_and_blank_ones_are_left_out(tmp_path: Path, line_end: str) -> None:
    lines = ["JUDUL", "", "a,b", '1,"x"', ",", "", "2,y", "", ""]
    table = read_table(written(tmp_path, line_end.join(lines).encode()), ReadOptions("csv", header_row=3))
    assert list(table.rows) == [(4, ["1", "x"]), (7, ["2", "y"])]


def test_line_ends_inside_cells_stay(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path, b'a,b\n"x\r\ny","1\n2"\n'), ReadOptions("csv")) == [
        (2, ["x\r\ny", "1\n2"])
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "Berkas kosong"),
        (b"\n\n", "baris judul kolom"),
        (b"a,b\n1,2\n3", "Baris 3 punya 1 sel, padahal judul kolomnya 2.*terpotong"),
        (b"a,b\n1,2,3\n", "Baris 2 punya 3 sel"),
        (b'a,b\n1,"2\n3,4\n', "Baris 2 rusak.*terpotong"),
        (b'a,b\n1,"2"x\n', "Baris 2 rusak"),
        (b"a,b\n1,\x00\n", "Baris 2 berisi bita NUL"),
        (b"a,b\n1,\x81\n", "bukan huruf cp1252"),
        (b"a,b\n1," + b"x" * 101 + b"\n", "Baris 2 punya sel yang terlalu panjang"),
        (b"a,b\n1," + b"x" * 600, "Baris 2 terlalu panjang"),
        (b"a" + b",a" * 20 + b"\n", "21 kolom; paling banyak 20"),
        (b"a,b\n" + b"1,2\n" * 3000, "terlalu besar: 12004 bita"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><html>", "Sumber mengirim halaman HTML, bukan CSV"),
        (b"<html><body>502", "Sumber mengirim halaman HTML, bukan CSV"),
    ],
)
def test_what_is_wrong_is_said_and_where(tmp_path: Path, content: bytes, expected: str) -> None:
    with pytest.raises(Unreadable, match=f"(?i){expected}"):
        rows_of(written(tmp_path, content), ReadOptions("csv", limits=SMALL))


def test_bytes_that_are_not_the_told_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"Sekitar baris .* bukan huruf utf-8"):
        rows_of(written(tmp_path, b"a,b\n1,\xe9\n"), ReadOptions("csv", encoding="utf-8"))


def test_a_header_row_beyond_the_end_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="baris 9"):
        read_table(written(tmp_path, b"a,b\n1,2\n"), ReadOptions("csv", header_row=9))
