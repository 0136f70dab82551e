"""`lumbung table`: what a foreign file would become, before anything is published."""

import csv
import io
import json
from pathlib import Path

from tests.cli.conftest import Command

UGLY = "PEMERINTAH PROVINSI;;\n;;\nKode;Uraian;Pagu\n5.1;Belanja;1.234.567,50\n5.2;Modal;(1.000,00)\n"


def ugly(folder: Path) -> Path:
    path = folder / "pagu.csv"
    path.write_text(UGLY)
    return path


def test_look_says_each_guess_and_shows_the_first_rows(lumbung: Command, tmp_path: Path) -> None:
    seen = lumbung("table", "look", str(ugly(tmp_path)))
    assert seen.returncode == 0, seen.stderr
    assert "titik koma" in seen.stdout or "semicolon" in seen.stdout
    assert "decimal (id)" in seen.stdout
    assert "1234567.50" in seen.stdout


def test_csv_writes_typed_cells_with_the_rows_own_numbers(lumbung: Command, tmp_path: Path) -> None:
    made = lumbung("table", "csv", str(ugly(tmp_path)))
    assert made.returncode == 0, made.stderr
    rows = list(csv.reader(io.StringIO(made.stdout)))
    assert rows[0] == ["baris", "jenis", "kode", "uraian", "pagu"]
    assert [(row[0], row[2], row[4]) for row in rows[1:]] == [
        ("4", "5.1", "1234567.50"),
        ("5", "5.2", "-1000.00"),
    ]


def test_another_header_is_told_and_an_empty_file_refused_in_words(lumbung: Command, tmp_path: Path) -> None:
    told = lumbung("table", "csv", str(ugly(tmp_path)), "--header-row", "4")
    assert told.returncode == 0, told.stderr
    assert len(list(csv.reader(io.StringIO(told.stdout)))) == 2
    empty = tmp_path / "kosong.csv"
    empty.write_bytes(b"")
    refused = lumbung("table", "look", str(empty))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert refused.stderr.strip()


def test_check_names_cell_value_and_remedy_and_writes_all_of_it(lumbung: Command, tmp_path: Path) -> None:
    path, report = ugly(tmp_path), tmp_path / "laporan.csv"
    clean = lumbung("table", "check", str(path))
    assert (clean.returncode, clean.stdout.splitlines()[-1]) == (0, "2 rows, 0 problems")
    schema = tmp_path / "schema.json"
    fields = [{"name": "kode", "type": "string"}, {"name": "uraian", "type": "string"}]
    amount = {"name": "pagu", "type": "number", "constraints": {"minimum": 0}}
    schema.write_text(json.dumps({"fields": [*fields, amount]}))
    wrong = lumbung("table", "check", str(path), "--schema", str(schema), "--report", str(report))
    assert wrong.returncode == 1
    assert "-1000.00" in wrong.stdout
    rows = list(csv.reader(io.StringIO(report.read_text(encoding="utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["pagu"]
    schema.write_text("{")
    assert "is not JSON" in lumbung("table", "check", str(path), "--schema", str(schema)).stderr
