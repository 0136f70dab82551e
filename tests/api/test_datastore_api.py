"""Tables over the API."""

from typing import Any

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def table(client: FlaskClient) -> str:
    """The id of a resource with a table."""
    shown = client.get("/api/action/package_show?id=apbd-2024").get_json()
    return str(shown["result"]["resources"][0]["id"])


def ask(client: FlaskClient, action: str, **parameters: Any) -> Any:
    """The result of an action asked by GET, all of it text."""
    answer = client.get(f"/api/3/action/{action}", query_string=parameters).get_json()
    assert answer["success"], answer
    return answer["result"]


def test_rows_come_with_what_was_asked(client: FlaskClient, table: str) -> None:
    found = ask(client, "datastore_search", resource_id=table, limit="2", sort="_id desc", q="belanja")
    assert [row["_id"] for row in found["records"]] == [3, 2]
    assert {key: found[key] for key in ("total", "limit", "sort", "q", "records_format")} == {
        "total": 3, "limit": 2, "sort": "_id desc", "q": "belanja", "records_format": "objects",
    }  # fmt: skip
    assert found["fields"][0] == {"id": "_id", "type": "int"}
    assert found["fields"][1] == {
        "id": "kode", "type": "text", "info": {"label": "Kode", "notes": "Kode rekening"},
    }  # fmt: skip


def test_amounts_are_exact_numbers(client: FlaskClient, table: str) -> None:
    text = client.post("/api/action/datastore_search", json={"id": table, "limit": "32000"}).text
    assert '"pagu":4336570036129.25' in text


def test_total_and_next_page_are_given_when_wanted(client: FlaskClient, table: str) -> None:
    found = ask(client, "datastore_search", resource_id=table, include_total="false")
    assert "total" not in found
    assert "next_page" not in found
    first = ask(client, "datastore_search", resource_id=table, limit=1, include_next_page="true")
    assert first["next_page"] == {"_id": {"gt": 1}}
    sorted_ = ask(client, "datastore_search", resource_id=table, include_next_page="true", sort="kode")
    assert "next_page" not in sorted_  # the row's number does not continue another order
    second = client.post(
        "/api/action/datastore_search",
        json={"resource_id": table, "limit": 1, "filters": first["next_page"]},
    ).get_json()["result"]
    assert [row["_id"] for row in second["records"]] == [2]


def test_a_filter_of_the_wrong_type_is_refused(client: FlaskClient, table: str) -> None:
    response = client.post("/api/action/datastore_search", json={"id": table, "filters": {"tahun": "x"}})
    assert response.status_code == 409
    assert "tahun" in response.get_json()["error"]["filters"][0]


def test_what_is_asked_twice_is_answered_once(client: FlaskClient, table: str) -> None:
    wanted = {
        "resource_id": table,
        "sort": ["kode desc", "tahun", "kode"] * 9_000,
        "fields": ["kode"] * 9_000,
    }
    found = client.post("/api/action/datastore_search", json=wanted).get_json()["result"]
    codes = [row["kode"] for row in found["records"]]
    assert codes == sorted(codes, reverse=True)


def test_limits(client: FlaskClient, table: str) -> None:
    assert ask(client, "datastore_search", resource_id=table, limit=0)["records"] == []
    assert ask(client, "datastore_search", resource_id=table, limit=99999999)["limit"] == 32000


def test_info(client: FlaskClient, table: str) -> None:
    info = ask(client, "datastore_info", id=table)
    assert info["meta"]["count"] == 3
    assert info["meta"]["size"] > 0
    assert [field["schema"]["native_type"] for field in info["fields"]] == [
        "text", "text", "numeric", "date", "boolean", "bigint",
    ]  # fmt: skip


def test_all_tables_are_listed(client: FlaskClient, table: str) -> None:
    found = ask(client, "datastore_search", resource_id="_table_metadata")
    assert found["total"] == 2
    assert table in [row["name"] for row in found["records"]]
    assert (
        len(ask(client, "datastore_search", resource_id="_table_metadata", limit=1, offset=1)["records"]) == 1
    )


def test_what_has_no_table_is_not_found(client: FlaskClient) -> None:
    link = client.get("/api/action/package_show?id=apbd-2024").get_json()["result"]["resources"][1]["id"]
    for resource_id in (link, "entah", "00000000-0000-0000-0000-000000000000"):
        for action in ("datastore_search", "datastore_info"):
            response = client.get(f"/api/action/{action}?id={resource_id}")
            assert response.status_code == 404
            assert response.get_json()["error"]["__type"] == "Not Found Error"


