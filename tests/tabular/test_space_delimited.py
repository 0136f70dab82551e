"""Files whose cells are parted by spaces, one or as many as line columns up; sentences are no such rows."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.tabular import Cell
from catalog.tabular.guess import guess
from catalog.tabular.read import read

ROWS: list[tuple[Cell, ...]] = [(f"dinas-{at}", at * 1000, Decimal(at) / 4) for at in range(1, 20)]


@pytest.mark.parametrize(
    ("head", "line", "delimiter"),
    [
        ("nama pagu serapan", "{} {} {}", " "),
        ("nama        pagu   serapan", "{:<10} {:>6} {:>9}", "  "),
        ("  nama     pagu serapan  ", "  {:<8} {:<6} {:<7} ", "  "),
    ],
)
def test_cells_between_spaces(tmp_path: Path, head: str, line: str, delimiter: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join([head, *(line.format(*row) for row in ROWS)]) + "\n")
    recipe = guess(path, path.name).recipe
    assert recipe.delimiter == delimiter
    assert [each.column.name for each in recipe.columns] == ["nama", "pagu", "serapan"]
    assert [row.cells for row in read(path, recipe)] == ROWS


def test_sentences_below_one_title_are_one_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("uraian\n" + "".join(f"Belanja barang nomor {at}\n" for at in range(1, 20)))
    recipe = guess(path, path.name).recipe
    assert [each.column.name for each in recipe.columns] == ["uraian"]
    assert next(iter(read(path, recipe))).cells == ("Belanja barang nomor 1",)
