"""The budget's API: what is asked, what is answered, what is refused, in both forms."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import orjson
import pytest
from flask.testing import FlaskClient

from catalog.budget import Finding, Government
from tests.web.budget_site import PROVINCE, YEAR, open_site, put

ROWS = [
    {"kode_skpd": "1.01", "nama_skpd": "Dinas Satu", "kode_sub_kegiatan": "1.01.02.1.01.0001",
     "nama_sub_kegiatan": "Bangun", "kode_rekening": "5.1.02.01.01.0001", "nama_rekening": "Kertas",
     "sumber_dana": "Dana Alokasi Umum", "pagu": "9007199254740993"},
    {"kode_skpd": "1.02", "nama_skpd": "Dinas Dua", "kode_sub_kegiatan": "1.02.02.1.01.0001",
     "nama_sub_kegiatan": "Rawat", "kode_rekening": "5.2.02.01.01.0001", "nama_rekening": "Mesin",
     "sumber_dana": "PAD", "pagu": "5"},
]  # fmt: skip
CUT = "cut=stage:apbd|direction:belanja"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app, instance = open_site(tmp_path_factory.mktemp("budget-api"))
    put(instance, "apbd-2025", "apbd", ROWS)
    put(instance, "rahasia", "perubahan", ROWS, private=True)
    spent = [{**row, "realisasi": "3"} for row in ROWS]
    for row in spent:
        del row["pagu"]
    put(instance, "lra-2025", "realisasi", spent)
    yield app.test_client()
    instance.engine.dispose()


def test_an_aggregate_says_cells_sum_and_what_they_are_of(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/budget/aggregate?drilldown=organization&{CUT}&pagesize=1")
    assert answer.status_code == 200
    assert b'"amount.sum":9007199254740993,' in answer.data  # a float would lose the last digit
    found = orjson.loads(answer.data)
    assert found["cells"] == [
        {
            "organization.government": PROVINCE.key,
            "organization.code": "1.01",
            "organization.label": "Dinas Satu",
            "organization.slug": "",
            "amount.sum": 9007199254740993,
            "_count": 1,
        }
    ]
    assert found["summary"] == {"amount.sum": 9007199254740998, "_count": 2}
    assert (found["total_cell_count"], found["page"], found["page_size"]) == (2, 1, 1)
    assert found["order"] == [["amount.sum", "desc"]]
    assert (found["sample"], found["precision"], found["currency"]) == (False, 1, "IDR")
    assert (found["governments"], found["fiscal_years"], found["stages"]) == (
        [PROVINCE.key],
        [YEAR],
        ["apbd"],
    )
    (source,) = found["sources"]
    assert source["dataset"] == "apbd-2025"
    assert len(source["source_sha256"]) == 64
    (version,) = source["budget_versions"]
    assert client.get(f"/anggaran/baris/{version}").status_code == 200
    second = orjson.loads(
        client.get(f"/api/v1/budget/aggregate?drilldown=organization&{CUT}&pagesize=1&page=2").data
    )
    assert [cell["organization.code"] for cell in second["cells"]] == ["1.02"]


def test_quoted_values_may_hold_the_marks_of_the_grammar(client: FlaskClient) -> None:
    for value in ('"Dana Alokasi Umum"', "dana alokasi umum", '"a|b;c";"Dana Alokasi Umum"'):
        answer = client.get("/api/v1/budget/aggregate", query_string={
            "cut": f"stage:apbd|sumber_dana:{value}|direction:belanja", "aggregates": "_count"})  # fmt: skip
        assert orjson.loads(answer.data)["summary"] == {"_count": 1}


def test_the_same_as_csv_by_ending_or_by_accept(client: FlaskClient) -> None:
    query = f"drilldown=account:2&{CUT}&order=account.code"
    by_ending = client.get(f"/api/v1/budget/aggregate.csv?{query}")
    by_accept = client.get(f"/api/v1/budget/aggregate?{query}", headers={"Accept": "text/csv"})
    assert by_ending.data == by_accept.data
    assert by_accept.mimetype == "text/csv"
    assert "Accept" in by_accept.vary
    rows = list(csv.DictReader(io.StringIO(by_ending.text)))
    assert [(row["account.code"], Decimal(row["amount.sum"]), row["keterangan"]) for row in rows] == [
        ("5.1", Decimal(9007199254740993), ""),
        ("5.2", Decimal(5), ""),
    ]
    plain = client.get(f"/api/v1/budget/aggregate?{query}", headers={"Accept": "*/*"})
    assert plain.mimetype == "application/json"


def test_members_of_a_dimension(client: FlaskClient) -> None:
    for address in ("members/account:1?", "members?dimension=account:1&"):
        found = orjson.loads(client.get(f"/api/v1/budget/{address}{CUT}").data)
        assert found["data"] == [
            {"account.scheme": "kepmendagri-050-5889", "account.code": "5", "account.label": "Belanja Daerah",
             "account.level": 1}
        ]  # fmt: skip
        assert found["total_member_count"] == 1
    assert client.get("/api/v1/budget/members/stage.csv").text.split() == [
        "stage.code,keterangan", "apbd,", "realisasi,"
    ]  # fmt: skip


def test_facts_are_lines_that_lead_back_to_their_source(client: FlaskClient) -> None:
    pages = [orjson.loads(client.get(f"/api/v1/budget/facts?pagesize=3&page={page}").data) for page in (1, 2)]
    assert [page["total_fact_count"] for page in pages] == [4, 4]
    lines = [line for page in pages for line in page["data"]]
    assert [(line["stage"], line["organization"], line["amount"]) for line in lines] == [
        ("apbd", "1.01", 9007199254740993),
        ("apbd", "1.02", 5),
        ("realisasi", "1.01", 3),
        ("realisasi", "1.02", 3),
    ]
    for line in lines:
        assert (
            client.get(
                line["url"].removeprefix(pages[0]["sources"][0]["url"].split("/dataset/")[0])
            ).status_code
            == 200
        )
    cut = orjson.loads(client.get("/api/v1/budget/facts?cut=account:5.2").data)
    assert [line["rekening_name"] for line in cut["data"]] == ["Mesin", "Mesin"]
    table = client.get("/api/v1/budget/facts.csv?cut=account:5.2|stage:apbd").text
    assert [row["amount"] for row in csv.DictReader(io.StringIO(table))] == ["5"]


def test_the_model_names_what_can_be_asked(client: FlaskClient) -> None:
    found = orjson.loads(client.get("/api/v1/budget/model").data)["model"]
    for name, dimension in found["dimensions"].items():
        answer = client.get(f"/api/v1/budget/members/{name}?cut=stage:apbd")
        assert orjson.loads(answer.data)["fields"] == dimension["attributes"]


def test_an_answer_is_tagged_and_open_to_pages_elsewhere(client: FlaskClient) -> None:
    address = f"/api/v1/budget/aggregate?{CUT}"
    answer = client.get(address)
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in client.get(address, environ_base={"REMOTE_ADDR": "203.0.113.7"}).headers


@pytest.mark.parametrize(
    ("address", "parameter", "told"),
    [
        ("aggregate?drilldown=skpd", "drilldown", "organization"),
        ("aggregate?drilldown=a::b", "drilldown", "account:3"),
        (f"aggregate?{CUT}&order=zzz", "order", "amount"),
        (f"aggregate?{CUT}&order=1", "order", "amount.sum:desc"),
        ("aggregate?cut=zzz", "cut", "stage:apbd"),
        ("aggregate?cut=stage:", "cut", "stage:apbd"),
        ("aggregate?cut=direction:belanja", "cut", "apbd, realisasi"),
        ("aggregate?aggregates=mean", "aggregates", "amount.sum"),
        ("aggregate?page=0", "page", "1"),
        ("aggregate?pagesize=10001", "pagesize", "10000"),
        ("aggregate?tahun=2025", "tahun", "drilldown"),
        ("facts?drilldown=stage", "drilldown", "cut"),
        ("members", "dimension", "organization"),
    ],
)
def test_a_refusal_names_the_parameter_what_is_allowed_and_where_to_look(
    client: FlaskClient, address: str, parameter: str, told: str
) -> None:
    answer = client.get(f"/api/v1/budget/{address}")
    found = orjson.loads(answer.data)
    assert answer.status_code == 400
    assert told in found["error"][parameter][0]
    assert found["help"].endswith("/api/v1/budget/model")


def test_what_is_private_is_in_no_answer(client: FlaskClient) -> None:
    assert b"perubahan" not in client.get("/api/v1/budget/members/stage").data
    answer = client.get("/api/v1/budget/facts?cut=stage:perubahan")
    assert answer.status_code == 404
    assert orjson.loads(answer.data)["error"]["message"]


def test_sample_figures_say_so_in_every_form(tmp_path: Path) -> None:
    app, instance = open_site(tmp_path)
    put(instance, "contoh", "apbd", ROWS, sample=True)
    client = app.test_client()
    assert orjson.loads(client.get(f"/api/v1/budget/aggregate?{CUT}").data)["sample"]
    table = client.get(f"/api/v1/budget/aggregate.csv?{CUT}")
    assert "DATA-CONTOH" in table.headers["Content-Disposition"]
    assert table.text.splitlines()[1].endswith("DATA CONTOH")
    instance.engine.dispose()


def test_findings_of_all_that_is_published_are_one_open_list(tmp_path: Path) -> None:
    app, instance = open_site(tmp_path)
    gap = Finding("children-sum", "anggaran", "1.01", "Program satu", "5", "7", "2")
    other = Finding("rounded", "anggaran", "1.02", "Program dua", "", "", "")
    kota = Government("35.78", "kemendagri", "Kota Surabaya")
    put(instance, "satu", "apbd", ROWS, findings=[gap, other])
    put(instance, "dua", "apbd", ROWS, government=kota, year=2024, findings=[gap])
    put(instance, "rahasia", "rkpd", ROWS, private=True, findings=[gap])
    client = app.test_client()
    found = orjson.loads(client.get("/api/v1/budget/findings").data)
    assert found["total_finding_count"] == 3
    assert found["counts"] == {"children-sum": 2, "rounded": 1}
    assert found["data"][0] == {
        "kind": "children-sum", "dataset": "dua", "version": 1, "table": "anggaran", "subject": "1.01",
        "title": "Program satu", "expected": "5", "actual": "7", "gap": "2", "sample": False,
        "url": found["data"][0]["url"],
    }  # fmt: skip
    for query, names in (
        ("kind=rounded", ["satu"]),
        ("government=kemendagri:35.78", ["dua"]),
        ("year=2025", ["satu", "satu"]),
        ("dataset=satu&kind=children-sum", ["satu"]),
        ("pagesize=1&page=2", ["satu"]),
    ):
        part = orjson.loads(client.get(f"/api/v1/budget/findings?{query}").data)
        assert [row["dataset"] for row in part["data"]] == names
    table = client.get("/api/v1/budget/findings.csv?kind=rounded").text
    assert [row["subject"] for row in csv.DictReader(io.StringIO(table))] == ["1.02"]
    assert client.get("/api/v1/budget/findings?year=x").status_code == 400
    instance.engine.dispose()
