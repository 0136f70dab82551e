"""What a guess says, how a person changes it, and what the next version takes over."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from catalog.errors import Invalid, Unreadable
from catalog.tabular.columns import Cell
from catalog.tabular.guess import guess
from catalog.tabular.open_table import open_table
from catalog.tabular.read import read
from catalog.tabular.recipe import Guess, Place, Recipe, Told, from_json, to_json

_CSV = (
    "Judul;Rekapitulasi Belanja\n;\nKode Rekening;Uraian;Pagu (Rp);Realisasi;Serapan;Tanggal\n1;2;3;4;5;6\n"
    "5.1.02;Belanja Barang;1.250.000,50;-;80%;17 Agustus 2024\n"
    "007;Belanja Lain;(2.000,00);1.500;7,5%;1 September 2024\n"
    ";JUMLAH;1.248.000,50;1.500;;\n;;;;;\nSurabaya, 1 Oktober 2024\n"
)


def _file(folder: Path, content: str | bytes, name: str = "tabel.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _rows(path: Path, recipe: Recipe) -> list[tuple[str, tuple[Cell, ...]]]:
    return [(row.kind, row.cells) for row in read(path, recipe)]


def _book(folder: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], hidden: tuple[str, ...] = ()) -> Path:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for place, row in enumerate(rows):
                page.write_row(place, 0, row)
            if name in hidden:
                page.hide()
    return _file(folder, buffer.getvalue(), "buku.xlsx")


def _types(found: Guess) -> list[tuple[str, str, str, str]]:
    columns = [(each.column, each.style) for each in found.recipe.columns]
    return [(column.name, column.type, style, column.unit) for column, style in columns]


def test_a_whole_indonesian_table_is_understood(tmp_path: Path) -> None:
    path = _file(tmp_path, _CSV)
    found = guess(path, "tabel.csv")
    assert (found.recipe.header_rows, found.recipe.first_row, found.recipe.last_row) == ((3,), 5, 7)
    assert _types(found) == [
        ("kode_rekening", "text", "", ""),
        ("uraian", "text", "", ""),
        ("pagu_rp", "decimal", "id", "rupiah"),
        ("realisasi", "integer", "id", "rupiah"),
        ("serapan", "decimal", "id", "persen"),
        ("tanggal", "date", "id", ""),
    ]
    assert _rows(path, found.recipe) == [
        (
            "leaf",
            ("5.1.02", "Belanja Barang", Decimal("1250000.50"), None, Decimal(80), date(2024, 8, 17)),
        ),
        ("leaf", ("007", "Belanja Lain", Decimal(-2000), 1500, Decimal("7.5"), date(2024, 9, 1))),
        ("subtotal", ("", "JUMLAH", Decimal("1248000.50"), 1500, None, None)),
    ]


def test_each_guess_is_said_with_what_it_rests_on(tmp_path: Path) -> None:
    notes = [str(note) for note in guess(_file(tmp_path, _CSV), "tabel.csv").notes]
    for words in (
        "pemisahnya titik koma, hurufnya UTF-8",
        "Judul kolom diambil dari baris 3.",
        "2 baris di atas tabel tidak dibaca",
        "Baris 4 hanya menomori kolom",
        "di bawah baris 7 tidak dibaca",
        "seperti 1.234.567,89 pada kolom Pagu (Rp)",
        "Sel berisi - dibaca sebagai kosong",
    ):
        assert any(words in note for note in notes), words


def test_the_preview_stands_beside_the_cells_as_they_are(tmp_path: Path) -> None:
    lines = "".join(f"{number};1.{number:03}\n" for number in range(100, 140))
    found = guess(_file(tmp_path, f"nomor urut;nilai\n{lines}"), "tabel.csv")
    assert len(found.preview) == 10
    assert found.preview[0].raw == ("100", "1.100")
    assert found.preview[0].row.cells[1] == 1100
    assert found.preview[0].row.number == 2


@pytest.mark.parametrize(
    ("values", "wanted", "doubtful"),
    [
        (["1.234", "5.678", "900"], [1234, 5678, 900], True),
        (["1.234", "56.789", "1000"], [Decimal("1.234"), Decimal("56.789"), Decimal(1000)], False),
        (["1.5", "1.234", "2"], [Decimal("1.5"), Decimal("1.234"), Decimal(2)], False),
        (["1,5", "1,234", "2"], [Decimal("1.5"), Decimal("1.234"), Decimal(2)], False),
        (["1,234", "5,678", "900"], [1234, 5678, 900], True),
        (["12,345,678", "1,000"], [12345678, 1000], False),
        (["Rp 1.000,-", "Rp 2.500,-"], [1000, 2500], False),
        (["9.533,44 M", "0,5 M"], [Decimal("9533440000000.00"), Decimal("500000000.0")], False),
    ],
)
def test_figures_are_read_in_the_one_way_that_all_of_them_allow(
    tmp_path: Path, values: list[str], wanted: list[Cell], doubtful: bool
) -> None:
    lines = "".join(f"kota {value[0]}|{value}\n" for value in values)
    path = _file(tmp_path, f"kota|nilai\n{lines}")
    found = guess(path, "tabel.csv")
    assert [row.cells[1] for row in read(path, found.recipe)] == wanted
    assert any("dua cara" in str(note) for note in found.notes) == doubtful


def test_a_doubtful_column_follows_the_sure_ones(tmp_path: Path) -> None:
    path = _file(tmp_path, "kota;luas;nilai\na;1.234;1.234.567,5\nb;5.678;2.000.000,5\n")
    found = guess(path, "tabel.csv")
    assert [row.cells[1] for row in read(path, found.recipe)] == [1234, 5678]
    assert not any("dua cara" in str(note) for note in found.notes)


@pytest.mark.parametrize("title", ["Kode", "NIP", "kode_provinsi", "No. Rekening", "kodepemda", "NPWP"])
def test_codes_stay_text(tmp_path: Path, title: str) -> None:
    path = _file(tmp_path, f"{title},jumlah\n35,1\n36,2\n")
    found = guess(path, "tabel.csv")
    assert [each.column.type for each in found.recipe.columns] == ["text", "integer"]


@pytest.mark.parametrize("code", ["007", "5.1.02", "1.01.00", "2024.01.02.03", "3578012345670001"])
def test_what_looks_like_a_code_stays_text(tmp_path: Path, code: str) -> None:
    path = _file(tmp_path, f"hal,jumlah\n{code},1\n{code},2\n{code},3\n")
    assert next(read(path, guess(path, "tabel.csv").recipe)).cells[0] == code


def test_a_cell_that_does_not_fit_stays_as_it_was_written(tmp_path: Path) -> None:
    lines = "".join(f"a;{number}\n" for number in range(20))
    path = _file(tmp_path, f"kota;nilai\n{lines}b;banyak\n")
    found = guess(path, "tabel.csv")
    assert found.recipe.columns[1].column.type == "integer"
    assert [row.cells[1] for row in read(path, found.recipe)][-1] == "banyak"
    assert any("1 sel tidak seperti yang lain" in str(note) for note in found.notes)


def test_a_header_printed_on_each_page_is_no_row(tmp_path: Path) -> None:
    page = "kode,uraian,pagu\n5.1,Pegawai,10\n5.2,Modal,20\n"
    path = _file(tmp_path, page + page.replace("10", "30").replace("20", "40"))
    assert [cells[2] for _, cells in _rows(path, guess(path, "tabel.csv").recipe)] == [10, 20, 30, 40]


def test_another_table_below_is_left_out_and_said(tmp_path: Path) -> None:
    first = "".join(f"5.{place},Pegawai,{place}\n" for place in range(1, 9))
    path = _file(tmp_path, f"kode,uraian,pagu\n{first}\nkode,uraian\n5.2,Modal\n")
    found = guess(path, "tabel.csv")
    assert len(_rows(path, found.recipe)) == 8
    assert any("tabel lain" in str(note) for note in found.notes)


def test_a_person_names_the_header_row_the_sheet_and_the_delimiter(tmp_path: Path) -> None:
    path = _file(tmp_path, "a,b;c\nkode,x;pagu\n5.1,y;10\n")
    told = Told(delimiter=";", header_rows=(2,))
    recipe = guess(path, "tabel.csv", told=told).recipe
    assert [each.column.title for each in recipe.columns] == ["kode,x", "pagu"]
    none = guess(path, "tabel.csv", told=replace(told, header_rows=())).recipe
    assert (none.header_rows, none.first_row, len(_rows(path, none))) == ((), 1, 3)
    book = _book(tmp_path, {"Isi": [["kode", "pagu"], ["5.1", 10]], "Lain": [["unit", "orang"], ["a", 3]]})
    assert guess(book, "buku.xlsx", told=Told(sheet="Lain")).recipe.columns[0].column.title == "unit"
    with pytest.raises(Unreadable, match="Yang ada: Isi, Lain"):
        guess(book, "buku.xlsx", told=Told(sheet="Tidak Ada"))


def test_other_tables_of_a_file_are_offered(tmp_path: Path) -> None:
    data: list[list[Cell]] = [["kode", "pagu"]]
    data += [[f"5.{place}", place] for place in range(9)]
    book = _book(tmp_path, {"Sampul": [["LAPORAN"]], "Data": data, "Lama": data}, hidden=("Lama",))
    found = guess(book, "buku.xlsx")
    assert found.recipe.sheet == "Data"
    assert found.others == (Place(sheet="Sampul"), Place(sheet="Lama", hidden=True))
    archive = tmp_path / "arsip.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("baca.csv", "a,b\n1,2\n")
        target.writestr("data/tabel.csv", "kode,pagu\n5.1,10\n5.2,20\n")
    found = guess(archive, "arsip.zip")
    assert (found.recipe.member, found.others) == ("data/tabel.csv", (Place(member="baca.csv"),))
    assert guess(archive, "arsip.zip", told=Told(member="baca.csv")).recipe.columns[0].column.name == "a"


def test_a_list_inside_json_is_found_and_another_can_be_named(tmp_path: Path) -> None:
    text = '{"meta": [{"a": 1}], "hasil": {"data": [{"kode": "5.1", "pagu": 10.50}, {"kode": "5.2"}]}}'
    path = _file(tmp_path, text, "a.json")
    found = guess(path, "a.json")
    assert (found.recipe.records, found.others) == ("hasil.data", (Place(records="meta"),))
    assert [cells for _, cells in _rows(path, found.recipe)] == [("5.1", Decimal("10.50")), ("5.2", None)]
    assert guess(path, "a.json", told=Told(records="meta")).recipe.columns[0].column.name == "a"


def test_the_next_version_is_read_as_the_last_one(tmp_path: Path) -> None:
    first = _file(tmp_path, "kode,pagu,tahun\n5.1,1.234,2024\n5.2,5.678,2024\n", "satu.csv")
    recipe = guess(first, "satu.csv").recipe
    changed = replace(
        recipe,
        columns=tuple(
            replace(
                each, column=replace(each.column, name="pagu_apbd", type="decimal", scale=3), style="plain"
            )
            if each.column.name == "pagu"
            else each
            for each in recipe.columns
        ),
    )
    second = _file(tmp_path, "tahun,uraian,kode,pagu\n2025,x,5.1,9.876\n2025,y,5.3,4.321\n", "dua.csv")
    found = guess(second, "dua.csv", previous=changed)
    pagu = found.recipe.columns[3]
    assert (pagu.position, pagu.column.name, pagu.style) == (4, "pagu_apbd", "plain")
    assert [cells[3] for _, cells in _rows(second, found.recipe)] == [Decimal("9.876"), Decimal("4.321")]
    assert any("versi sebelumnya" in str(note) for note in found.notes)


def test_what_fits_no_longer_is_guessed_anew(tmp_path: Path) -> None:
    first = _file(tmp_path, "kode,pagu\n5.1,10\n5.2,20\n", "satu.csv")
    second = _file(tmp_path, "kode,pagu\n5.1,banyak\n5.2,sedikit\n", "dua.csv")
    recipe = guess(second, "dua.csv", previous=guess(first, "satu.csv").recipe).recipe
    assert recipe.columns[1].column.type == "text"


def test_the_next_workbook_keeps_its_sheet_and_header(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["catatan", "x"], ["kode", "pagu"], ["5.1", 10]]
    (tmp_path / "b").mkdir()
    first = _book(tmp_path, {"Isi": rows, "Lain": rows})
    recipe = guess(first, "a.xlsx", told=Told(sheet="Lain", header_rows=(2,))).recipe
    second = _book(tmp_path / "b", {"Isi": rows, "Lain": [*rows, ["5.2", 30]]})
    found = guess(second, "b.xlsx", previous=recipe).recipe
    assert (found.sheet, found.header_rows) == ("Lain", (2,))


def test_a_recipe_survives_as_json(tmp_path: Path) -> None:
    recipe = guess(_file(tmp_path, _CSV), "tabel.csv").recipe
    assert from_json(to_json(recipe)) == recipe
    whole = to_json(recipe)
    wrong: list[dict[str, Any]] = [{}, {"columns": [{}]}, whole | {"header_rows": ["x"]}, whole | {"x": 1}]
    for each in wrong:
        with pytest.raises(Invalid):
            from_json(each)


@pytest.mark.parametrize(
    ("label", "subtotal"),
    [
        ("JUMLAH", True),
        ("Jumlah", True),
        ("JUMLAH PENDAPATAN", True),
        ("Jumlah Belanja Langsung", True),
        ("SUB TOTAL", True),
        ("Total:", True),
        ("3. Jumlah Belanja", True),
        ("SURPLUS / (DEFISIT)", True),
        ("Pembiayaan Netto", True),
        ("Jumlah Penduduk", False),
        ("Jumlah Sekolah Dasar", False),
        ("Total Fertility Rate", False),
        ("Totalan Rejo", False),
        ("Surplus Beras", False),
    ],
)
def test_subtotals_are_known_by_their_names(tmp_path: Path, label: str, subtotal: bool) -> None:
    path = _file(tmp_path, f"kode;uraian;pagu\n5.1;Pegawai;10\n5.2;Modal;20\n;{label};30\n")
    assert _rows(path, guess(path, "tabel.csv").recipe)[-1][0] == ("subtotal" if subtotal else "leaf")


@pytest.mark.parametrize("end", ["\n", '\n"a""b"x\n'])  # the second goes another way to the engine
def test_figures_without_a_name_are_a_subtotal(tmp_path: Path, end: str) -> None:
    path = _file(tmp_path, f"kode;uraian;pagu\n5.1;Pegawai;10\n5.2;Modal;20\n;;30\n;;{end}")
    recipe = guess(path, "tabel.csv").recipe
    assert [kind for kind, cells in _rows(path, recipe) if cells[2] == 30] == ["subtotal"]
    with open_table(path, recipe, tmp_path) as table:
        kinds = table.connection.execute(f"SELECT _kind FROM {table.sql} WHERE v3 = 30").fetchall()
    assert kinds == [("subtotal",)]
