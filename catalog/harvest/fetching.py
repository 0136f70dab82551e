"""Fetching for harvesters: bodies are archived before anybody reads them, and asked for when they changed."""

import mimetypes
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import func, insert, select

from catalog import net
from catalog.errors import Refused, Unreadable
from catalog.harvest.models import HarvestSource, RawResponse
from catalog.harvest.records import Raw
from catalog.text import Message
from catalog.work import Instance, Work


@dataclass(frozen=True)
class _Answer:
    sha256: str
    size: int
    media_type: str
    etag: str
    last_modified: str


class Fetcher:
    """The `Fetch` of one run; `address` is the one asked for last. New answers are kept by `note_answers`."""

    def __init__(self, instance: Instance, source: HarvestSource, beat: Callable[[], None]) -> None:
        self.address = ""
        self._store = instance.store
        self._store.folder.mkdir(parents=True, exist_ok=True)
        self._settings = instance.settings
        self._source_id = source.id
        self._client = net.Client(instance.settings, source.allow_private)
        self._folder = _folder_of(source)
        self._beat = beat
        self._fetched: dict[str, _Answer] = {}  # in this run: an address is asked for once
        self._news: dict[str, _Answer] = {}
        with instance.work() as work:
            self._known = _last_answers(work, source.id)

    def __call__(self, address: str) -> Raw:
        """The answer of an address, archived; raises Refused or Unreadable with the reason."""
        self.address = address
        self._beat()
        answer = self._fetched.get(address)
        if answer is None:
            answer = self._read_file(address) if address.startswith("file:") else self._get(address)
            self._fetched[address] = answer
            if answer != self._known.get(address):
                self._news[address] = answer
        path = self._store.path(answer.sha256)
        return Raw(address, answer.sha256, answer.size, answer.media_type, path)

    def note_answers(self, work: Work, job_id: int) -> None:
        """Write down what was archived since the last call."""
        now = work.clock()
        rows = [
            {
                "source_id": self._source_id,
                "job_id": job_id,
                "address": address,
                "sha256": answer.sha256,
                "size": answer.size,
                "media_type": answer.media_type,
                "etag": answer.etag,
                "last_modified": answer.last_modified,
                "fetched_at": now,
            }
            for address, answer in self._news.items()
        ]
        if rows:
            work.session.execute(insert(RawResponse), rows)

    def forget_news(self) -> None:
        """What was noted is committed."""
        self._known |= self._news
        self._news.clear()

    @property
    def has_news(self) -> bool:
        """Whether something was archived that is not written down."""
        return bool(self._news)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _get(self, address: str) -> _Answer:
        known = self._known.get(address)
        if known and not self._store.has(known.sha256):
            known = None
        with tempfile.TemporaryFile(dir=self._store.folder) as body:
            response = self._client.get(
                address,
                body,
                etag=known.etag if known else "",
                last_modified=known.last_modified if known else "",
            )
            if response.not_modified and known:
                return known
            body.seek(0)
            stored = self._store.put(body)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        etag, last_modified = response.headers.get("etag", ""), response.headers.get("last-modified", "")
        return _Answer(stored.sha256, stored.size, media_type, etag, last_modified)

    def _read_file(self, address: str) -> _Answer:
        path = Path(unquote(urlsplit(address).path)).resolve()
        if self._folder is None or not path.is_relative_to(self._folder):
            raise Refused(
                Message("Berkas %(url)s di luar folder sumber, sehingga tidak dibuka.", {"url": address})
            )
        if not path.is_file():
            raise Unreadable(Message("Berkas %(url)s tidak ada di folder sumber.", {"url": address}))
        if path.stat().st_size > self._settings.fetch_max_bytes:
            raise Refused(Message("Berkas %(url)s lebih besar dari batas.", {"url": address}))
        stored = self._store.put_file(path)
        return _Answer(stored.sha256, stored.size, mimetypes.guess_type(path.name)[0] or "", "", "")


def _folder_of(source: HarvestSource) -> Path | None:
    if not source.url.startswith("file://") or not source.allow_private:
        return None
    return Path(unquote(urlsplit(source.url).path)).resolve()


def _last_answers(work: Work, source_id: str) -> dict[str, _Answer]:
    newest = (
        select(func.max(RawResponse.id))
        .where(RawResponse.source_id == source_id)
        .group_by(RawResponse.address)
    )
    rows = work.session.scalars(select(RawResponse).where(RawResponse.id.in_(newest)))
    return {
        row.address: _Answer(row.sha256, row.size, row.media_type, row.etag, row.last_modified)
        for row in rows
    }
