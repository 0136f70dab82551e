"""Formulas that failed (#DIV/0!) are no blanks: each is found, named by its cell, kept as it was written."""

from pathlib import Path

import pytest
import xlsxwriter

from catalog.errors import Invalid, Unreadable
from catalog.storage import FileStore
from catalog.tabular import describe, xlsx_survey
from catalog.tabular.check import check
from catalog.tabular.guess import guess
from catalog.tabular.load_table import load_table
from catalog.tabular.open_table import open_table
from catalog.tabular.read import read

FAILED = ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def workbook(path: Path) -> Path:
    """Two sheets; the second has failed formulas in its column Persen, the last beyond all other cells."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sampul").write_string(0, 0, "Laporan")
        sheet = book.add_worksheet("Isi & sisa")
        sheet.write_row(0, 0, ["Uraian", "Pagu", "Persen"])
        for row in range(1, 41):
            failed = FAILED[row % 7] if row in (6, 12, 40) else None
            sheet.write_row(row, 0, [f"Belanja {row}", row * 1000])
            sheet.write_formula(row, 2, f"=B{row + 1}/C9", None, failed or row / 4)
    return path


def test_each_is_found_in_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path / "dpa.xlsx")
    found = guess(path, path.name)
    assert [each.column.type for each in found.recipe.columns] == ["text", "integer", "decimal"]
    assert found.recipe.missing == ()
    assert any("Persen: 3 sel tidak seperti yang lain" in str(note) for note in found.notes)
    values = {row.number: row.cells[2] for row in read(path, found.recipe)}
    assert {number: cell for number, cell in values.items() if isinstance(cell, str)} == {
        7: FAILED[6], 13: FAILED[5], 41: FAILED[5],
    }  # fmt: skip
    with open_table(path, found.recipe, tmp_path) as table:
        report = check(table, describe([each.column for each in found.recipe.columns]))
        with pytest.raises(Invalid, match="#NULL!"):
            load_table(FileStore(tmp_path / "files"), table)
    problems = [problem for group in report.groups for problem in group.first]
    assert [(str(problem.place), problem.value) for problem in problems] == [
        ("Isi & sisa, sel C7", FAILED[6]),
        ("Isi & sisa, sel C13", FAILED[5]),
        ("Isi & sisa, sel C41", FAILED[5]),
    ]


def test_in_a_text_file_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = (f"b{number};{'#DIV/0!' if number % 4 == 0 else number}" for number in range(1, 40))
    path.write_text("nama;nilai\n" + "\n".join(lines))
    recipe = guess(path, path.name).recipe
    assert [each.column.type for each in recipe.columns] == ["text", "integer"]
    rows = list(read(path, recipe))
    assert sum(row.cells[1] == "#DIV/0!" for row in rows) == 9


def test_more_failures_than_anybody_would_mend_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "dpa.xlsx")
    monkeypatch.setattr(xlsx_survey, "_MOST_FAILED", 2)
    with pytest.raises(Unreadable, match="lebih dari 2 rumus yang gagal"):
        guess(path, path.name)
