"""Files in parts, by the rules of HTTP: ranges, tags, digests; the same for originals and for exports."""

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import CSV, Site

BYTES = CSV.encode()
SIZE = len(BYTES)


def _original(site: Site, headers: dict[str, str], method: str = "GET") -> TestResponse:
    path = f"/dataset/{site.dataset}/resource/{site.table}/download/kegiatan.csv"
    return site.client.open(path, method=method, headers=headers, buffered=True)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-9", 5, 10),
        ("bytes=100-", 100, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
        (f"bytes=10-{SIZE * 2}", 10, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
    ],
)
def test_one_range_is_that_part(site: Site, asked: str, start: int, end: int) -> None:
    answer = _original(site, {"Range": asked})
    assert answer.status_code == 206
    assert answer.data == BYTES[start:end]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["Content-Length"] == str(end - start)
    assert answer.headers["Repr-Digest"] == _original(site, {}).headers["Repr-Digest"]


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-9",
        f"bytes={SIZE}-,0-1",
        "bytes=9-5",
        "bytes=x",
        "bytes=-",
        "bytes=",
        "lines=0-1",
        "x",
        "bytes 0-1",
    ],
)
def test_several_ranges_and_nonsense_are_answered_with_all(site: Site, asked: str) -> None:
    answer = _original(site, {"Range": asked})
    assert (answer.status_code, answer.data) == (200, BYTES)
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE * 9}-{SIZE * 10}", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_length(site: Site, asked: str) -> None:
    answer = _original(site, {"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"


def test_a_part_is_sent_only_of_the_file_that_was_begun(site: Site) -> None:
    tag = _original(site, {}).headers["ETag"]
    part = {"Range": "bytes=5-9"}
    assert _original(site, {**part, "If-Range": tag}).status_code == 206
    for other in ('"other"', f"W/{tag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        answer = _original(site, {**part, "If-Range": other})
        assert (answer.status_code, answer.data) == (200, BYTES)


def test_what_is_known_comes_before_what_part_is_asked(site: Site) -> None:
    tag = _original(site, {}).headers["ETag"]
    assert _original(site, {"Range": "bytes=5-9", "If-None-Match": tag}).status_code == 304
    assert _original(site, {"Range": "bytes=99999999-", "If-None-Match": tag}).status_code == 304
    assert _original(site, {"Range": "bytes=5-9", "If-Match": '"other"'}).status_code == 412
    assert _original(site, {"Range": "bytes=5-9", "If-None-Match": '"other"'}).status_code == 206


def test_head_knows_no_parts(site: Site) -> None:
    answer = _original(site, {"Range": "bytes=5-9"}, "HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(SIZE)
