"""LibreOffice, set to Indonesian, opens both spreadsheet forms: equal sums, codes are text, nothing runs."""

import re
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, load
from catalog.tabular.export import Export

COLUMNS = (
    Column("kode", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("orang", "integer", unit="orang"),
    Column("mulai", "date"),
)
TEXTS = [
    "5.1.02", "007", "1/2", "10:30", "1e5", "=1+1", "=HYPERLINK(\"http://e.example.id\")", "-5", "@SUM(A1)",
    "+1", "'a", "2 Januari 2024", "Mei 2024", "Rp 1.000", "1.000,00", "TRUE", "Dinas Kesehatan", "a; b",
    "<&>", "_x0041_", "dua\nbaris",
]  # fmt: skip
ROWS: list[tuple[Cell, ...]] = [
    (
        TEXTS[number % len(TEXTS)],
        None if number % 13 == 0 else Decimal((number - 200) * 98_765_432_101) / 100,
        None if number % 17 == 0 else number * 1000,
        date(2000, 1, 1) + timedelta(days=number),
    )
    for number in range(400)
]
# Of a CSV: `;`, quotes, UTF-8, from the first line on, language of the system, texts not forced, dates found.
_AS_CSV = "--infilter=CSV:59,34,76,1,,0,false,true"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item></oor:items>
"""
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here; tests/office/get-libreoffice.sh (make office) brings it")
    folder = tmp_path_factory.mktemp("profil")
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_SETTINGS)
    return folder


@pytest.mark.parametrize("form", ["xlsx", "id.csv"])
def test_it_finds_the_same_sums_and_texts(profile: Path, tmp_path: Path, form: str) -> None:
    store = FileStore(tmp_path / "files")
    path = store.path(load(store, COLUMNS, ROWS).sha256)
    Export(form, path, COLUMNS, Criteria()).write(tmp_path / f"tabel.{form}")
    head, *rows = opened(profile, tmp_path / f"tabel.{form}", () if form == "xlsx" else (_AS_CSV,))
    assert [text for _kind, text in head] == [column.name for column in COLUMNS]
    assert len(rows) == len(ROWS)
    mark = "'" if form == "id.csv" else ""
    texts = [text for kind, text in (row[0] for row in rows) if kind == "string"]
    protected = [f"{mark}{text}" if text in TEXTS[:16] else text for text in TEXTS]
    assert texts == [protected[number % len(TEXTS)] for number in range(400)]
    for place, name in ((1, "pagu"), (2, "orang")):
        cells = [row[place] for row in rows]
        assert {kind for kind, _text in cells} == {"float", ""}, name
        found = sum(Decimal(text) for kind, text in cells if kind)
        amounts = (row[place] for row in ROWS)
        assert found == sum(Decimal(one) for one in amounts if isinstance(one, Decimal | int)), name
    assert [row[3] for row in rows] == [("date", str(row[3])) for row in ROWS]


def opened(profile: Path, path: Path, words: tuple[str, ...]) -> list[list[tuple[str, str]]]:
    """The cells of the first sheet as LibreOffice took them: kind and value."""
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", *words]
    command += ["--convert-to", "fods", "--outdir", str(path.parent), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    target = path.with_suffix(".fods")
    assert target.is_file(), done.stderr
    sheet = ElementTree.parse(target).getroot().find(f".//{_TABLE}table")
    assert sheet is not None
    assert "table:formula" not in re.sub(r"\s", "", target.read_text()), "something became a formula"
    rows = (_cells(row) for row in sheet.iter(f"{_TABLE}table-row"))
    return [row for row in rows if any(kind for kind, _value in row)]


def _cells(row: ElementTree.Element) -> list[tuple[str, str]]:
    cells: list[tuple[str, str]] = []
    for cell in row.iter(f"{_TABLE}table-cell"):
        kind = cell.get(f"{_OFFICE}value-type", "")
        text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
        value = cell.get(f"{_OFFICE}value") or cell.get(f"{_OFFICE}date-value") or text
        many = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        cells += [(kind, value)] * min(many, len(COLUMNS))
    return cells[: len(COLUMNS)]
