"""What the data center answers with: bytes under a content hash, read only when somebody wants them."""

import hashlib
import json
import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

KINDS = ("satker", "program", "kegiatan", "subkegiatan")
STAGES = ("rkpd", "kua_ppas", "rapbd", "apbd", "pergeseran", "perubahan", "realisasi")
FORMATS = ("json", "csv", "xlsx")
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA_TYPES = {".json": "application/json", ".csv": "text/csv", ".xlsx": XLSX}


@dataclass(frozen=True)
class Content:
    """One answer; `etag` is the SHA-256 of its bytes, so that a conditional request needs no bytes at all."""

    filename: str
    modified: datetime
    etag: str
    length: int
    read: Callable[[], bytes]

    @property
    def media_type(self) -> str:
        """The media type that the end of the file name tells."""
        suffix = Path(self.filename).suffix.lower()
        return (
            _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(self.filename)[0] or "application/octet-stream"
        )


def content_of(body: bytes, filename: str, modified: datetime) -> Content:
    """Bytes that are in memory already."""
    return Content(filename, modified, hashlib.sha256(body).hexdigest(), len(body), lambda: body)


def content_of_file(path: Path) -> Content:
    """A file as it is now; its hash is computed again only when its time or size has changed."""
    stat = path.stat()
    return _hashed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4096)
def _hashed(path: Path, mtime_ns: int, size: int) -> Content:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    modified = datetime.fromtimestamp(mtime_ns // 10**9, UTC)
    return Content(path.name, modified, digest, size, path.read_bytes)


@dataclass(frozen=True)
class Records:
    """The records of a paged address as JSON texts, with the hashes of the pages that were asked for."""

    texts: Sequence[bytes]
    modified: datetime
    _pages: dict[tuple[int, int], Content] = field(default_factory=dict)

    def page(self, page: int, per_page: int) -> Content:
        """Page `page`, from 1, as `{"data", "page", "per_page", "total"}`; empty beyond the last one."""
        key = (page, per_page)
        if key not in self._pages:
            body = self._render(page, per_page)
            digest = hashlib.sha256(body).hexdigest()
            self._pages[key] = Content(
                "halaman.json", self.modified, digest, len(body), lambda: self._render(page, per_page)
            )
        return self._pages[key]

    def _render(self, page: int, per_page: int) -> bytes:
        start = (page - 1) * per_page
        data = b",\n".join(self.texts[start : start + per_page])
        tail = f'"page":{page},"per_page":{per_page},"total":{len(self.texts)}'
        return b'{"data":[' + data + b"]," + tail.encode() + b"}\n"

    def first(self, count: int) -> "Records":
        """The same answer with only its first `count` records."""
        return Records(self.texts[:count], self.modified)


def to_json(value: object) -> bytes:
    """Compact UTF-8 JSON; integers of any size stay exact."""
    return _COMPACT.encode(value).encode()


class Source(Protocol):
    """Where the data center's answers come from; each raises NotFound or BadQuery in words for the client."""

    @property
    def title(self) -> str:
        """The name of the feed; sample figures say DATA CONTOH here."""

    def records(self, kind: str, tahun: int | None) -> Records:
        """The records of `/eplanning/<kind>`, `kind` being one of KINDS."""

    def table(self, stage: str, tahun: int | None, form: str | None) -> Content:
        """The table of `/ebudgeting/<stage>`, `stage` being one of STAGES and `form` one of FORMATS."""

    def file(self, path: str) -> Content:
        """What `/files/<path>` offers."""
