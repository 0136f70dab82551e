"""The embedded engine: Whoosh keeps the inverted index on disk, arrays answer the queries.

The folder holds `current` (the number of the index in use), a folder of that number, and `lock`. A rebuild
makes the next number beside it and then replaces `current`; that and every commit is one atomic rename.
"""

import fcntl
import os
import re
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog.search.index import Document, Hits, Query
from catalog.search.libraries import (
    MERGE_SMALL,
    TOC,
    EmptyIndexError,
    FileIndex,
    FileStorage,
    SegmentWriter,
)
from catalog.search.schema import index_fields, make_schema
from catalog.search.segment import GROUPS, Segment, Vocabulary
from catalog.search.snapshot import Snapshot

_INDEX = "MAIN"
_TOC_NAME = re.compile(rf"_{_INDEX}_(\d+)\.toc")
_TRIES = 20  # to open a state that a writer replaces meanwhile
_WRITER_MEGABYTES = 64  # of postings in memory before they are sorted on disk

State = tuple[int, int, int]  # process, index number, commit


class WhooshIndex:
    """A search.SearchIndex in a folder, which need not exist before the first update."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._state: State | None = None
        self._snapshot = Snapshot([], [], _vocabularies())
        self._segments: dict[str, Segment] = {}
        self._known = _vocabularies()

    def search(self, query: Query) -> Hits:
        """Raises BadQuery for a filter, facet or sort that does not exist; no words raise anything."""
        return self._current().search(query)

    def count(self) -> int:
        """How many documents the index holds."""
        return self._current().count()

    def update(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> None:
        """Replace these documents and drop these ids, in one commit; waits while another process writes."""
        changed = {document.id: document for document in documents}
        gone = {*changed, *removed}
        if not gone:
            return
        with self._writing():
            number = self._number()
            if number is None:
                number = 1
                _create(self._path(number))
                self._point_to(number)
            with _writer(self._path(number)) as writer:
                _delete(writer, gone)
                for document in changed.values():
                    writer.add_document(**index_fields(document))

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build anew beside the old index and swap it in whole; gives the number of documents."""
        with self._writing():
            old = self._number()
            number = (old or 0) + 1
            added = 0
            _create(self._path(number))
            with _writer(self._path(number)) as writer:
                for added, document in enumerate(documents, start=1):  # noqa: B007  # counts
                    writer.add_document(**index_fields(document))
            self._point_to(number)
            self._sweep(number)
            return added

    def _current(self) -> Snapshot:
        state = self._read_state()
        if state != self._state:
            with self._lock:
                self._load()
        return self._snapshot

    def _load(self) -> None:
        for attempt in range(1, _TRIES + 1):
            state = self._read_state()
            if state == self._state:
                return
            try:
                snapshot = self._open(state)
            except (FileNotFoundError, EmptyIndexError):
                # A commit or a rebuild took the files away between two looks; the newer state is there.
                if attempt == _TRIES:
                    raise
                continue
            self._snapshot, self._state = snapshot, state
            return

    def _open(self, state: State | None) -> Snapshot:
        if state is None:
            self._segments = {}
            return Snapshot([], [], _vocabularies())
        if self._state is None or state[:2] != self._state[:2]:
            # Another index, or a process forked from ours, which must not share file handles with it.
            self._segments, self._known = {}, _vocabularies()
        storage = FileStorage(str(self._path(state[1])))
        contents = TOC.read(storage, _INDEX, gen=state[2])
        opened = {}
        for found in contents.segments:
            name = found.segment_id()
            opened[name] = self._segments.get(name) or Segment(storage, contents.schema, found, self._known)
        self._segments = opened
        deleted = [set(found.deleted_docs()) for found in contents.segments]
        return Snapshot(list(opened.values()), deleted, self._known)

    def _read_state(self) -> State | None:
        # Called at each search, so it is two small reads: which index, and its latest table of contents.
        for _ in range(_TRIES):
            number = self._number()
            if number is None:
                return None
            try:
                names = os.listdir(self._path(number))
            except FileNotFoundError:
                continue
            commits = [int(found.group(1)) for name in names if (found := _TOC_NAME.fullmatch(name))]
            if commits:
                return os.getpid(), number, max(commits)
        return None

    def _number(self) -> int | None:
        try:
            return int((self._folder / "current").read_text())
        except (FileNotFoundError, ValueError):  # absent, or garbled: a rebuild makes it anew
            return None

    def _path(self, number: int) -> Path:
        return self._folder / str(number)

    def _point_to(self, number: int) -> None:
        temporary = self._folder / "current.new"
        with temporary.open("w") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._folder / "current")
        _sync(self._folder)

    def _sweep(self, number: int) -> None:
        for path in self._folder.iterdir():
            if path.name.isdigit() and int(path.name) != number:
                shutil.rmtree(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        # The kernel frees this lock when its holder dies, however it dies.
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class _DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh is untyped
    """Whoosh never flushes to disk; here a commit's files are on disk before the rename that names them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._created: set[str] = set()

    def create_file(self, name: str, excl: bool = False, mode: str = "wb") -> object:
        """As in Whoosh, remembering the file."""
        self._created.add(name)
        return super().create_file(name, excl=excl, mode=mode)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """The last step of a commit: its table of contents gets its name."""
        for name in self._created:
            _sync(Path(self._fpath(name)))
        self._created.clear()
        super().rename_file(oldname, newname, safe=safe)
        _sync(Path(self.folder))


def _vocabularies() -> dict[str, Vocabulary]:
    return {group: Vocabulary() for group in GROUPS}


def _create(path: Path) -> None:
    # What is there was left by a build that was cut off.
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    FileIndex.create(_DurableStorage(path), make_schema(), _INDEX)


@contextmanager
def _writer(path: Path) -> Iterator[SegmentWriter]:
    # A segment stays several files: every reader would copy a compound one into memory. The lock is our own,
    # since Whoosh's would stay taken in this process when a commit fails, on a full disk for instance.
    index = FileIndex(_DurableStorage(path), indexname=_INDEX)
    writer = SegmentWriter(index, compound=False, limitmb=_WRITER_MEGABYTES, _lk=False)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_merge)


def _merge(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    alive = [segment for segment in segments if segment.deleted_count() < segment.doc_count_all()]
    return list(MERGE_SMALL(writer, alive))


def _delete(writer: SegmentWriter, ids: Iterable[str]) -> None:
    with writer.reader() as reader:
        for identifier in ids:
            if ("id", identifier) in reader:
                for number in reader.postings("id", identifier).all_ids():
                    writer.delete_document(number)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
