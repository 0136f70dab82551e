"""The Pollock benchmark of CSV loading (PVLDB 2023): 82 files, each polluted in one way.

A loader that is told nothing is judged by the F1 of header, records and cells, files weighted by how often
their pollution was met among open data.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import clevercsv
import duckdb
import pytest

from catalog.errors import Unreadable
from catalog.tabular.guess import guess
from catalog.tabular.read import read

pytestmark = pytest.mark.real

Table = list[list[str]]  # the header first
_WEIGHTS = {  # of a file, or of each file of a kind, as the benchmark states them
    "source": 1,
    "file_no_payload": 15,
    "file_no_trailing_newline": 184,
    "file_double_trailing_newline": 5,
    "file_no_header": 470,
    "file_header_multirow": 47,
    "file_preamble": 282,
    "file_multitable": 62.6667,
    "file_header_only": 3,
    "file_one_data_row": 4,
    "file_record_delimiter_0xD": 7,
    "file_record_delimiter_0xA": 1691,
    "file_field_delimiter_0x9": 4,
    "file_field_delimiter_0x3B": 834,
    "file_field_delimiter_0x20": 4,
    "file_field_delimiter_0x2C_0x20": 101,
    "file_quotation_char": 11,
    "file_escape_char_0x5C": 1,
    "file_escape_char_0x00": 7,
    "row_less_sep": 0.36775,
    "row_more_sep": 0.36775,
    "row_field_delimiter": 0.14286,
    "row_extra_quote": 0.00926,
}


def test_told_nothing_we_read_polluted_files_as_they_are_meant(
    real_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = real_data / "messy" / "pollock"
    loaders = {"Lumbung": _ours, "DuckDB": _duckdb, "CleverCSV": _clevercsv}
    scores = {name: _weighted(folder, loader) for name, loader in loaders.items()}
    with capsys.disabled():
        sys.stdout.write("\nPollock, F1 of    header  records    cells\n")
        for name, (header, records, cells) in scores.items():
            sys.stdout.write(f"{name:>12}     {header:8.4f} {records:8.4f} {cells:8.4f}\n")
    assert min(scores["Lumbung"]) >= 0.96
    for rival in ("DuckDB", "CleverCSV"):
        assert sum(scores["Lumbung"]) > sum(scores[rival])


@pytest.mark.parametrize(
    ("name", "rows"),
    [("row_extra_quote13_col2", 83), ("file_escape_char_0x00", 83), ("file_quotation_char_0x27", 83)],
)
def test_stray_quotes_cost_no_row(real_data: Path, name: str, rows: int) -> None:
    path = real_data / "messy" / "pollock" / "csv" / f"{name}.csv"
    found = list(read(path, guess(path, path.name).recipe))
    assert [len(row.cells) for row in found] == [9] * rows


def _weighted(folder: Path, load: Callable[[Path], Table]) -> tuple[float, float, float]:
    total, sums = 0.0, [0.0, 0.0, 0.0]
    names = sorted(path.name for path in (folder / "csv").iterdir())
    assert len(names) == 82
    for name in names:
        weight = max((len(kind), weight) for kind, weight in _WEIGHTS.items() if name.startswith(kind))[1]
        with (folder / "clean" / name).open(newline="") as source:
            clean = list(csv.reader(source))
        scores = _scores(clean, load(folder / "csv" / name), headed="no_header" not in name)
        sums = [sofar + weight * score for sofar, score in zip(sums, scores, strict=True)]
        total += weight
    return (sums[0] / total, sums[1] / total, sums[2] / total)


def _scores(clean: Table, loaded: Table, headed: bool) -> list[float]:
    header, rows = (clean[:1], clean[1:]) if headed else ([], clean)
    found_header, found = loaded[:1], loaded[1:]
    return [
        _f1([_same(cell) for row in header for cell in row], [_same(c) for row in found_header for c in row]),
        _f1([_record(row) for row in rows], [_record(row) for row in found]),
        _f1([_same(cell) for row in rows for cell in row], [_same(cell) for row in found for cell in row]),
    ]


def _f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    if not wanted:
        return 1.0
    both = (Counter(wanted) & Counter(found)).total()
    return 2 * both / (len(wanted) + len(found))


def _record(row: Sequence[str]) -> str:
    return "".join(_same(cell) or "null" for cell in row)


def _same(cell: str) -> str:
    """One form for each value, as the benchmark does: 1.0 is 1.0, a date is a date however it is written."""
    found = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", cell)
    if found:
        return f"{found[3]}-{found[2]}-{found[1]}"
    with suppress(ValueError):
        return str(int(cell))
    return re.sub(r"^(\d{2}:\d{2}):00$", r"\1", cell).lower()


def _ours(path: Path) -> Table:
    try:
        recipe = guess(path, path.name).recipe
        rows = list(read(path, recipe))
    except Unreadable:
        assert path.stat().st_size == 0
        return []
    texts = [["" if cell is None else str(cell) for cell in row.cells] for row in rows]
    return [[each.column.title for each in recipe.columns], *texts]


def _duckdb(path: Path) -> Table:
    with duckdb.connect() as connection:
        try:
            answer = connection.execute(
                "SELECT * FROM read_csv(?, all_varchar=true, ignore_errors=true)", [str(path)]
            )
        except duckdb.Error:
            return []
        names = [str(column[0]) for column in answer.description or []]
        return [names, *[["" if cell is None else str(cell) for cell in row] for row in answer.fetchall()]]


def _clevercsv(path: Path) -> Table:
    try:
        return [[str(cell) for cell in row] for row in clevercsv.read_table(str(path))]
    except (clevercsv.exceptions.NoDetectionResult, clevercsv.exceptions.Error):
        return []


def test_dates_and_texts_compare_as_the_benchmark_says() -> None:
    assert _same("28/01/2018") == date(2018, 1, 28).isoformat()
    assert _f1(["a", "b"], ["a"]) == pytest.approx(2 / 3)
