"""What every answer gets on its way out: tags, 304, gzip."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Response

from catalog.app import create_app
from tests.web.conftest import Site

GZIP = {"Accept-Encoding": "gzip, br"}
READABLE = ["/", "/en/dataset", "/dataset/kegiatan-2024", "/organization", "/anggaran", "/tentang"]
API = "/api/3/action/package_search"


@pytest.mark.parametrize("path", [*READABLE, API, "/dataset/kegiatan-2024/datapackage.json"])
def test_what_is_known_is_not_sent_again(site: Site, path: str) -> None:
    whole = site.get(path, GZIP)
    assert whole.status_code == 200
    known = site.get(path, {**GZIP, "If-None-Match": whole.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")
    assert known.headers["ETag"] == whole.headers["ETag"]
    plain = site.get(path, {"If-None-Match": whole.headers["ETag"]})
    assert plain.status_code == 304
    other = site.get(path, {"If-None-Match": 'W/"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize("path", READABLE)
def test_a_page_may_be_kept_and_is_asked_about_each_time(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"].startswith('W/"')
    assert {"Accept-Encoding", "Authorization"} <= {one.strip() for one in answer.headers["Vary"].split(",")}


def test_another_page_has_another_tag(site: Site) -> None:
    tags = {site.get(path).headers["ETag"] for path in READABLE}
    assert len(tags) == len(READABLE)


@pytest.mark.parametrize("path", [*READABLE, API])
def test_text_comes_packed_to_whoever_can_unpack_it(site: Site, path: str) -> None:
    packed, plain = site.get(path, GZIP), site.get(path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"].startswith('W/"'), "two bodies share this tag"


def test_gzip_that_is_refused_is_not_sent(site: Site) -> None:
    assert "Content-Encoding" not in site.get("/", {"Accept-Encoding": "gzip;q=0, *"}).headers


@pytest.mark.parametrize("path", ["/", API])
def test_head_says_what_get_would(site: Site, path: str) -> None:
    got, asked = site.get(path, GZIP), site.client.head(path, headers=GZIP, buffered=True)
    assert asked.data == b""
    same = ("Content-Length", "Content-Encoding", "ETag", "Content-Type", "Cache-Control", "Vary")
    assert [asked.headers.get(name) for name in same] == [got.headers.get(name) for name in same]


@pytest.mark.parametrize("path", ["/", API])
def test_what_an_account_sees_is_kept_by_nobody_else_and_not_packed(site: Site, path: str) -> None:
    answer = site.get(path, {**GZIP, "Authorization": "unknown"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Content-Encoding" not in answer.headers


def test_an_error_is_packed_and_has_no_tag(site: Site) -> None:
    answer = site.get("/tidak-ada", GZIP)
    assert answer.status_code == 404
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "ETag" not in answer.headers


def test_streams_and_files_pass_as_they_are(site: Site) -> None:
    table = site.get(f"/dataset/kegiatan-2024/resource/{site.table}/tabel.csv", GZIP)
    assert "Content-Encoding" not in table.headers
    file = site.get(f"/dataset/kegiatan-2024/resource/{site.table}/download/x.csv", GZIP)
    assert "Content-Encoding" not in file.headers
    assert not file.headers["ETag"].startswith("W/"), "bytes that never change keep their strong tag"


def test_an_answer_that_flows_is_not_gathered(site: Site) -> None:
    app = create_app(site.instance.settings, site.instance)
    drawn: list[int] = []

    def pieces() -> Iterator[str]:
        for number in range(3):
            drawn.append(number)
            yield "x" * 1000

    app.add_url_rule("/mengalir", view_func=lambda: Response(pieces(), mimetype="text/html"))
    answer = app.test_client().get("/mengalir", headers=GZIP)
    assert "Content-Encoding" not in answer.headers
    assert len(drawn) <= 1, "the client wants the first piece while the last is not made"
    answer.close()


def test_a_tag_of_a_view_is_kept_and_weakened(site: Site) -> None:
    app = create_app(site.instance.settings, site.instance)
    app.add_url_rule("/ditandai", view_func=lambda: Response("x", headers={"ETag": '"v7"'}))
    client = app.test_client()
    assert client.get("/ditandai").headers["ETag"] == 'W/"v7"'
    assert client.get("/ditandai", headers={"If-None-Match": '"v7"'}).status_code == 304


def test_small_answers_are_not_worth_packing(site: Site) -> None:
    assert "Content-Encoding" not in site.get("/api/3", GZIP).headers
