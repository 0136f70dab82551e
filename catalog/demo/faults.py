"""What goes wrong at a data center, done on purpose; `empty` and `shrunken` answers are still valid."""

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from catalog.demo.content import to_json

FAULTS = ("none", "http500", "html", "cut", "empty", "shrunken", "slow")
ERROR_PAGE = "<!DOCTYPE html><title>Pemeliharaan</title><h1>Sistem sedang dalam pemeliharaan</h1>"
_SECONDS_PER_BYTE = 1.0
_ROW = re.compile(rb"<row\b[^>]*?(?:/>|>.*?</row>)", re.DOTALL)


def kept(fault: str, total: int) -> int:
    """How many of `total` records a fault leaves."""
    return {"empty": 0, "shrunken": total // 2}.get(fault, total)


def degrade(body: bytes, filename: str, fault: str) -> bytes:
    """The same kind of file with none (`empty`) or half (`shrunken`) of its records; headers stay."""
    suffix = Path(filename).suffix.lower()
    if suffix == ".json":
        return to_json(_fewer_records(json.loads(body), fault))
    if suffix == ".csv":
        return _fewer_lines(body, fault)
    if suffix == ".xlsx":
        return _fewer_rows(body, fault)
    return body[: kept(fault, len(body))]


def drip(body: bytes) -> Iterator[bytes]:
    """The body a byte at a time, so slowly that no client should wait for its end."""
    for position in range(len(body)):
        yield body[position : position + 1]
        time.sleep(_SECONDS_PER_BYTE)


def _fewer_records(document: object, fault: str) -> object:
    if isinstance(document, list):
        return document[: kept(fault, len(document))]
    if isinstance(document, dict):
        return {key: _fewer_records(value, fault) for key, value in document.items()}
    return document


def _fewer_lines(body: bytes, fault: str) -> bytes:
    records: list[bytes] = []
    unfinished = b""
    for line in body.splitlines(keepends=True):
        unfinished += line
        if unfinished.count(b'"') % 2 == 0:  # a line break inside quotes does not end the record
            records.append(unfinished)
            unfinished = b""
    return b"".join(records[: 1 + kept(fault, len(records) - 1)])


def _fewer_rows(body: bytes, fault: str) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for part in source.infolist():
            text = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                text = _keep_first_rows(text, fault)
            copy.writestr(part, text)
    return target.getvalue()


def _keep_first_rows(sheet: bytes, fault: str) -> bytes:
    rows = list(_ROW.finditer(sheet))
    left = 1 + kept(fault, len(rows) - 1)
    if left >= len(rows):
        return sheet
    return sheet[: rows[left].start()] + sheet[rows[-1].end() :]
