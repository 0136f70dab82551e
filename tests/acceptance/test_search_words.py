"""What a journalist types finds the right data set on the first page, among the sample figures too."""

import re
from urllib.parse import quote_plus

import pytest

from tests.acceptance.conftest import NATIONAL, PLAN, REGIONS, STRUCTURE, Site

pytestmark = pytest.mark.real

# Words, the data set that answers them, and the worst rank at which it may stand.
WORDS = [
    ("anggaran kabupaten bandung 2025", STRUCTURE, 1),
    ("struktur anggaran perangkat daerah", STRUCTURE, 1),
    ("pagu sub kegiatan bandung", PLAN, 1),
    ("rencana kerja kabupaten bandung 2025", PLAN, 1),
    ("rkpd bandung", PLAN, 1),
    ("dinas kesehatan kabupaten bandung", STRUCTURE, 2),
    ("dinkes bandung", STRUCTURE, 2),
    ("pemkab bandung", PLAN, 2),
    ("anggaran puskesmas soreang", STRUCTURE, 2),
    ("stunting", PLAN, 1),
    ("D107", STRUCTURE, 2),
    ("1.02.0.00.0.00.02.0000", STRUCTURE, 2),
    ("apbd 2023 jawa timur", REGIONS[2023], 5),
    ("apbd kabupaten kota jawa timur 2023", REGIONS[2023], 1),
    ("apbd kabupaten/kota jatim 2023", REGIONS[2023], 1),
    ("apbd surabaya 2022", REGIONS[2022], 3),
    ("apbd kota surabaya 2022", REGIONS[2022], 1),
    ("realisasi apbd kota batu 2021", REGIONS[2021], 1),
    ("belanja modal kab. malang 2022", REGIONS[2022], 1),
    ("pajak daerah kota kediri 2021", REGIONS[2021], 1),
    ("PAD banyuwangi 2023", REGIONS[2023], 2),
    ("silpa banyuwangi 2023", REGIONS[2023], 2),
    ("35.78", REGIONS[2023], 3),
    ("apbd provinsi jawa timur 2023", NATIONAL, 1),
    ("apbd seluruh indonesia 2023", NATIONAL, 1),
    ("apbd aceh 2023", NATIONAL, 1),
    ("pembiayaan papua 2023", NATIONAL, 1),
    ("13.00", NATIONAL, 1),
    ("djpk", NATIONAL, 4),
    ("Direktorat Jenderal Perimbangan Keuangan", NATIONAL, 4),
]


def ranking(site: Site, words: str) -> list[str]:
    """The data sets of the first page of answers, best first."""
    page = site.page(f"/dataset?q={quote_plus(words)}")
    addresses = [href for _text, href in page.links if re.fullmatch(r"/dataset/[a-z0-9-]+", href)]
    return [address.removeprefix("/dataset/") for address in dict.fromkeys(addresses)]


@pytest.mark.parametrize(("words", "dataset", "rank"), WORDS, ids=[words for words, *_ in WORDS])
def test_the_answer_is_where_a_reader_looks(site: Site, words: str, dataset: str, rank: int) -> None:
    assert dataset in ranking(site, words)[:rank]


def test_page_and_api_rank_alike(site: Site) -> None:
    for words in ("apbd 2023 jawa timur", "belanja pegawai", "dinas kesehatan"):
        found = site.action("package_search", {"q": words, "rows": 20})["results"]
        assert ranking(site, words) == [one["name"] for one in found]


def test_belanja_pegawai_finds_every_table_that_has_it(site: Site) -> None:
    assert {NATIONAL, *REGIONS.values()} <= set(ranking(site, "belanja pegawai"))


def test_facets_narrow_to_the_real_publisher(site: Site) -> None:
    page = site.page("/dataset?q=apbd&organization=djpk")
    shown = {href.removeprefix("/dataset/") for _text, href in page.links}
    assert {NATIONAL, *REGIONS.values()} <= shown
    assert not [name for name in shown if name.endswith("data-contoh")]


def test_nonsense_finds_nothing_and_says_so(site: Site) -> None:
    assert ranking(site, "xyzzy qwerty") == []
    assert site.action("package_search", {"q": "xyzzy qwerty"})["count"] == 0
