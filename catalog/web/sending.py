"""A file as an answer, by the rules of HTTP: tags, ranges, digests, and never more than one range."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

_RANGE = re.compile(r"bytes=\s*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))\s*")


@dataclass(frozen=True)
class Shipment:
    """What the headers of a file say: name for people, type, strong tag, how many seconds it may be kept."""

    name: str
    media_type: str
    etag: str
    max_age: int = 0
    last_modified: datetime | None = None


def send(path: Path, sha256: str, shipment: Shipment) -> Response:
    """All of a file, or the one range that was asked for; several ranges at once are answered with all."""
    response = send_file(
        path,
        mimetype=shipment.media_type,
        as_attachment=True,
        download_name=shipment.name,
        etag=shipment.etag,
        last_modified=shipment.last_modified,
        max_age=shipment.max_age,
        conditional=False,
    )
    if shipment.last_modified is None:
        del response.headers["Last-Modified"]  # else when the file was last used
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _in_part(response, path.stat().st_size)


def one_range() -> bool:
    """Whether a single range is asked for, in a way that has a meaning."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or request.method != "GET" or request.headers.get("If-Range", "").startswith("W/"):
        return False
    return not found[2] or int(found[1]) <= int(found[2])


def _in_part(response: Response, size: int) -> Response:
    environ = {**request.environ, "HTTP_RANGE": _first_and_last(size)}
    whole = {name: value for name, value in environ.items() if name not in ("HTTP_RANGE", "HTTP_IF_RANGE")}
    response.make_conditional(
        whole, accept_ranges=True, complete_length=size
    )  # a tag that is known comes first
    if response.status_code != HTTPStatus.OK or not one_range():
        return response
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"}
        )
    return response


def _first_and_last(size: int) -> str:
    """The range that is asked for, counted from the beginning: a last part may be longer than the whole."""
    asked = request.headers.get("Range", "")
    found = _RANGE.fullmatch(asked)
    if not found or not found[3]:
        return asked
    return f"bytes={max(size - int(found[3]), 0)}-"
