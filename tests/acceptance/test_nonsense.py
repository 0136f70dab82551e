"""Requests that no honest client sends: answered in an orderly way, never with a fault of the server."""

import itertools
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from tests.acceptance.conftest import NATIONAL, PLAN, Site

pytestmark = pytest.mark.real

ACTIONS = [
    "status_show",
    "package_list",
    "package_show",
    "package_search",
    "resource_show",
    "organization_list",
    "organization_show",
    "tag_list",
    "group_list",
    "license_list",
    "datastore_search",
    "help_show",
    "current_package_list_with_resources",
]
VALUES = [
    "", "%00", "%FF%FE", "%C0%80", "%ED%A0%80", "-1", "0", "999999999999999999999", "1e309", "NaN", "null",
    "[]", "{}", "[[[[[[[[", "' OR 1=1 --", '";DROP TABLE dataset;--', "*", "**", "~", "a:b:c", "(((((",
    "[* TO *]", "{!func}sum(1)", "../../../../etc/passwd", "%2e%2e%2f%2e%2e%2fsettings.toml",
    "..%5c..%5csettings.toml", "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "\u202e\u0000",
    "٣٢١", "ﷺ" * 40, "a" * 3000, "5." * 400, '"' * 300, "\\", "%", "%zz", "+", " ", "\t\r\n", "٪", "😀",
    "1;sleep(9)", "0x10", "True",
]  # fmt: skip
PARAMETERS = [
    "q", "fq", "sort", "rows", "start", "limit", "offset", "page", "facet.field", "facet.limit", "id",
    "resource_id", "filters", "fields", "organization", "tags", "year", "urut", "tahap", "dari", "ke",
    "menurut", "bagian", "status", "cari", "temuan", "baris", "kolom", "syarat", "nilai", "f.nilai", "f.x",
]  # fmt: skip
SEGMENTS = [
    "/{}", "/dataset/{}", "/dataset/{}/v/{}", "/dataset/{}/resource/{}",
    "/organization/{}",
    "/dataset/{}/resource/{}/download/{}",
    "/dataset/{}/resource/{}/tabel.csv", "/group/{}",
    "/anggaran/{}/2023", "/anggaran/x/{}", "/anggaran/{}/2023/banding", "/anggaran/baris/{}/{}", "/panen/{}",
    "/panen/{}/{}", "/static/{}", "/en/{}", "/api/{}", "/api/3/action/{}",
    "/api/3/{}/package_list", "/_fault/{}", "/id/{}",
]  # fmt: skip
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW", "get", "G" * 200)


