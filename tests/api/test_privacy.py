"""What is private, a draft or withdrawn shows itself to nobody who may not see it."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from catalog import accounts
from catalog.access import SYSTEM
from catalog.datasets import Dataset, DatasetVersion, Resource
from tests.api.conftest import Served

HIDDEN = ("tertutup", "rancangan", "ditarik")
EVERYWHERE = (
    "package_list",
    'package_search?facet.field=["tags","organization","res_format"]&facet.limit=-1',
    "package_search?q=rahasia",
    "package_search?fq=name:tertutup",
    "package_search?q=*:*&include_private=true&include_drafts=true",
    "current_package_list_with_resources",
    "package_autocomplete?q=a",
    "package_autocomplete?q=rahasia",
    "organization_show?id=bappeda&include_datasets=true",
    "group_show?id=anggaran&include_datasets=true",
    "tag_list",
    "tag_list?all_fields=true",
    "datastore_search?resource_id=_table_metadata",
)


@pytest.fixture(scope="module")
def hidden_resources(served: Served) -> list[str]:
    """The ids of all resources of the hidden datasets."""
    with served.instance.work(SYSTEM) as work:
        query = (
            select(Resource.resource_id).join(DatasetVersion).join(Dataset).where(Dataset.name.in_(HIDDEN))
        )
        return list(work.session.scalars(query))


@pytest.fixture(scope="module")
def token(served: Served) -> str:
    """An administrator's API token."""
    with served.instance.work(SYSTEM) as work:
        accounts.add_user(work, "pengurus", "pengurus@example.id", administrator=True)
        return accounts.create_token(work, "pengurus")


@pytest.mark.parametrize("asked", EVERYWHERE)
def test_no_list_count_or_facet_betrays_them(
    client: FlaskClient, hidden_resources: list[str], asked: str
) -> None:
    response = client.get(f"/api/3/action/{asked}")
    assert response.status_code == 200
    without_help = response.text.partition('"success"')[2]
    for word in (*HIDDEN, "rahasia", "Rahasia", *hidden_resources):
        assert word not in without_help


def test_asked_by_name_or_id_they_do_not_exist(client: FlaskClient, hidden_resources: list[str]) -> None:
    absent = client.get("/api/3/action/package_show?id=entah").get_json()["error"]["__type"]
    for name in HIDDEN:
        response = client.get(f"/api/3/action/package_show?id={name}")
        assert response.status_code == (410 if name == "ditarik" else 404)
        assert response.get_json()["error"]["__type"] == absent
    for action in ("resource_show", "resource_view_list", "datastore_search", "datastore_info"):
        answers = [client.get(f"/api/3/action/{action}?id={one}") for one in hidden_resources]
        assert sorted(answer.status_code for answer in answers) == [404, 404, 410]


def test_what_was_public_is_said_to_be_withdrawn_and_why(client: FlaskClient) -> None:
    error = client.get("/api/3/action/package_show?id=ditarik").get_json()["error"]
    assert error["message"] == "Dataset ditarik sudah ditarik. Alasan: salah"
    assert datetime.fromisoformat(error["withdrawn"]).tzinfo is not None
    assert "withdrawn" not in client.get("/api/3/action/package_show?id=tertutup").get_json()["error"]


def test_counts_leave_them_out(client: FlaskClient) -> None:
    assert client.get("/api/action/package_search?rows=0").get_json()["result"]["count"] == 4
    shown = client.get("/api/action/organization_show?id=bappeda").get_json()["result"]
    assert shown["package_count"] == 2


@pytest.mark.parametrize(
    ("header", "prefix"), [("Authorization", ""), ("Authorization", "Bearer "), ("X-CKAN-API-Key", "")]
)
def test_a_token_shows_what_its_owner_may_see(
    client: FlaskClient, token: str, header: str, prefix: str
) -> None:
    response = client.get("/api/3/action/package_show?id=tertutup", headers={header: prefix + token})
    assert response.get_json()["result"]["private"] is True
    assert response.headers["Cache-Control"].startswith("private")
    assert "Authorization" in response.headers["Vary"]
    draft = client.get("/api/3/action/package_show?id=rancangan", headers={header: prefix + token})
    assert draft.get_json()["result"]["state"] == "draft"
    assert client.get("/api/3/action/package_show?id=rancangan").status_code == 404


def test_a_wrong_token_is_nobody(client: FlaskClient) -> None:
    headers = {"Authorization": "x" * 43}
    assert client.get("/api/3/action/package_list", headers=headers).status_code == 200
    assert client.get("/api/3/action/package_show?id=tertutup", headers=headers).status_code == 404
