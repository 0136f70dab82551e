"""61 budget files as agencies of DI Yogyakarta uploaded them, beside a plain reading that is told all."""

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from catalog.tabular.guess import guess
from catalog.tabular.read import read
from catalog.tabular.recipe import Recipe, Row

pytestmark = pytest.mark.real

# How each file is written, as one sees it in an editor: the delimiter, and what is around whole rows.
_SEMICOLONS = (
    "3401_1472814661 3401_1480397781 3402_1473842591 3471_1474878401 3471_1474878428 3471_1476076614"
)
_WRAPPED = (
    "3401_1472618896 3401_1473850243 3401_1473858362 3401_1473858845 3402_1475052845 3471_1473851179"
    " 34_1473933479 _1474251101"
)
_WRAPPED_BY_SEMICOLONS = "3401_1473858869 3401_1474708336"
_SEMICOLONS_WRAPPED = "3402_1474709750 3402_1474861366 3402_1474861440 3403_1474703531"
_WINDOWS = "3402_1472806276 3402_1475314498 3471_1473851179 3471_1474878428 3471_1476076984"
# The row of the header; most files have six rows about the document above it.
_HEADERS = {
    8: "3401_1472814661 3401_1472901589 3401_1473052675 3401_1473858362 3401_1473858845 3401_1473858869"
    " 3401_1474295623 3401_1474443099 3401_1474457597 3401_1474708336 3401_1475678063 3402_1472806276"
    " 3402_1474709750 3402_1475312034 3402_1491444900 3403010011_1480405663 3403010011_1480405888"
    " 3471_1473851179",
    6: "3402_1472807046 3404_1477247818 3401_1475658738",
    9: "3402_1475052845 3402_1475207538 3402_1474861366",
    10: "3402_1472977243 3401_1471949861 3401_1471950320",
    11: "3402_1472980229",
}
_HEADLESS = "3401_1474293408 3401_1475658738"  # the row named above is the last one before the table
# Signatures and empty frames below the table.
_BELOW = {
    "3401_1475678063": 2,
    "3401_1475849685": 3,
    "3402_1472806276": 3,
    "3402_1472980229": 3,
    "3402_1491444900": 3,
    "34_1472538466": 1,
}
_STYLES = {
    "id": "3401_1474293408 3402_1474709750 3471_1476076651 3471_1476076933 3471_1476076984",
    "en": "3402_1475314518 3403010011_1480405663 3471_1473851179 34_1468359271",
}
# Files whose own SURPLUS/(DEFISIT) is not what their PENDAPATAN and BELANJA give, as they were uploaded.
_SURPLUS_AMISS = {
    "3401_1480397781": "the figures stand one column too far left",
    "3402_1472977243": "the figures stand one column too far right",
    "3402_1474709750": "-2.61E+11 was left by a spreadsheet",
    "3402_1475312034": "no minus sign",
    "3402_1475811249": "no minus sign",
    "3402_1475823533": "no minus sign",
    "3403_1474703531": "one rupiah too much",
    "34_1472538466": "it has none; other rows have figures without a name",
}
_FILES = 61


@dataclass(frozen=True)
class _Plain:
    """Rows below the header as the csv module reads them, told how they are written."""

    rows: list[list[str]]
    style: str


def _uploads(real_data: Path) -> list[Path]:
    return sorted((real_data / "budget_id" / "diy_apbd_uploads" / "dev").glob("*.csv"))


@pytest.fixture(scope="module")
def tables(real_data: Path) -> dict[str, tuple[Path, Recipe, list[Row]]]:
    """Every upload as we guess and read it."""
    found = {}
    for path in _uploads(real_data):
        recipe = guess(path, path.name).recipe
        found[path.stem] = path, recipe, list(read(path, recipe))
    assert len(found) == _FILES
    return found


def test_every_upload_has_the_rows_and_sums_of_a_plain_reading(
    tables: dict[str, tuple[Path, Recipe, list[Row]]],
) -> None:
    for name, (path, recipe, rows) in tables.items():
        plain = _plainly(path)
        assert len(rows) == len(plain.rows), name
        figures = [each for each in recipe.columns if each.column.type in ("integer", "decimal")]
        assert figures, name
        for each in figures:
            place = recipe.columns.index(each)
            ours = [_figure(row, place) for row in rows]
            odd = sum(isinstance(row.cells[place], str) for row in rows)
            theirs, strange = _sum(plain, each.position, each.column.unit == "persen")
            assert (name, sum(ours, Decimal(0)), odd) == (name, theirs, strange), each.column.name


def test_headers_stand_where_a_reader_sees_them(
    tables: dict[str, tuple[Path, Recipe, list[Row]]],
) -> None:
    for name, (_, recipe, _) in tables.items():
        if name in _HEADLESS:
            assert recipe.header_rows == (), name
            continue
        assert recipe.header_rows[-1] == _header(name), name
        titles = [each.column.title.lower() for each in recipe.columns]
        assert any("rek" in title or title == "kode" for title in titles), name
        assert recipe.columns[0].column.type == "text", name  # the account codes


