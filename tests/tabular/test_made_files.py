"""Exports on disk: made once, followed while they grow, never taken for whole when they are not."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.errors import BadQuery, Later
from catalog.storage import FileStore
from catalog.tabular import Column, Criteria, Filter, load
from catalog.tabular import made_files as cache
from catalog.tabular.export import Export
from catalog.tabular.made_files import Broken, Growing, Made, find_made, open_made

COLUMNS = (Column("n", "integer"), Column("teks", "text"))
MANY, FEW = 120_000, 500


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = FileStore(tmp_path_factory.mktemp("files"))
    return store.path(load(store, COLUMNS, ((n, f"baris {n}") for n in range(MANY))).sha256)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Empty; nobody writes there any more when the test is over."""
    place = tmp_path / "exports"
    yield place
    for part in place.glob("*.part"):
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def whole(export: Export, target: Path) -> bytes:
    """What the export is, written directly."""
    export.write(target)
    return target.read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson"])
def test_what_flows_is_what_is_kept(table: Path, folder: Path, tmp_path: Path, form: str) -> None:
    export = Export(form, table, COLUMNS, Criteria())
    growing = open_made(folder, export, MANY, patience=0)
    assert isinstance(growing, Growing)
    content = b"".join(growing)
    growing.close()
    made = open_made(folder, export, MANY, patience=0)
    assert isinstance(made, Made)
    assert content == made.path.read_bytes() == whole(export, tmp_path / "direkt")
    assert (made.sha256, made.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert not list(folder.glob("*.part"))


def test_with_patience_it_comes_finished(table: Path, folder: Path) -> None:
    made = open_made(folder, Export("csv", table, COLUMNS, Criteria()), MANY, patience=60)
    assert isinstance(made, Made)
    assert made.path.stat().st_mode & 0o222 == 0


def test_a_small_one_is_finished_at_once_without_a_process(table: Path, folder: Path) -> None:
    export = Export("csv", table, COLUMNS, Criteria(filters=(Filter("n", "<", "3"),)))
    assert isinstance(open_made(folder, export, FEW, patience=0), Made)
    assert not list(folder.glob("maker-*"))


def test_two_who_ask_for_the_same_share_one_maker(table: Path, folder: Path) -> None:
    export = Export("csv", table, COLUMNS, Criteria(sort=(("teks", True),)))
    first = open_made(folder, export, MANY, patience=0)
    second = open_made(folder, export, MANY, patience=0)
    assert isinstance(first, Growing)
    assert isinstance(second, Growing)
    assert len(list(folder.glob("maker-*"))) == 1
    assert b"".join(first) == b"".join(second)
    first.close()
    second.close()


def test_the_end_of_a_maker_is_not_the_end_of_the_file(table: Path, folder: Path) -> None:
    export = Export("csv", table, COLUMNS, Criteria())
    folder.mkdir()
    with (folder / f"{export.name}.part").open("wb", buffering=0) as maker:
        fcntl.flock(maker, fcntl.LOCK_EX)
        maker.write(b"n,teks\r\n0,ba")
        growing = open_made(folder, export, MANY, patience=0)
        assert isinstance(growing, Growing)
        assert next(growing) == b"n,teks\r\n0,ba"
    with pytest.raises(Broken):
        next(growing)
    growing.close()
    assert find_made(folder, export) is None
    again = open_made(folder, export, MANY, patience=60)
    assert isinstance(again, Made)
    assert again.size > 1_000_000


def test_a_maker_that_is_killed_leaves_nothing_that_looks_whole(table: Path, folder: Path) -> None:
    export = Export("xlsx", table, COLUMNS, Criteria())
    growing = open_made(folder, export, MANY, patience=0)
    assert isinstance(growing, Growing)
    next(growing)
    for process in _makers(folder):
        os.kill(process, 9)
    with pytest.raises(Broken):
        b"".join(growing)
    growing.close()
    assert find_made(folder, export) is None


def test_no_more_makers_than_there_are_places(table: Path, folder: Path) -> None:
    folder.mkdir()
    held = [(folder / f"maker-{number}").open("wb") for number in range(cache._PLACES)]
    for place in held:
        fcntl.flock(place, fcntl.LOCK_EX)
    export = Export("csv", table, COLUMNS, Criteria())
    with pytest.raises(Later) as refusal:
        open_made(folder, export, MANY, patience=0)
    assert refusal.value.seconds > 0
    assert isinstance(open_made(folder, export, FEW, patience=0), Made)
    for place in held:
        place.close()


def test_what_cannot_be_asked_is_refused_and_leaves_nothing_locked(table: Path, folder: Path) -> None:
    wrong = Export("csv", table, COLUMNS, Criteria(filters=(Filter("n", "=", "x"),)))
    for _ in range(2):
        with pytest.raises(BadQuery):
            open_made(folder, wrong, FEW, patience=0)


def test_the_longest_unused_make_room(table: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = [Export("csv", table, COLUMNS, Criteria(filters=(Filter("n", "<", str(n)),))) for n in range(4)]
    for place, export in enumerate(exports[:3]):
        made = open_made(folder, export, FEW, patience=0)
        assert isinstance(made, Made)
        os.utime(made.path, (place, place))
    open_made(folder, exports[0], FEW, patience=0)  # used again
    monkeypatch.setattr(cache, "_KEPT_FILES", 2)
    open_made(folder, exports[3], FEW, patience=0)
    kept = [find_made(folder, export) is not None for export in exports]
    assert kept == [True, False, False, True]
    assert len(list(folder.glob("*.sha256"))) == 2
    monkeypatch.setattr(cache, "_KEPT_BYTES", 0)
    open_made(folder, exports[1], FEW, patience=0)
    assert [find_made(folder, export) is not None for export in exports] == [False, True, False, False]


def test_parts_that_nobody_finished_go(table: Path, folder: Path) -> None:
    folder.mkdir()
    old, young = folder / f"{'0' * 64}.part", folder / f"{'1' * 64}.part"
    for part, age in ((old, 7200), (young, 10)):
        part.write_bytes(b"x")
        os.utime(part, (time.time() - age, time.time() - age))
    open_made(folder, Export("csv", table, COLUMNS, Criteria(words="a")), FEW, patience=0)
    assert (old.exists(), young.exists()) == (False, True)


def _makers(folder: Path) -> list[int]:
    """Processes that hold a place in this folder, which are not this one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            opened = {os.readlink(one) for one in (process / "fd").iterdir()}
        except OSError:
            continue
        if int(process.name) != os.getpid() and any(one.startswith(f"{folder}/maker-") for one in opened):
            found.append(int(process.name))
    return found
