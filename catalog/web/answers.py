"""What every readable answer gets on its way out: a tag to ask again with, and gzip for slow lines."""

import gzip
from http import HTTPStatus

from flask import Flask, Response, request

_TEXTS = frozenset({"text/html", "application/json", "application/xml", "text/csv", "text/plain"})
_SMALLEST = 600  # bytes; below, packing saves not one network packet
_LEVEL = 6


def register(app: Flask) -> None:
    """Tag, answer with 304, and pack; streams and files pass as they are."""
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    if response.direct_passthrough or response.is_streamed or response.mimetype not in _TEXTS:
        return response
    response.vary.update(("Accept-Encoding", "Authorization"))
    if not response.cache_control:
        response.cache_control.no_cache = True  # kept, and asked about each time it is shown
    if response.status_code == HTTPStatus.OK and request.method in ("GET", "HEAD"):
        response.add_etag()
        response.set_etag(response.get_etag()[0] or "", weak=True)  # the same page comes packed or plain
        response.make_conditional(request)
    _pack(response)
    return response


def _pack(response: Response) -> None:
    # What only somebody may see is not packed: its length would tell of secrets beside foreign text.
    kept = response.cache_control
    if kept.private or kept.no_store or "Set-Cookie" in response.headers:
        return
    body = b"" if response.status_code == HTTPStatus.NOT_MODIFIED else response.get_data()
    if len(body) < _SMALLEST or not request.accept_encodings.quality("gzip"):
        return
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.content_encoding = "gzip"