def test_rows_that_are_looked_for_have_a_rank(client: FlaskClient, table: str) -> None:
    found = ask(client, "datastore_search", resource_id=table, q="belanja", fields="nama")
    assert found["fields"] == [{"id": "nama", "type": "text"}, {"id": "rank", "type": "float4"}]
    assert [sorted(row) for row in found["records"]] == [["nama", "rank"]] * 3
    assert found["records"][0]["rank"] == pytest.approx(0.0573088, abs=1e-6)
    asked = {"resource_id": table, "q": {"nama": "belanja", "kode": "5.2"}}
    both = client.post("/api/3/action/datastore_search", json=asked | {"sort": '"rank nama" desc'}).get_json()
    assert [field["id"] for field in both["result"]["fields"]][-2:] == ["rank kode", "rank nama"]
    assert [row["_id"] for row in both["result"]["records"]] == [2]
    listed = ask(client, "datastore_search", resource_id=table, q="modal", records_format="csv", fields="_id")
    assert listed["records"].startswith("2,0.057")
    by_number = ask(
        client, "datastore_search", resource_id=table, q="belanja", limit=2, include_next_page="1"
    )
    assert [row["_id"] for row in by_number["records"]] == [1, 2]
    assert by_number["next_page"] == {"_id": {"gt": 2}}


def test_words_may_be_an_expression(client: FlaskClient, table: str) -> None:
    for q, numbers in (
        ("bela:* & !modal", {1, 3}),
        ("modal | operasi", {1, 2}),
        ("bela", set()),
        ("2025", {3}),
    ):
        found = ask(client, "datastore_search", resource_id=table, q=q, plain="false")
        assert {row["_id"] for row in found["records"]} == numbers
    refused = client.get(f"/api/action/datastore_search?id={table}&q=a+b&plain=false")
    assert refused.status_code == 409
    assert "kata:*" in refused.get_json()["error"]["q"][0]
    best = ask(
        client, "datastore_search", resource_id=table, q="belanja | modal", sort="rank desc", plain="false"
    )
    assert best["records"][0]["_id"] == 2
    again = ask(
        client, "datastore_search", resource_id=table, q="belanja | modal", plain="0", include_next_page="1"
    )
    assert [row["_id"] for row in again["records"]] == [1, 2, 3]  # in the order that the next page continues


def test_distinct_rows_come_once(client: FlaskClient, table: str) -> None:
    found = ask(client, "datastore_search", resource_id=table, fields="tahun", distinct="true")
    assert (found["records"], found["total"], found["distinct"]) == (
        [{"tahun": 2024}, {"tahun": 2025}],
        2,
        True,
    )
    none = ask(client, "datastore_search", resource_id=table, fields="tahun", distinct="true", limit=0)
    assert (none["records"], none["total"]) == ([], 2)
    words = ask(client, "datastore_search", resource_id=table, fields="tahun", distinct="true", q="modal")
    assert (words["records"], len(words["fields"])) == ([{"tahun": 2024}], 1)


def test_sql_answers_as_ckan_does(client: FlaskClient, table: str) -> None:
    sql = f'SELECT tahun, sum(pagu) AS pagu, count(*), max(tanggal) FROM "{table}" GROUP BY 1 ORDER BY 1'
    response = client.get("/api/3/action/datastore_search_sql", query_string={"sql": sql})
    assert response.get_json()["result"] == {
        "sql": sql,
        "fields": [
            {"id": "tahun", "type": "int8"},
            {"id": "pagu", "type": "numeric"},
            {"id": "count_star()", "type": "int8"},
            {"id": "max(tanggal)", "type": "date"},
        ],
        "records": [
            {"tahun": 2024, "pagu": 4336570036136.25, "count_star()": 2, "max(tanggal)": "2024-01-31"},
            {"tahun": 2025, "pagu": None, "count_star()": 1, "max(tanggal)": "2025-02-28"},
        ],
    }
    assert '"pagu":4336570036136.25' in response.text


def test_sql_that_is_cut_says_so(client: FlaskClient) -> None:
    found = ask(client, "datastore_search_sql", sql="SELECT * FROM range(32001)")
    assert (len(found["records"]), found["records_truncated"]) == (32_000, True)


@pytest.mark.parametrize(
    ("sql", "status", "told"),
    [
        ("SELEC", 409, "syntax error"),
        ("DROP TABLE x", 409, "Hanya satu perintah SELECT"),
        ('SELECT badcol FROM "{table}"', 409, "badcol"),
        ("", 409, "Wajib diisi"),
        ("SELECT pg_sleep(1)", 403, "pg_sleep"),
        ("SELECT * FROM pg_user", 403, "pg_user"),
        ("SELECT * FROM entah", 404, "entah"),
        ('SELECT * FROM "{link}"', 404, "tidak punya tabel"),
    ],
)
def test_sql_that_cannot_be_answered_is_refused_in_words(
    client: FlaskClient, table: str, sql: str, status: int, told: str
) -> None:
    link = client.get("/api/action/package_show?id=apbd-2024").get_json()["result"]["resources"][1]["id"]
    asked = {"sql": sql.format(table=table, link=link)}
    response = client.post("/api/3/action/datastore_search_sql", json=asked)
    assert response.status_code == status
    error = response.get_json()["error"]
    assert told in error["message"]
    assert error["__type"] == {403: "Authorization Error", 404: "Not Found Error"}.get(
        status, "Validation Error"
    )
