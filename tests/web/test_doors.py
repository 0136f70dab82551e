"""Read-only and closed: what an operator decides while the site runs."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.mode import Mode, Opening, read_mode, write_mode
from catalog.work import utc_now
from tests.web.conftest import Site

UNTIL = datetime(2031, 3, 1, 2, 30, tzinfo=UTC)


def decide(site: Site, opening: Opening) -> None:
    write_mode(site.instance.settings.instance, opening)


def test_what_is_decided_is_kept_and_opening_forgets_it(site: Site) -> None:
    folder = site.instance.settings.instance
    chosen = Opening(Mode.MAINTENANCE, "Pindah mesin.", UNTIL)
    write_mode(folder, chosen)
    assert read_mode(folder) == chosen
    write_mode(folder, Opening())
    assert read_mode(folder) == Opening()
    assert not (folder / "mode.json").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"mode": "ajar", "words": "", "until": ""}'])
def test_a_decision_that_cannot_be_read_lets_nobody_write(site: Site, text: str) -> None:
    folder = site.instance.settings.instance
    (folder / "mode.json").write_text(text)
    assert read_mode(folder).mode is Mode.READ_ONLY
    write_mode(folder, Opening())


def test_maintenance_is_said_on_every_page_and_by_the_api(site: Site) -> None:
    decide(site, Opening(Mode.MAINTENANCE, "Pindah mesin.", UNTIL))
    page = site.get("/dataset")
    assert page.status_code == 503
    assert "Pindah mesin." in page.text
    assert "2031" in page.text
    assert int(page.headers["Retry-After"]) > 300
    answer = site.client.get("/api/3/action/package_list")
    assert answer.status_code == 503
    assert "Pindah mesin." in answer.get_json()["error"]["message"]
    decide(site, Opening())
    assert site.get("/dataset").status_code == 200


def test_a_time_that_has_passed_says_to_ask_again_soon(site: Site) -> None:
    decide(site, Opening(Mode.MAINTENANCE, "", utc_now() - timedelta(hours=1)))
    assert site.get("/").headers["Retry-After"] == "300"
    decide(site, Opening())


def test_read_only_reads_and_says_so(site: Site) -> None:
    decide(site, Opening(Mode.READ_ONLY))
    page = site.get("/")
    assert page.status_code == 200
    assert "hanya dapat dibaca" in page.text
    assert site.client.post("/dataset").status_code == 503
    assert site.client.post("/api/3/action/package_list", json={}).status_code == 200
    decide(site, Opening())
    assert "hanya dapat dibaca" not in site.get("/").text
