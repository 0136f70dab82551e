"""JSON and NDJSON in: exact numbers, records or lists, and what is cut or hostile refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import Unreadable
from catalog.tabular.read import Limits, RawTable, ReadOptions, read_table

SMALL = Limits(json_bytes=500_000, cells=50, columns=10, line_characters=1_000)


def read(folder: Path, content: str, options: ReadOptions) -> RawTable:
    path = folder / "table.json"
    path.write_text(content, encoding="utf-8")
    return read_table(path, options)


def test_records_under_a_path_with_exact_numbers(tmp_path: Path) -> None:
    text = '{"hasil": {"data": [{"a": 1.10, "b": 9007199254740993}, {"b": null, "c": [1, {"d": "é"}]}]}}'
    table = read(tmp_path, text, ReadOptions("json", records="hasil.data"))
    assert table.header == ["a", "b", "c"]
    assert list(table.rows) == [
        (1, [Decimal("1.10"), 9007199254740993, None]),
        (2, [None, None, '[1, {"d": "é"}]']),
    ]


def test_a_list_of_lists_has_its_header_first(tmp_path: Path) -> None:
    table = read(tmp_path, '[["a", null, 2023], [1, true, "x"]]', ReadOptions("json"))
    assert table.header == ["a", "", "2023"]
    assert list(table.rows) == [(2, [1, True, "x"])]


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, '{"a": 0.1}\n\n{"b": "x", "a": 2}\n', ReadOptions("ndjson"))
    assert table.header == ["a", "b"]
    assert list(table.rows) == [(1, [Decimal("0.1"), None]), (3, [2, "x"])]


def test_an_empty_list_is_a_table_without_rows(tmp_path: Path) -> None:
    table = read(tmp_path, '{"data": []}', ReadOptions("json", records="data"))
    assert (table.header, list(table.rows)) == ([], [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[{"a": 1}, {"a"', "bukan JSON yang utuh"),
        ('[{"a": NaN}]', "bukan JSON yang utuh"),
        ('[{"a": -Infinity}]', "bukan JSON yang utuh"),
        ('[{"a": 1}] sisa', "bukan JSON yang utuh"),
        ("[" * 100_000 + "]" * 100_000, "bukan JSON yang utuh"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "bukan JSON yang utuh"),
        ("[" + "9" * 5_000 + "]", "bukan JSON yang utuh"),
        ('[{"a": 1e999999999}]', "bukan JSON yang utuh"),
        ('[{"a": -1e-401}]', "bukan JSON yang utuh"),
        ('[{"a": 1e99999999999999999999}]', "bukan JSON yang utuh"),
        ('{"data": [1]}', "tidak punya daftar di tingkat paling atas"),
        ("[1, 2]", "Butir 1 bukan catatan"),
        ('[{"a": 1}, [1]]', "Butir 2 bukan catatan"),
        ('[["a", "b"], [1]]', "Butir 2 punya 1 sel, padahal judul kolomnya 2"),
        ("[" + ",".join(['{"a": 1}'] * 51) + "]", "butir 51 melewati batas"),
        ("[" + ",".join(["[1]"] * 51) + "]", "lebih dari 50 sel"),
        ('[{"' + '": 1, "'.join("abcdefghijk") + '": 1}]', "butir 1 melewati batas"),
        ('["' + "x" * 500_000 + '"]', "terlalu besar"),
        ("<!doctype html><title>x</title>", "halaman HTML, bukan JSON"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: str, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        list(read(tmp_path, content, ReadOptions("json", limits=SMALL)).rows)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"a": 1}\n{"a": ', "Baris 2 bukan JSON yang utuh"),
        ('{"a": 1}\n[2]\n', "Butir 2 bukan catatan"),
        ('{"a": 1}\n{"a": "' + "x" * 2_000 + '"}', "Baris 2 terlalu panjang"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: str, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        read(tmp_path, content, ReadOptions("ndjson", limits=SMALL))


@pytest.mark.parametrize("path", ["hantu", "a.hantu", "a.0"])
def test_a_path_that_leads_nowhere_is_named(tmp_path: Path, path: str) -> None:
    with pytest.raises(Unreadable, match=f"tidak punya daftar di {path}"):
        read(tmp_path, '{"a": [{"b": 1}]}', ReadOptions("json", records=path))