def test_the_files_own_totals_hold(tables: dict[str, tuple[Path, Recipe, list[Row]]]) -> None:
    checked = 0
    for name, (_, recipe, rows) in tables.items():
        places = [
            place
            for place, each in enumerate(recipe.columns)
            if each.column.type in ("integer", "decimal") and each.column.unit != "persen"
        ][:2]
        income = _named(rows, "PENDAPATAN", places)
        spent = _named(rows, "BELANJA", places)
        for row in rows:
            label = _label(row)
            stated = [_figure(row, place) for place in places]
            if label.startswith("SURPLUS") and name not in _SURPLUS_AMISS:
                assert stated == [a - b for a, b in zip(income, spent, strict=True)], name
            elif label in ("JUMLAH PENDAPATAN", "JUMLAH BELANJA") and any(spent):
                assert stated == (income if label.endswith("PENDAPATAN") else spent), name
            else:
                continue
            assert row.kind == "subtotal", (name, row.number)
            checked += 1
    assert checked >= 45


def test_three_uploads_of_one_document_give_the_same_figures(
    tables: dict[str, tuple[Path, Recipe, list[Row]]],
) -> None:
    first, second, third = (
        [(row.kind, row.cells[:6]) for row in tables[name][2]]
        for name in ("3402_1473842591", "3402_1474861366", "3402_1474861440")
    )
    figures = [[row for row in each if any(row[1][2:])] for each in (first, second, third)]
    assert figures[0] == figures[1] == figures[2]
    assert len(figures[0]) > 1000


def test_rows_that_a_thousands_mark_tore_apart_are_not_passed_over(
    tables: dict[str, tuple[Path, Recipe, list[Row]]],
) -> None:
    _, recipe, rows = tables["34_1472538466"]
    torn = [row for row in rows if len(row.cells) > len(recipe.columns)]
    assert len(torn) == 57
    assert all("(" in str(cell) for row in torn for cell in row.cells[6:7])


def _plainly(path: Path) -> _Plain:
    name = path.stem
    text = path.read_bytes().decode("cp1252" if name in _WINDOWS else "utf-8")
    delimiter, around = _form(name)
    lines = text.splitlines(keepends=True)
    if around:
        lines = [_peeled(line.rstrip("\r\n"), delimiter, around) + "\n" for line in lines]
    rows = list(csv.reader(lines, delimiter=delimiter))[_header(name) :]
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    style = next((style for style, names in _STYLES.items() if name in names), "plain")
    return _Plain(filled[: len(filled) - _BELOW.get(name, 0)], style)


def _form(name: str) -> tuple[str, str]:
    if name in _SEMICOLONS_WRAPPED:
        return ";", ","
    if name in _WRAPPED_BY_SEMICOLONS:
        return ",", ";"
    if name in _WRAPPED.split():
        return ",", ","
    return (";" if name in _SEMICOLONS else ","), ""


def _peeled(line: str, delimiter: str, around: str) -> str:
    if line == '"':
        return line  # it ends a text that began some lines above
    bare = line.rstrip(around)
    if bare.startswith('"') and bare.endswith('"') and '","' not in bare.replace('""', ""):
        return bare[1:-1].replace('""', '"')
    if around != delimiter and '"' in bare:
        return around.join(next(csv.reader([line], delimiter=around))).rstrip(around)
    return bare


def _header(name: str) -> int:
    return next((row for row, names in _HEADERS.items() if name in names.split()), 7)


def _sum(plain: _Plain, position: int, percent: bool) -> tuple[Decimal, int]:
    total, strange = Decimal(0), 0
    style = "plain" if percent and plain.style == "en" else plain.style
    for row in plain.rows:
        text = row[position - 1].strip() if len(row) >= position else ""
        if text in ("", "-"):
            continue
        try:
            total += _number(text, style)
        except InvalidOperation:
            strange += 1
    return total, strange


def _number(text: str, style: str) -> Decimal:
    if "E" in text:
        raise InvalidOperation
    bare = text.strip("()").strip()
    bare = {"id": bare.replace(".", "").replace(",", "."), "en": bare.replace(",", "")}.get(style, bare)
    return -Decimal(bare) if text.startswith("(") else Decimal(bare)


def _label(row: Row) -> str:
    texts = (str(cell).strip().upper() for cell in row.cells[:2] if cell)
    return next((text for text in texts if text and not text[0].isdigit()), "")


def _named(rows: list[Row], word: str, places: list[int]) -> list[int | Decimal]:
    names = {word, f"{word} DAERAH", f"{word} DESA"}
    row = next((row for row in rows if _label(row) in names), None)
    return [_figure(row, place) if row else 0 for place in places]


def _figure(row: Row, place: int) -> int | Decimal:
    cell = row.cells[place]
    return cell if isinstance(cell, int | Decimal) else 0
