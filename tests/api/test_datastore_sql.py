"""SQL over the API: what is private stays so, and whoever asks too much harms nobody else."""

import threading
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from catalog import accounts
from catalog.access import SYSTEM
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.tabular import sandbox
from tests.api.conftest import Served

BOMBS = (
    "SELECT sum(hash(i)) FROM range(1000000000000) t(i)",
    "SELECT list(i) FROM range(1000000000) t(i)",
    "SELECT repeat('x', 2000000000)",
    "SELECT * FROM read_text('/etc/passwd')",
)


@pytest.fixture(scope="module")
def hidden(served: Served) -> list[str]:
    """The ids of the tables of what is private and of what is a draft."""
    with served.instance.work(SYSTEM) as work:
        of_dataset = select(Resource.resource_id).join(DatasetVersion).join(Dataset)
        return list(work.session.scalars(of_dataset.where(Dataset.name.in_(("tertutup", "rancangan")))))


def test_hidden_tables_do_not_exist(client: FlaskClient, hidden: list[str]) -> None:
    assert len(hidden) == 2
    absent = "00000000-0000-0000-0000-000000000000"

    def told(resource_id: str) -> tuple[int, str]:
        asked = {"sql": f'SELECT count(*) FROM "{resource_id}"'}
        response = client.post("/api/3/action/datastore_search_sql", json=asked)
        return response.status_code, response.text.replace(resource_id, absent)

    assert {told(one) for one in hidden} == {told(absent)}
    assert told(absent)[0] == 404


def test_who_may_see_a_table_may_ask_it(served: Served, client: FlaskClient, hidden: list[str]) -> None:
    with served.instance.work(SYSTEM) as work:
        accounts.add_user(work, "penanya", "penanya@example.id", administrator=True)
        token = accounts.create_token(work, "penanya")
        private = work.session.scalars(
            select(Resource.resource_id).join(DatasetVersion).join(Dataset).where(Dataset.name == "tertutup")
        ).one()
    asked = {"sql": f'SELECT count(*) AS n FROM "{private}"'}
    response = client.post("/api/3/action/datastore_search_sql", json=asked, headers={"Authorization": token})
    assert response.get_json()["result"]["records"] == [{"n": 3}]
    assert "private" in response.headers["Cache-Control"]


def test_neighbours_are_answered_while_bombs_go_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 2.0)
    place = urlsplit(served.address).netloc

    def get(address: str) -> tuple[int, bytes]:
        connection = HTTPConnection(place, timeout=30)
        connection.request("GET", address)
        response = connection.getresponse()
        found = response.status, response.read()
        connection.close()
        return found

    refused: list[int] = []
    asking = [
        threading.Thread(
            target=lambda sql=sql: refused.append(
                get(f"/api/3/action/datastore_search_sql?{urlencode({'sql': sql})}")[0]
            )
        )
        for sql in BOMBS * 2
    ]
    for thread in asking:
        thread.start()
    while any(thread.is_alive() for thread in asking):
        assert get("/api/3/action/package_show?id=apbd-2024")[0] == 200
        assert get("/")[0] == 200
    for thread in asking:
        thread.join()
    assert len(refused) == len(asking)
    assert set(refused) <= {403, 409, 503}
    status, body = get("/api/3/action/datastore_search_sql?sql=SELECT+1+AS+n")
    assert (status, b'"n":1' in body) == (200, True)
