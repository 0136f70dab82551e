"""Several tables in one sheet: the first is read, the others are offered, and each can be chosen."""

from pathlib import Path

import pytest
import xlsxwriter

from catalog.tabular import Cell
from catalog.tabular.guess import guess
from catalog.tabular.read import read
from catalog.tabular.recipe import Guess, Told

Lines = list[tuple[Cell, ...]]
FIRST: Lines = [
    ("Uraian", "Pagu", "Realisasi"),
    ("Pegawai", 1000, 500),
    ("Modal", 2000, 700),
    ("JUMLAH", 3000, 1200),
]
SECOND: Lines = [("Uraian", "Pagu", "Sisa"), ("Dinas A", 100, 5), ("Dinas B", 200, 6), ("Dinas C", 200, 6)]
SIGNED: Lines = [("Mengetahui", None, None), ("Kepala Dinas", None, None), ("NIP 19700101", None, None)]


def lines(*parts: Lines) -> Lines:
    """The parts below each other, a blank row between them."""
    return [row for part in parts for row in [*part, (None, None, None)]]


@pytest.fixture(params=["csv", "xlsx"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A title, a table, another with a title of its own, names."""
    rows = lines(
        [("LAPORAN", None, None)], list(FIRST), [("Rekapitulasi", None, None)], list(SECOND), list(SIGNED)
    )
    path = tmp_path / f"a.{request.param}"
    if request.param == "csv":
        path.write_text(
            "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
        )
        return path
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Isi")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def cells(path: Path, found: Guess) -> Lines:
    return [tuple(row.cells) for row in read(path, found.recipe)][:3]


def test_each_table_can_be_chosen_and_leads_to_the_other(written: Path) -> None:
    first = guess(written, written.name)
    assert cells(written, first) == FIRST[1:]
    assert len(list(read(written, first.recipe))) == 3  # without the title of the next
    (other,) = first.others
    assert (other.sheet, other.header_rows) == (first.recipe.sheet, (10,))
    assert any("Tabel lain di lembar yang sama berjudul di baris 10" in str(note) for note in first.notes)
    second = guess(written, written.name, told=Told(header_rows=other.header_rows))
    assert cells(written, second) == SECOND[1:]
    assert [place.header_rows for place in second.others] == [(3,)]


def test_notes_and_names_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    names: Lines = [
        ("Mengetahui", "Diperiksa", "Dibuat"),
        ("Kepala Dinas", "Sekretaris", "Bendahara"),
        ("Budi", "Wati", "Joko"),
        ("Pembina", "Penata", "Pengatur"),
    ]
    rows = lines(list(FIRST), [("Catatan: angka sementara", None, None)], names)
    path.write_text("\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows))
    assert guess(path, path.name).others == ()
