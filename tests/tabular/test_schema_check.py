"""Checking against a Table Schema: every broken rule is told with its row, column, value and rule."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import Invalid
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, describe, load
from catalog.tabular.check import MAX_ERRORS, check, check_stored

SCHEMA: dict[str, object] = {
    "fields": [
        {"name": "kode", "type": "string", "constraints": {"required": True, "pattern": r"\d(\.\d{2})*"}},
        {"name": "pagu", "type": "number", "constraints": {"minimum": 0, "maximum": 1000}},
        {"name": "tahap", "type": "string", "constraints": {"enum": ["apbd", "perubahan"]}},
        {"name": "tahun", "type": "integer"},
        {"name": "nama", "type": "string", "constraints": {"minLength": 2, "maxLength": 4}},
    ],
    "primaryKey": ["kode"],
}
GOOD: list[Cell] = ["5.01", Decimal("10.50"), "apbd", 2024, "abc"]


def changed(**cells: Cell) -> list[Cell]:
    names = ["kode", "pagu", "tahap", "tahun", "nama"]
    return [cells.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def test_clean_rows_have_no_errors() -> None:
    assert check([GOOD, changed(kode="5.02", pagu=None, tahap=None)], SCHEMA) == []


@pytest.mark.parametrize(
    ("row", "column", "value", "rule", "told"),
    [
        (changed(kode=""), "kode", "", "required", "Baris 2, kolom kode: harus diisi."),
        (changed(kode="5.1"), "kode", "5.1", "pattern", "Baris 2, kolom kode: 5.1 tidak berbentuk"),
        (changed(pagu=Decimal("-0.01")), "pagu", "-0.01", "minimum", "-0.01 kurang dari 0."),
        (changed(pagu=1001), "pagu", "1001", "maximum", "1001 lebih dari 1000."),
        (changed(tahap="rkpd"), "tahap", "rkpd", "enum", "rkpd tidak ada dalam daftar"),
        (changed(tahun="2024a"), "tahun", "2024a", "type-error", "2024a bukan nilai yang sesuai"),
        (changed(nama="a"), "nama", "a", "minLength", "terlalu pendek; paling sedikit 2 huruf"),
        (changed(nama="abcde"), "nama", "abcde", "maxLength", "terlalu panjang; paling banyak 4 huruf"),
        (GOOD, "", "", "primary-key", "Baris 2: kunci baris ini kosong atau sama"),
        ([None] * 5, "", "", "blank-row", "Baris 2 kosong."),
        (GOOD[:4], "nama", "", "missing-cell", "Baris 2: selnya kurang; kolom nama tidak ada."),
        ([*GOOD, "x"], "", "x", "extra-cell", "Baris 2: selnya lebih banyak"),
    ],
)
def test_each_rule_is_told_where_it_breaks(
    row: list[Cell], column: str, value: str, rule: str, told: str
) -> None:
    error = check([GOOD, row], SCHEMA)[0]
    assert (error.row, error.column, error.value, error.rule) == (2, column, value, rule)
    assert told in str(error.message)


def test_unique_cells_are_checked() -> None:
    schema = {"fields": [{"name": "a", "type": "string", "constraints": {"unique": True}}]}
    (error,) = check([["x"], ["y"], ["x"]], schema)
    assert (error.row, error.rule) == (3, "unique-error")
    assert "x sudah dipakai baris lain" in str(error.message)


def test_errors_end_at_a_thousand() -> None:
    assert len(check((["x", 1, "apbd", 2024, "abc"] for _ in range(2_000)), SCHEMA)) == MAX_ERRORS


def test_a_wrong_schema_is_refused() -> None:
    with pytest.raises(Invalid, match="Skema tabel tidak sah"):
        check([], {"fields": [{"name": "a", "type": "uang"}]})


def test_a_stored_table_is_checked_against_a_richer_schema(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    columns = (
        Column("kode", "text"),
        Column("pagu", "decimal", unit="rupiah"),
        Column("tanggal", "date"),
        Column("sah", "boolean"),
        Column("jumlah", "integer"),
    )
    rows: list[list[Cell]] = [
        [f"5.{number}", Decimal(number), date(2024, 1, 1), True, number] for number in range(6_000)
    ]
    path: Path = store.path(load(store, columns, rows).sha256)
    assert check_stored(path, describe(columns)) == []
    limit = {"fields": [{"name": "pagu", "type": "number", "constraints": {"maximum": 5_997}}]}
    assert [(error.row, error.value) for error in check_stored(path, limit)] == [
        (5_999, "5998.00"),
        (6_000, "5999.00"),
    ]
