"""Responses read by a spec: aliases, figures, empty cells, pages, and columns that nobody allowed."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import Unreadable
from catalog.harvest.spec_text import parse_spec
from tests.harvesters.harvesting import Harvested, harvest

HEAD = """
kind = "ebudgeting"
title = "Sumber"
url = "{url}"
years = [2025]
[publisher]
slug = "bpkad"
title = "BPKAD"
[government]
code = "35"
scheme = "kemendagri"
name = "Jawa Timur"
{columns}
[[dataset]]
id = "satu-{{tahun}}"
title = "Satu {{tahun}}"
{tables}
"""
COLUMNS = """
[columns.pokok]
kode = { title = "Kode", from = ["Kode Rekening", "No. Rekening"] }
pagu = { title = "Pagu", type = "decimal", number = "id", unit = "rupiah" }
"""
TABLE = """
[dataset.table.satu]
name = "Satu"
address = "/{file}"
format = "{format}"
columns = ["pokok"]
publish_original = true
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Harvested]:
    """The only dataset of a spec over a folder with these files."""

    def run(files: dict[str, str], columns: str, tables: str) -> Harvested:
        folder = tmp_path / "sumber"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
        text = HEAD.format(url=folder.as_uri(), columns=columns, tables=tables)
        return harvest(parse_spec(text), tmp_path / "files")["satu-2025"]

    return run


def one_csv(read: Callable[..., Harvested], text: str) -> Harvested:
    return read({"a.csv": text}, COLUMNS, TABLE.format(file="a.csv", format="csv"))


@pytest.mark.parametrize("header", ["Kode Rekening;pagu", "no.  REKENING ;Pagu"])
def test_a_column_is_found_by_any_of_its_names(read: Callable[..., Harvested], header: str) -> None:
    found = one_csv(read, f"{header}\n5.1;1.234,50\n")
    assert found.rows("satu", "kode, pagu") == [("5.1", Decimal("1234.50"))]


