"""Kabupaten Bandung 2025 on the page: 48 of 68 agencies agree, and the whole difference is there."""

import csv
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from catalog.budget import Government
from tests.web.budget_site import open_site, put

BANDUNG = Government("D107", "klpd", "Kab. Bandung")
PAGE = f"/anggaran/{BANDUNG.key}/2025"
PLANNED, BUDGETED = Decimal(4_055_178_874_019), Decimal(3_120_372_148_925)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def client(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = real_data / "budget_id" / "bandung_sirup_2025"
    app, instance = open_site(tmp_path_factory.mktemp("bandung"))
    plan = json.loads((folder / "RUP-SubKegiatanMaster.json").read_text(encoding="utf-8"))
    rows = [
        {
            "kode_skpd": str(one["kd_satker"]),
            "kode_sub_kegiatan": one["kd_subkegiatan_str"],
            "nama_sub_kegiatan": one["nama_subkegiatan"],
            "pagu": str(one["pagu_subkegiatan"]),
        }
        for one in plan
    ]
    put(instance, "rkpd-bandung", "rkpd", rows, government=BANDUNG)
    whole = json.loads((folder / "RUP-StrukturAnggaranPD.json").read_text(encoding="utf-8"))
    totals = [
        {
            "kode_skpd": str(one["kd_satker"]),
            "nama_skpd": one["nama_satker"],
            "pagu": str(one["total_belanja"]),
        }
        for one in whole
        if one["total_belanja"] is not None
    ]
    put(instance, "apbd-bandung", "apbd", totals, government=BANDUNG)
    return app.test_client()


def test_the_comparison_names_what_agrees_and_where_the_difference_is(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}/banding").text
    assert "Dari 68 SKPD, 48 sama persis dan 20 berbeda." in page
    assert "(-Rp934.806.725.094)" in page
    for state, count in (("", 68), ("sama", 48), ("berbeda", 20), ("hanya-kiri", 0), ("hanya-kanan", 0)):
        answer = client.get(f"{PAGE}/banding.csv", query_string={"status": state})
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert len(rows) == count
        if state in ("", "berbeda"):
            assert sum(Decimal(row["selisih"]) for row in rows) == BUDGETED - PLANNED


def test_the_year_sums_to_the_rupiah_in_every_door(client: FlaskClient) -> None:
    answer = client.get(PAGE)
    assert "Rp4.055.178.874.019" in answer.text
    assert "Rp3.120.372.148.925" in answer.text
    assert "CONTOH" not in answer.text
    assert len(gzip.compress(answer.data)) < 60_000
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}/tangga.csv").text, newline="")))
    assert sum(Decimal(row["direncanakan"]) for row in rows) == PLANNED
    assert sum(Decimal(row["dianggarkan"]) for row in rows) == BUDGETED


def test_the_largest_agency_opens_in_a_small_page(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}/tangga.csv").text, newline="")))
    for row in rows[:5]:
        answer = client.get(f"{PAGE}/{row['kode']}")
        assert answer.status_code == 200
        assert len(gzip.compress(answer.data)) < 60_000
