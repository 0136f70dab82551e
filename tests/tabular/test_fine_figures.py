"""Figures with many digits after the point load exactly, or are text, and that is said."""

import json
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
import xlsxwriter

from catalog.errors import BadQuery
from catalog.storage import FileStore
from catalog.tabular import Column, Criteria, Filter, ask, page
from catalog.tabular.export import Export
from catalog.tabular.guess import guess
from catalog.tabular.load_table import load_table
from catalog.tabular.open_table import open_table
from catalog.tabular.recipe import Guess
from tests.tabular.exported import read_csv, read_xlsx

SHARES = [Decimal(f"97.{number:016}") for number in range(1, 9)]


def loaded(path: Path) -> tuple[Path, tuple[Column, ...], Guess]:
    found = guess(path, path.name)
    columns = tuple(each.column for each in found.recipe.columns)
    store = FileStore(path.parent / "files")
    with open_table(path, found.recipe, path.parent) as table:
        return store.path(load_table(store, table).sha256), columns, found


def written(path: Path, name: str, figures: list[Decimal]) -> Path:
    target = path / name
    if name.endswith("json"):
        rows = (f'{{"nama": "b{at}", "serapan": {figure}}}' for at, figure in enumerate(figures))
        target.write_text(f"[{', '.join(rows)}]")
        assert json.loads(target.read_text())
    else:
        target.write_text("nama,serapan\n" + "\n".join(f"b{at},{one:f}" for at, one in enumerate(figures)))
    return target


@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_sixteen_places_are_kept_to_the_last(tmp_path: Path, name: str) -> None:
    path, columns, _found = loaded(written(tmp_path, name, SHARES))
    assert (columns[1].type, columns[1].scale) == ("decimal", 16)
    assert [row[1] for row in page(path, columns, Criteria()).rows] == SHARES
    with localcontext(prec=60):
        assert ask("SELECT sum(serapan) FROM t", {"t": path}) == [(sum(SHARES, Decimal(0)),)]
    for value, count in (("97.0000000000000003", 6), ("9" * 20, 0), ("-1.5", 8)):
        wanted = Criteria(filters=(Filter("serapan", ">=", value),))
        assert page(path, columns, wanted).total == count
    with pytest.raises(BadQuery, match="paling banyak 12 angka di depan koma dan 16 di belakangnya"):
        page(path, columns, Criteria(filters=(Filter("serapan", ">=", "9" * 23),)))
    for form, read in (("csv", read_csv), ("xlsx", read_xlsx)):
        Export(form, path, columns, Criteria()).write(tmp_path / f"out.{form}")
        assert [row[1] for row in read(tmp_path / f"out.{form}", columns)] == SHARES


@pytest.mark.parametrize(
    "figures",
    [
        [Decimal(f"0.{number:025}") for number in range(1, 9)],
        [Decimal(f"{number}000000000000.0000000000000001") for number in range(1, 9)],
    ],
)
def test_what_no_column_holds_is_text_and_said(tmp_path: Path, figures: list[Decimal]) -> None:
    path, columns, found = loaded(written(tmp_path, "a.csv", figures))
    assert columns[1].type == "text"
    assert [row[1] for row in page(path, columns, Criteria()).rows] == [f"{one:f}" for one in figures]
    assert any("serapan: angkanya terlalu panjang" in str(note) for note in found.notes)


def test_one_such_figure_does_not_make_a_column_text(tmp_path: Path) -> None:
    source = written(tmp_path, "a.csv", [*SHARES * 3, Decimal("0.0000000000000000000000001")])
    columns = [each.column for each in guess(source, source.name).recipe.columns]
    assert (columns[1].type, columns[1].scale) == ("decimal", 16)


def test_a_spreadsheet_is_rounded_as_before(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("nama", "serapan"), *((f"b{at}", 1 / (at + 2)) for at in range(9))]):
            sheet.write_row(row, 0, cells)
    path, columns, _found = loaded(tmp_path / "a.xlsx")
    assert columns[1].scale == 12
    assert page(path, columns, Criteria()).rows[1][1] == Decimal("0.333333333333")