def test_figures_are_exact_whatever_their_unit(read: Callable[..., Harvested]) -> None:
    found = one_csv(read, "Kode Rekening;pagu\na;9.533,44 M\nb;(2.000,00)\nc;#N/A\nd;\n")
    assert found.rows("satu", "pagu") == [(9_533_440_000_000,), (-2000,), (None,), (None,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kode;pagu\na;1\n", "Kolom Kode Rekening / No. Rekening tidak ada. Yang ada: Kode, pagu."),
        ("Kode Rekening;pagu;Pagu\na;1;2\n", "Kolom pagu ada lebih dari sekali."),
        ("Kode Rekening;pagu\na;1,5\nb;banyak\n", "baris 3, kolom pagu: isinya banyak"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    read: Callable[..., Harvested], text: str, said: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        one_csv(read, text)
    assert said in str(caught.value)
    assert "a.csv" in str(caught.value)


def test_a_column_nobody_allowed_is_nowhere_but_in_the_archive(read: Callable[..., Harvested]) -> None:
    found = one_csv(read, "Kode Rekening;pagu;nik\na;1;3578000000000001\n")
    (table,) = found.record.tables
    assert [column.name for column in table.columns] == ["kode", "pagu"]
    assert table.originals == ()
    assert "nik" in table.description
    stored = found.tables["satu"].read_bytes()
    assert b"3578000000000001" not in stored
    assert b"3578000000000001" in found.raws[0].path.read_bytes()


def test_original_bytes_are_offered_when_all_of_them_is_allowed(read: Callable[..., Harvested]) -> None:
    found = one_csv(read, "Kode Rekening;pagu\na;1\n")
    assert found.record.tables[0].originals == tuple(found.raws)


def test_original_bytes_are_not_offered_unless_the_spec_says_so(read: Callable[..., Harvested]) -> None:
    table = TABLE.format(file="a.csv", format="csv").replace("publish_original = true", "")
    found = read({"a.csv": "Kode Rekening;pagu\na;1\n"}, COLUMNS, table)
    assert found.record.tables[0].originals == ()


def test_json_figures_stay_exact(read: Callable[..., Harvested]) -> None:
    text = '{"hasil": {"data": [{"Kode Rekening": 51, "pagu": 12345678901234567.89}]}}'
    table = TABLE.format(file="a.json", format="json") + 'records = "hasil.data"\n'
    found = read({"a.json": text}, COLUMNS, table)
    assert found.rows("satu", "kode, pagu") == [("51", Decimal("12345678901234567.89"))]


def pages(*counts: int, total: int, per_page: int) -> dict[str, str]:
    return {
        f"h{number}.json": json.dumps(
            {
                "data": [{"Kode Rekening": f"{number}.{row}", "pagu": row} for row in range(count)],
                "page": number,
                "per_page": per_page,
                "total": total,
            }
        )
        for number, count in enumerate(counts, 1)
    }


PAGED = TABLE.format(file="h{page}.json", format="json-pages") + 'records = "data"\n'


def test_pages_are_read_to_the_total(read: Callable[..., Harvested]) -> None:
    found = read(pages(3, 3, 1, total=7, per_page=3), COLUMNS, PAGED)
    assert len(found.raws) == 3
    assert [kode for (kode,) in found.rows("satu", "kode")] == [
        "1.0",
        "1.1",
        "1.2",
        "2.0",
        "2.1",
        "2.2",
        "3.0",
    ]


def test_pages_that_miss_the_total_are_refused(read: Callable[..., Harvested]) -> None:
    with pytest.raises(Unreadable, match="menyebut 7 baris, tetapi memberi 6"):
        read(pages(3, 2, 1, total=7, per_page=3), COLUMNS, PAGED)


@pytest.mark.parametrize("answer", ['{"data": []}', '{"data": [], "total": true, "per_page": 0}'])
def test_a_page_without_its_total_is_refused(read: Callable[..., Harvested], answer: str) -> None:
    with pytest.raises(Unreadable, match="total dan per_page"):
        read({"h1.json": answer}, COLUMNS, PAGED)


def test_a_page_of_html_is_called_that(read: Callable[..., Harvested]) -> None:
    with pytest.raises(Unreadable, match="HTML"):
        read({"h1.json": "<html>Galat</html>"}, COLUMNS, PAGED)


def test_an_empty_answer_is_an_empty_table_for_the_engine_to_judge(read: Callable[..., Harvested]) -> None:
    found = read(pages(0, total=0, per_page=3), COLUMNS, PAGED)
    assert found.rows("satu", "kode") == []


def test_records_without_any_field_are_refused(read: Callable[..., Harvested]) -> None:
    with pytest.raises(Unreadable, match="tidak punya kolom"):
        read({"a.json": "[{}, {}]"}, COLUMNS, TABLE.format(file="a.json", format="json"))


def test_files_of_a_folder_are_one_table_with_their_names(read: Callable[..., Harvested]) -> None:
    columns = COLUMNS + 'daerah = { title = "Daerah", from = ["@berkas"], region = "code" }\n'
    files = {f"{name}.csv": "Kode Rekening;pagu\n5;1\n" for name in ("Kota_Blitar", "Blitar", "Batu")}
    found = read(files, columns, TABLE.format(file="*.csv", format="csv"))
    assert [daerah for (daerah,) in found.rows("satu", "daerah")] == ["35.79", "35.05", "35.72"]


def test_a_region_that_is_not_there_is_refused(read: Callable[..., Harvested]) -> None:
    columns = COLUMNS + 'daerah = { title = "Daerah", from = ["@berkas"], region = "name" }\n'
    with pytest.raises(Unreadable, match="isinya Bandung, seharusnya nama kabupaten atau kota"):
        read({"Bandung.csv": "Kode Rekening;pagu\n5;1\n"}, columns, TABLE.format(file="*.csv", format="csv"))


@pytest.mark.parametrize(
    ("rows", "said"),
    [("Blanja;1\n", "akun Blanja tidak ada"), ("Belanja;1\n Belanja;1\n", "muncul terlalu sering")],
)
def test_an_account_that_the_outline_does_not_know_is_refused(
    read: Callable[..., Harvested], rows: str, said: str
) -> None:
    outline = '[outline.satu]\n"5" = { names = ["Belanja"] }\n'
    columns = '[columns.pokok]\nnama = { title = "Akun", from = ["@nama"] }\n'
    table = TABLE.format(file="a.csv", format="csv") + 'layout = "report"\noutline = "satu"\n'
    with pytest.raises(Unreadable, match=said):
        read({"a.csv": f"akun;pagu\n{rows}"}, columns + outline, table)
