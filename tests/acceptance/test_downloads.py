"""What visitors take home: original bytes under the hash that the page shows, CSV of exactly a page."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.acceptance.conftest import NATIONAL, PLAN, REAL, REGIONS, STRUCTURE, Site
from tests.acceptance.pages import Page

pytestmark = pytest.mark.real


def originals(page: Page) -> dict[str, str]:
    """Where the originals on a dataset's page are, by the table's name."""
    found = {}
    for words, href in page.links:
        if words.startswith("Berkas asli "):
            found[words.removeprefix("Berkas asli ").rpartition(",")[0]] = href
    return found


def body(site: Site, dataset: str, name: str) -> bytes:
    """An original, by the name of its table."""
    return site.get(originals(site.page(f"/dataset/{dataset}"))[name]).data


@pytest.mark.parametrize("dataset", REAL)
def test_originals_have_the_hash_that_the_page_and_the_api_show(site: Site, dataset: str) -> None:
    page = site.page(f"/dataset/{dataset}")
    links = originals(page)
    assert links
    shown = {
        one["url"].removeprefix(site.address): one
        for one in site.action("package_show", {"id": dataset})["resources"]
    }
    for name, href in links.items():
        answer = site.get(href)
        digest = hashlib.sha256(answer.data).hexdigest()
        assert digest in page.text
        assert digest in site.page(page.address(f"Buka tabel {name}")).text
        assert shown[unquote(href)]["hash"] == digest
        assert shown[unquote(href)]["size"] == len(answer.data)
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_originals_are_the_bytes_of_the_source(site: Site, files: Path) -> None:
    structure = files / "bandung_sirup_2025" / "RUP-StrukturAnggaranPD.json"
    assert body(site, STRUCTURE, "Struktur anggaran 2025") == structure.read_bytes()
    listed = files / "apbd2023_nasional" / "apbd_2023_long.csv"
    assert body(site, NATIONAL, "Senarai APBD 2023, dibulatkan ke rupiah") == listed.read_bytes()
    for year, dataset in REGIONS.items():
        folder = files / "jatim_apbd_djpk" / str(year)
        with zipfile.ZipFile(io.BytesIO(body(site, dataset, f"APBD kabupaten/kota {year}"))) as archive:
            kept = sorted(archive.read(entry) for entry in archive.infolist())
        assert kept == sorted(path.read_bytes() for path in folder.glob("*.csv"))


def test_pages_of_the_plan_hold_every_record_of_the_source(site: Site, files: Path) -> None:
    for name, table in (
        ("ProgramMaster", "Program 2025"),
        ("KegiatanMaster", "Kegiatan 2025"),
        ("SubKegiatanMaster", "Sub kegiatan 2025"),
    ):
        whole = body(site, PLAN, table)
        if whole.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(whole)) as archive:
                pages = [json.loads(archive.read(entry)) for entry in archive.infolist()]
        else:
            pages = [json.loads(whole)]
        records = [record for page in pages for record in page["data"]]
        assert records == json.loads((files / "bandung_sirup_2025" / f"RUP-{name}.json").read_bytes())


def test_columns_outside_the_allow_list_are_in_no_download(site: Site) -> None:
    page = site.page(f"/dataset/{PLAN}")
    assert "Satker 2025" not in originals(page)
    (row, *others) = site.table(PLAN, "Satker 2025")
    assert len(others) == 164
    assert {"alamat", "telepon", "fax", "kodepos"}.isdisjoint(row)


def test_a_filtered_page_and_its_csv_hold_the_same_rows(site: Site) -> None:
    start = site.page(f"/dataset/{PLAN}").address("Buka tabel Sub kegiatan 2025")
    page = site.page(f"{start}?q=stunting&sort=-pagu_subkegiatan")
    (link,) = {href for words, href in page.links if words.startswith("Unduh persis")}
    rows = site.rows(link)
    amounts = [int(row["pagu_subkegiatan"]) for row in rows]
    assert amounts == sorted(amounts, reverse=True)
    assert page.facts["Baris yang cocok"] == str(len(rows))
    assert f"Rp{sum(amounts):,}".replace(",", ".") in page.facts.values()
    assert all("stunting" in " ".join(row.values()).lower() for row in rows)


def test_a_cited_version_keeps_its_bytes(site: Site) -> None:
    page = site.page(f"/dataset/{STRUCTURE}/v/1")
    for words, href in page.links:
        if words.startswith(("CSV ", "Berkas asli ")):
            present = site.get(site.page(f"/dataset/{STRUCTURE}").address(words))
            assert site.get(href).data == present.data
