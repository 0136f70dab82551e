"""What is particular to the Whoosh engine: what it keeps on disk and how it opens it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.search import Document, Query, WhooshIndex
from catalog.search.snapshot import Snapshot
from catalog.search.whoosh_index import State


def documents(count: int, title: str) -> Iterator[Document]:
    """As many documents with one title."""
    return (Document(str(n), f"n{n}", title) for n in range(count))


def test_opening_and_searching_write_nothing(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.search(Query(words="apa"))
    index.update([])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("garbage", [b"", b"xx", b"\xff"])
def test_a_garbled_index_is_an_empty_one_until_it_is_rebuilt(tmp_path: Path, garbage: bytes) -> None:
    index = WhooshIndex(tmp_path)
    index.update(documents(3, "lama"))
    (tmp_path / "current").write_bytes(garbage)
    assert index.search(Query(words="lama")).total == 0
    index.rebuild(documents(2, "baru"))
    assert index.search(Query(words="baru")).total == 2


def test_replaced_documents_leave_the_disk(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    for turn in range(6):
        index.update(documents(300, f"putaran {turn}"))
        assert index.count() == 300
    assert index._current().corpus.size == 300


def test_small_commits_are_merged(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    for n in range(30):
        index.update([Document(str(n), f"n{n}", "satu")])
    assert len(index._current().corpus.segments) < 10


@pytest.mark.parametrize("kind", ["update", "rebuild"])
def test_a_reader_late_for_a_commit_takes_the_next(tmp_path: Path, kind: str) -> None:
    writer, reader = WhooshIndex(tmp_path), LateReader(tmp_path)
    writer.rebuild(documents(3, "lama"))
    reader.late = reader._read_state()
    change = writer.update if kind == "update" else writer.rebuild
    change(documents(3, "baru"))
    assert reader.search(Query(words="baru")).total == 3
    assert reader.late is None


class LateReader(WhooshIndex):
    """Once, opens a state that is gone: a writer came between its look at the folder and its opening."""

    late: State | None = None

    def _open(self, state: State | None) -> Snapshot:
        late, self.late = self.late, None
        return super()._open(late or state)
