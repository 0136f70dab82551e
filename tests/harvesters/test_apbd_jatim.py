"""The kabupaten and kota of East Java in three years, from the folder, against a plain reading."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.harvesters.harvesting import Harvested, harvest, real_spec

pytestmark = pytest.mark.real
MILIAR = 10**9
STEP = 10_000_000


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data.resolve() / "budget_id" / "jatim_apbd_djpk"


@pytest.fixture(scope="module")
def years(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Harvested]:
    spec = real_spec("apbd_jatim", "ebudgeting", folder.as_uri())
    found = harvest(spec, tmp_path_factory.mktemp("files"))
    return {year: found[f"apbd-kabkota-{year}"] for year in (2021, 2022, 2023)}


def plain_rows(folder: Path, year: int) -> Iterator[tuple[str, str, list[int | None]]]:
    """File name, account as written without its blanks, and rupiah of anggaran and realisasi."""
    for path in sorted((folder / str(year)).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            for row in list(csv.reader(source))[1:]:
                yield path.stem, row[0].strip(), [rupiah(text) for text in row[1:3]]


def rupiah(text: str) -> int | None:
    """`998.77` of 2021 and `9.533,44 M` of later years, both miliar."""
    if not text:
        return None
    plain = text.removesuffix(" M").replace(".", "").replace(",", ".") if text.endswith(" M") else text
    return int(Decimal(plain) * MILIAR)


def test_every_row_of_every_region_and_year_has_its_exact_rupiah(
    years: dict[int, Harvested], folder: Path
) -> None:
    for year, harvested in years.items():
        expected = [tuple(amounts) for _, _, amounts in plain_rows(folder, year)]
        assert harvested.rows("apbd", "anggaran, realisasi") == expected
        assert len(harvested.raws) == 38


def test_units_are_right_in_every_year(years: dict[int, Harvested]) -> None:
    # Bojonegoro's revenue, as the files write it: 3788.74, 4.148,11 M and 5.219,45 M.
    expected = {2021: 3_788_740_000_000, 2022: 4_148_110_000_000, 2023: 5_219_450_000_000}
    for year, harvested in years.items():
        where = "kode_daerah = '35.22' AND tempat = '4'"
        assert harvested.rows("apbd", "anggaran", where) == [(expected[year],)]
        total = harvested.total("apbd", "anggaran", "tempat = '5'")
        assert 80_000 * MILIAR < total < 140_000 * MILIAR, year


def test_regions_are_found_by_code_whatever_the_file_is_called(years: dict[int, Harvested]) -> None:
    for harvested in years.values():
        named = dict(harvested.rows("apbd", "DISTINCT ON (kode_daerah) kode_daerah, nama_daerah"))
        assert len(named) == 38
        assert named["35.79"] == "Kota Batu"  # Batu.csv
        assert named["35.72"] == "Kota Blitar"  # Kota_Blitar.csv
        assert named["35.05"] == "Kabupaten Blitar"  # Blitar.csv
        assert named["35.78"] == "Kota Surabaya"  # Surabaya.csv
        assert {one.code for one in harvested.record.figures[0].governments} == set(named)


def test_the_hierarchy_of_blanks_in_2021_is_that_of_the_known_order(
    years: dict[int, Harvested], folder: Path
) -> None:
    depths: list[int] = []
    for path in sorted((folder / "2021").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            names = [row[0] for row in list(csv.reader(source))[1:]]
        depths += [
            -1 if path.stem == "Bangkalan" else (len(name) - len(name.lstrip())) // 4 for name in names
        ]
    places = [str(place) for (place,) in years[2021].rows("apbd", "tempat")]
    assert len(places) == len(depths)
    indented = [(place, depth) for place, depth in zip(places, depths, strict=True) if depth >= 0]
    assert len(indented) == 37 * 40
    assert all({0: 0, 1: 1, 2: 2}[place.count(".")] == depth for place, depth in indented)


def test_bangkalan_without_blanks_has_the_places_of_the_others(years: dict[int, Harvested]) -> None:
    order = "tempat, akun"
    bangkalan = years[2021].rows("apbd", order, "kode_daerah = '35.26'")
    assert bangkalan == years[2021].rows("apbd", order, "kode_daerah = '35.10'")
    assert ("5.3", "Belanja Modal") in bangkalan  # Belanjaodal in the file
    assert ("6.2.2", "Penyertaan Modal Daerah") in bangkalan  # Penyertaanodal Daerah


def test_a_name_that_stands_twice_is_a_total_and_its_only_part(years: dict[int, Harvested]) -> None:
    for year in (2022, 2023):
        pairs = years[year].rows("apbd", "tempat, baris, anggaran", "akun = 'Belanja Pegawai'")
        assert len(pairs) == 2 * 38
        for total, part in zip(pairs[::2], pairs[1::2], strict=True):
            assert (total[:2], part[:2]) == (("5.1", "jumlah"), ("5.1.1", "rincian"))
            assert total[2] == part[2]
    assert years[2021].rows("apbd", "DISTINCT tempat, baris", "akun = 'Belanja Pegawai'") == [
        ("5.1", "rincian")
    ]


def test_the_leaves_of_spending_add_up_to_the_printed_total(years: dict[int, Harvested]) -> None:
    for harvested in years.values():
        leaves = harvested.total("apbd", "anggaran", "baris = 'rincian' AND tempat LIKE '5.%'")
        printed = harvested.total("apbd", "anggaran", "tempat = '5'")
        assert abs(leaves - printed) <= 38 * 12 * STEP / 2


def plain_misses(folder: Path, year: int) -> Iterator[tuple[str, int, int, int]]:
    """Region, column, gap and number of groups of Pendapatan, Belanja and Pembiayaan against their groups.

    A group is known by its name alone: the top accounts have no namesakes.
    """
    groups = {
        "Pendapatan Daerah": {"PAD": 1, "TKDD": 1, "Pendapatan Lainnya": 1},
        "Belanja Daerah": {
            "Belanja Pegawai": 1,
            "Belanja Barang Jasa": 1,
            "Belanja Barang dan Jasa": 1,
            "Belanja Modal": 1,
            "Belanjaodal": 1,
            "Belanja Lainnya": 1,
        },
        "Pembiayaan Daerah": {"Penerimaan Pembiayaan Daerah": 1, "Pengeluaran Pembiayaan Daerah": -1},
    }
    alike = {"Belanja Barang Jasa": "Belanja Barang dan Jasa", "Belanjaodal": "Belanja Modal"}
    files: dict[str, dict[str, list[int | None]]] = {}
    for stem, name, amounts in plain_rows(folder, year):
        files.setdefault(stem, {}).setdefault(alike.get(name, name), amounts)
    for stem, accounts in files.items():
        for top, signs in groups.items():
            children = [(accounts[name], sign) for name, sign in signs.items() if name in accounts]
            for column in (0, 1):
                total = sum((amounts[column] or 0) * sign for amounts, sign in children)
                gap = (accounts[top][column] or 0) - total
                if gap:
                    yield stem, column, gap, len(children)


def test_top_accounts_that_miss_by_rounding_alone_are_not_errors(
    years: dict[int, Harvested], folder: Path
) -> None:
    rounded, others = 0, 0
    for year, harvested in years.items():
        plain = list(plain_misses(folder, year))
        small = [miss for miss in plain if 2 * abs(miss[2]) <= (miss[3] + 1) * STEP]
        tops = [one for one in harvested.findings if "." not in one.subject.split(" / ")[1]]
        found = [one for one in tops if one.kind == "rounded"]
        assert sorted(int(one.gap) for one in found) == sorted(miss[2] for miss in small)
        wrong = [one for one in tops if one.kind == "children-sum"]
        assert sorted(int(one.gap) for one in wrong) == sorted(miss[2] for miss in plain if miss not in small)
        rounded, others = rounded + len(found), others + len(wrong)
    assert rounded == 161
    assert others == 56
    # Of all parents, groups included; none of these misses by more than its steps of ten million explain.
    assert [len(one.found("rounded", "apbd")) for one in years.values()] == [147, 125, 123]


def test_what_rounding_cannot_explain_is_found(years: dict[int, Harvested]) -> None:
    found = {one.subject: one for one in years[2021].found("children-sum", "apbd") if "anggaran" in one.title}
    assert set(found) == {"35.09 / 6", "35.71 / 6", "35.16 / 6"}  # Jember, Kota Kediri, Kabupaten Mojokerto
    assert (found["35.09 / 6"].actual, found["35.09 / 6"].expected) == ("0", "740560000000")


def test_budget_and_spending_are_two_stages_of_one_rounded_table(years: dict[int, Harvested]) -> None:
    for year, harvested in years.items():
        assert [(one.stage, one.amount, one.fiscal_year) for one in harvested.record.figures] == [
            ("apbd", "anggaran", year),
            ("realisasi", "realisasi", year),
        ]
        for figures in harvested.record.figures:
            assert figures.precision == STEP
            assert {one.scheme for one in figures.governments} == {"kemendagri"}


def test_a_repetition_under_another_name_is_no_leaf(years: dict[int, Harvested]) -> None:
    repeated = years[2023].rows(
        "apbd", "DISTINCT akun, baris", "tempat NOT LIKE '_' AND tempat NOT LIKE '%.%'"
    )
    assert sorted(repeated) == [
        ("Pembayaaran Pokok Utang", "hitungan"),
        ("Penerimaan Pembiayaan Lainnya", "hitungan"),
        ("Pengeluaran Pembiayaan Lainnya", "hitungan"),
        ("Penyertaan Modal", "hitungan"),
    ]
    assert years[2021].rows("apbd", "DISTINCT baris", "akun = 'Surplus/(Defisit)'") == [("hitungan",)]


def test_the_folder_itself_is_named_nowhere(years: dict[int, Harvested], folder: Path) -> None:
    for harvested in years.values():
        assert harvested.record.draft.source_url == ""
        assert [len(table.originals) for table in harvested.record.tables] == [38]
