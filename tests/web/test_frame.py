"""The frame of every page: headers, languages, front-end files, errors."""

import gzip
import json
import logging
import shutil
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from catalog.db import Base
from catalog.errors import Busy, Invalid, Later, NotAuthorized, NotFound
from catalog.paths import STATIC, TEMPLATES
from catalog.settings import load_settings
from catalog.text import Message
from catalog.web import AssetsMissing, assets, init_web
from catalog.web.assets import load_manifest
from catalog.work import open_instance


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    made = Flask("catalog", template_folder=str(TEMPLATES), static_folder=None)
    made.config["MAX_CONTENT_LENGTH"] = 1000
    instance = open_instance(load_settings(tmp_path, {}))
    Base.metadata.create_all(instance.engine)
    made.extensions["lumbung"] = instance
    init_web(made)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/en/tentang", "/_komponen", "/tidak-ada"])
def test_every_answer_says_what_a_browser_may_do(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_view_may_be_stricter_than_the_frame(app: Flask) -> None:
    @app.get("/kotak-pasir")
    def sandboxed() -> Response:
        return Response("x", headers={"Content-Security-Policy": "sandbox"})

    assert app.test_client().get("/kotak-pasir").headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("path", ["/", "/_komponen", "/tentang", "/aksesibilitas"])
def test_no_script_or_style_stands_in_a_page(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    ("path", "language", "other"),
    [
        ("/", "id", "/en/"),
        ("/en/", "en", "/"),
        ("/tentang", "id", "/en/tentang"),
        ("/en/_komponen?a=1&a=2", "en", "/_komponen?a=1&amp;a=2"),
        ("/tidak/ada", "id", "/en/tidak/ada"),
        ("/en/tidak/ada", "en", "/tidak/ada"),
        ("/english", "id", "/en/english"),
    ],
)
def test_the_address_decides_the_language_and_the_switch_stays_there(
    client: FlaskClient, path: str, language: str, other: str
) -> None:
    page = client.get(path).text
    assert f'<html lang="{language}">' in page
    assert f'<a href="{other}" hreflang=' in page


def test_links_stay_in_the_language(client: FlaskClient) -> None:
    assert 'href="/tentang"' in client.get("/").text
    assert 'href="/en/tentang"' in client.get("/en/").text
    assert 'href="/en/tentang"' in client.get("/en/tidak-ada").text


def test_a_hostile_query_stays_a_query(client: FlaskClient) -> None:
    page = client.get('/tentang?_scheme=javascript&_external=1&q="><script>').text
    assert "<script>" not in page
    assert 'href="/en/tentang?_scheme=javascript' in page


def test_the_living_page_is_hidden_from_search_engines(client: FlaskClient) -> None:
    assert 'content="noindex' in client.get("/_komponen").text
    assert "noindex" not in client.get("/").text


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("", None),
    ],
)
def test_front_end_files_come_compressed_as_the_browser_likes(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    sheet = load_manifest(STATIC / "vendor")["site.css"].path
    answer = client.get(f"/static/{sheet.name}", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    if coding == "gzip":
        assert gzip.decompress(answer.data) == sheet.read_bytes()
    if coding is None:
        assert answer.data == sheet.read_bytes()


def test_a_front_end_file_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    address = f"/static/{load_manifest(STATIC / 'vendor')['site.js'].path.name}"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_running_site_keeps_its_front_end_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(STATIC / "vendor", tmp_path / "vendor")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    made = Flask("catalog", static_folder=None)
    assets.register(made)
    address = f"/static/{load_manifest(tmp_path / 'vendor')['site.css'].path.name}"
    shutil.rmtree(tmp_path / "vendor")
    assert made.test_client().get(address, headers={"Accept-Encoding": "br"}).status_code == 200


@pytest.mark.parametrize("name", ["manifest.json", "site.css", "..%2fbuild.mjs", "../build.mjs"])
def test_nothing_but_hashed_files_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_a_page_loads_at_most_90_kilobytes() -> None:
    smallest = [
        min(entry.path.with_name(f"{entry.path.name}{ending}").stat().st_size for ending in endings)
        for entry in load_manifest(STATIC / "vendor").values()
        for endings in [["", *(f".{coding}" for coding in entry.encodings)]]
    ]
    assert sum(smallest) <= 90_000


def test_missing_front_end_files_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make assets"):
        load_manifest(tmp_path)


def test_the_lock_file_holds_no_addresses() -> None:
    lock = STATIC.parent / "package-lock.json"
    packages = json.loads(lock.read_text())["packages"]
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in packages.items() if name)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound(Message("Data %(name)s tidak ada.", {"name": "x<y"})), 404, "Data x&lt;y tidak ada."),
        (NotAuthorized(Message("Tidak boleh.")), 403, "Tidak boleh."),
        (Invalid({"tahun": [Message("Tahun harus angka.")]}), 400, "Tahun harus angka."),
        (Busy(Message("Sedang berjalan.")), 409, "Sedang berjalan."),
        (Later(Message("Sedang penuh."), 15), 503, "Sedang penuh."),
    ],
)
def test_refusals_are_pages(app: Flask, error: Exception, status: int, words: str) -> None:
    @app.get("/gagal")
    def failing() -> str:
        raise error

    answer = app.test_client().get("/gagal")
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == ("15" if status == 503 else None)
    assert words in answer.text
    assert 'content="noindex"' in answer.text


def test_other_errors_are_pages_too(client: FlaskClient) -> None:
    wrong_method = client.post("/tentang")
    assert wrong_method.status_code == 405
    assert "GET" in wrong_method.headers["Allow"]
    assert "tidak menerima" in wrong_method.text
    assert client.get("/tidak-ada").status_code == 404


def test_too_much_is_refused_as_a_page(app: Flask) -> None:
    @app.post("/isian")
    def form() -> str:
        return str(request.form)

    answer = app.test_client().post("/isian", data={"a": "x" * 2000})
    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in answer.text


def test_a_fault_shows_its_trace_and_nothing_inside(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/rusak")
    def broken() -> str:
        raise RuntimeError("rahasia dapur")

    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/rusak")
    assert answer.status_code == 500
    assert "rahasia" not in answer.text
    trace = answer.text.partition("<code>")[2].partition("</code>")[0]
    assert len(trace) == 8
    assert trace in caplog.text
    assert "rahasia dapur" in caplog.text
