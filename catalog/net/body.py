"""Bodies of responses: decoded within limits, cut ones told apart from whole ones."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from urllib3.response import BaseHTTPResponse

from catalog.net.failures import cut_short, too_large, unknown_encoding

_CHUNK = 2**16


def copy(response: BaseHTTPResponse, into: BinaryIO, limit: int, url: str) -> int:
    """Write the decoded body; gives its size in bytes.

    Raises Refused over `limit` (received or decoded), Unreadable for a cut or oddly encoded body.
    Errors of the connection pass through.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(limit, url)
    chunks = _limited(_received(response), limit, url)
    if encoding in ("gzip", "x-gzip"):
        chunks = _limited(_inflated(chunks, url), limit, url)
    elif encoding not in ("", "identity"):
        raise unknown_encoding(url, encoding)
    size = 0
    for chunk in chunks:
        into.write(chunk)
        size += len(chunk)
    return size


def _received(response: BaseHTTPResponse) -> Iterator[bytes]:
    while chunk := response.read(_CHUNK, decode_content=False):
        yield chunk


def _limited(chunks: Iterator[bytes], limit: int, url: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(limit, url)
        yield chunk


def _inflated(chunks: Iterator[bytes], url: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        for data in chunks:
            while True:
                piece = inflater.decompress(data, _CHUNK)
                yield piece
                data = inflater.unconsumed_tail
                if inflater.eof or (not data and len(piece) < _CHUNK):
                    break
    except zlib.error as error:
        raise cut_short(url) from error
    if not inflater.eof or inflater.unused_data:
        raise cut_short(url)