def status(site: Site, request: bytes) -> tuple[int, bytes]:
    """The status of a raw request and the whole answer; 0 when the server hangs up without one."""
    parts = urlsplit(site.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        answer = b""
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(2**16):
                answer += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
    if not answer.startswith(b"HTTP/"):
        return 0, answer
    return int(answer.split(b" ", 2)[1]), answer


def get(target: str, host: str = "data.example.id", method: str = "GET", more: str = "") -> bytes:
    """A request as bytes; what the target holds is sent as it is."""
    head = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n"
    return head.encode("utf-8", "surrogatepass")


def value(text: str) -> str:
    """A value as part of an address: escaped, unless it is a broken escape itself."""
    return text if text.startswith("%") else quote(text, safe="")


def addresses() -> Iterator[str]:
    """Addresses whose parts and parameters are nonsense."""
    for number, (segment, text) in enumerate(itertools.product(SEGMENTS, VALUES)):
        if number % 4 == 0:
            yield segment.replace("{}", value(text))
    pages = [
        "/dataset",
        f"/dataset/{PLAN}",
        "/anggaran",
        "/anggaran/klpd:D107/2025",
        "/panen/rencana",
        "/organization",
    ]
    pages += [
        "/anggaran/klpd:D107/2025/banding",
        "/anggaran/klpd:D107/2025/banding.csv",
        "/group",
        "/en/dataset",
    ]
    for number, (page, name, text) in enumerate(itertools.product(pages, PARAMETERS, VALUES)):
        if number % 41 == 0:
            yield f"{page}?{name}={value(text)}"
    for number, (action, name, text) in enumerate(itertools.product(ACTIONS, PARAMETERS, VALUES)):
        if number % 53 == 0:
            yield f"/api/3/action/{action}?{name}={value(text)}"


def refuse(site: Site, request: bytes) -> None:
    """Fail when a request is answered with a fault of the server, or with its insides."""
    code, answer = status(site, request)
    assert code < 500, request[:300]
    for inside in (b"Traceback", b"sqlalchemy", b"site-packages", b"secret_key", b"root:x:"):
        assert inside not in answer, request[:300]


def test_addresses(site: Site) -> None:
    sent = 0
    for address in addresses():
        refuse(site, get(address))
        sent += 1
    assert sent > 500


def test_tables_asked_for_nonsense(site: Site) -> None:
    resource = site.action("package_show", {"id": NATIONAL})["resources"][0]["id"]
    page = f"/dataset/{NATIONAL}/resource/{resource}"
    names = ("q", "sort", "page", "baris", "f.nilai", "f.kode_pemda", "f.x", "kolom", "syarat")
    for number, (name, text) in enumerate(itertools.product(names, VALUES)):
        if number % 5 == 0:
            refuse(site, get(f"{page}?{name}={value(text)}"))
            refuse(site, get(f"/dataset/{NATIONAL}/resource/{resource}/tabel.csv?q=zzz&{name}={value(text)}"))
            asked = f"resource_id={resource}&limit=1"
            refuse(site, get(f"/api/3/action/datastore_search?{asked}&{name}={value(text)}"))
            refuse(
                site, get(f"/api/3/action/datastore_search?{asked}&filters={value(text)}&sort={value(text)}")
            )


def test_bodies_and_methods(site: Site) -> None:
    bodies = (
        "",
        "{",
        "[]",
        "null",
        '{"id": {"$gt": ""}}',
        '{"rows": -1}',
        '{"q": ["a"]}',
        "\x00" * 50,
        "[" * 5000,
    )
    for action, body in itertools.product(ACTIONS, bodies):
        more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        refuse(site, get(f"/api/3/action/{action}", method="POST", more=more) + body.encode())
    for method, path in itertools.product(
        METHODS, ("/", "/dataset", "/api/3/action/package_list", "/nothing")
    ):
        refuse(site, get(path, method=method))
    form = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9\r\n"
    refuse(site, get("/api/3/action/package_show", method="POST", more=form) + b"--x\r\n\r\n--")
    huge = "Content-Type: application/json\r\nContent-Length: 99999999999\r\n"
    refuse(site, get("/api/3/action/package_search", method="POST", more=huge) + b"{}")


def test_broken_requests(site: Site) -> None:
    for request in (
        b"\x00\x01\x02\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # somebody speaks TLS
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /dataset?q=\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /?" + b"a=1&" * 1_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG /",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):
        refuse(site, request)


def test_headers_never_become_links_or_errors(site: Site) -> None:
    for host in (
        "evil.example", "evil.example:80@x", "[::1", "a b", "\x7f", "x" * 2_000, "",
        "127.0.0.1\x00.evil.example",
    ):  # fmt: skip
        for path in ("/", f"/dataset/{PLAN}", "/api/3/action/package_search", "/dataset/"):
            request = get(path, host=host)
            refuse(site, request)
            assert b"evil.example" not in status(site, request)[1]
    for header in (
        "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: javascript", "X-Forwarded-For: ' OR 1=1",
        "Cookie: " + "a=b;" * 900, "Cookie: session=\x80\x81", "Accept-Language: " + "x-" * 2_000,
        "Accept: */*;q=evil", "Range: bytes=9-1,-0,zz", 'If-None-Match: "' + "a" * 3_000,
        "If-Modified-Since: never", "Authorization: Basic !!!", "Authorization: \xff",
        "Accept-Encoding: br;q=x, \x01", "SCRIPT_NAME: /evil.example", "Script-Name: /evil.example",
    ):  # fmt: skip
        for path in ("/", f"/dataset/{PLAN}", "/api/3/action/package_search"):
            request = get(path, more=f"{header}\r\n")
            refuse(site, request)
            assert b"//evil.example" not in status(site, request)[1]


def test_the_site_is_well_afterwards(site: Site) -> None:
    assert site.action("package_search", {"q": "bandung"})["count"] >= 2
    assert "Traceback" not in site.log.read_text()
