"""Made files on disk: each is made once, followed while it grows, and kept until others need its room.

What is being made is `<name>.part`, locked by its maker. Finished it becomes `<name>`, read-only, with its
SHA-256 beside it. So whoever reads along can tell the end of a file from the end of its maker, and a part
without a maker is made anew.
"""

import fcntl
import hashlib
import os
import pickle
import stat
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from catalog.errors import Later
from catalog.text import Message

_FEW_ROWS = 20_000  # of a table: to write them takes less time than to start a process
_PLACES = 2  # for makers, of all processes that share the folder; each takes some 300 MB
_KEPT_BYTES = 4 * 2**30
_KEPT_FILES = 2_000
_STALE_SECONDS = 3600
_LATER = 15  # seconds until a maker may have ended
_LOOK_SECONDS = 0.02
_LOOKS = 5
_CHUNK = 2**18
_KEY = 64  # letters
_FINISHED = 0o444


class Wanted(Protocol):
    """What can be made: 64 hex digits that stand for its bytes, and how they are written, in order."""

    @property
    def name(self) -> str:
        """Equal names have equal bytes."""

    def write(self, target: Path) -> None:
        """Write it to an empty file without taking the file's place."""


class Broken(Exception):
    """The maker of a file died; what was read of it is not all."""


@dataclass(frozen=True)
class Made:
    """A finished file: where it is, SHA-256 in hex, size in bytes."""

    path: Path
    sha256: str
    size: int


class Growing:
    """The bytes of a file as they come, to the last; raises Broken when there will be no last."""

    def __init__(self, part: BinaryIO) -> None:
        self.part = part

    def __iter__(self) -> "Growing":
        return self

    def __next__(self) -> bytes:
        while True:
            finished = _finished(self.part)
            if chunk := self.part.read(_CHUNK):
                return chunk
            if finished:
                raise StopIteration
            time.sleep(_LOOK_SECONDS)

    def close(self) -> None:
        """Let go of the file; it is made to its end all the same."""
        self.part.close()


def find_made(folder: Path, wanted: Wanted) -> Made | None:
    """A finished file, if it is still kept."""
    path = folder / wanted.name
    try:
        return Made(path, path.with_suffix(".sha256").read_text(), path.stat().st_size)
    except FileNotFoundError:
        return None


def open_made(folder: Path, wanted: Wanted, rows: int, patience: float) -> Made | Growing:
    """What is made of so many rows of tables: finished within `patience` seconds, or still growing.

    Raises BadQuery for what cannot be asked, Later when too many others are being made.
    """
    if made := find_made(folder, wanted):
        os.utime(made.path)  # the longest unused go first
        return made
    with ExitStack() as stack:
        part = stack.enter_context(_part(folder, wanted, rows))
        end = time.monotonic() + patience
        while not _finished(part):
            if time.monotonic() > end:
                stack.pop_all()
                return Growing(part)
            time.sleep(_LOOK_SECONDS)
        if made := find_made(folder, wanted):
            return made
        stack.pop_all()  # finished, and gone already: others needed its room
        return Growing(part)


def finish(folder: Path, wanted: Wanted) -> None:
    """Write a file whose part this process has locked, then make room."""
    part, path = _names(folder, wanted)
    wanted.write(part)
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        path.with_suffix(".sha256").write_text(digest)
        part.rename(path)
        os.fchmod(file.fileno(), _FINISHED)
    _make_room(folder, path)


def _part(folder: Path, wanted: Wanted, rows: int) -> BinaryIO:
    """The growing file, to read, with a maker at work on it or done."""
    folder.mkdir(parents=True, exist_ok=True)
    part, _path = _names(folder, wanted)
    while True:
        with part.open("ab") as maker, ExitStack() as stack:
            reader = stack.enter_context(_read(maker))
            if _locked(maker) and not _finished(reader):
                if os.fstat(maker.fileno()).st_size or not _is(maker, part):
                    if _is(maker, part):
                        part.unlink()  # left by a maker that died
                    continue
                if rows <= _FEW_ROWS:
                    finish(folder, wanted)
                else:
                    _start(folder, wanted, maker)
            stack.pop_all()
            return reader


def _start(folder: Path, wanted: Wanted, maker: BinaryIO) -> None:
    """Start a process that holds the lock and a place, and lets go of both when it ends in any way."""
    for number in range(_PLACES):
        with (folder / f"maker-{number}").open("ab") as place:
            if _locked(place):
                command = [sys.executable, "-m", "catalog.tabular.made_child"]
                child = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,  # where the engine draws how far it is
                    pass_fds=(maker.fileno(), place.fileno()),
                )
                assert child.stdin
                with child.stdin:
                    child.stdin.write(pickle.dumps((folder, wanted)))
                threading.Thread(target=child.wait, daemon=True).start()  # so that it leaves no zombie
                return
    raise Later(Message("Sedang banyak unduhan besar yang disiapkan. Coba lagi sebentar lagi."), _LATER)


def _make_room(folder: Path, newest: Path) -> None:
    """Remove what was longest unused until the rest has room, and parts that nobody finished."""
    entries = [(entry, entry.stat()) for entry in os.scandir(folder)]
    kept = sorted(
        (about.st_mtime, about.st_size, entry.path) for entry, about in entries if len(entry.name) == _KEY
    )
    size, count = sum(one[1] for one in kept), len(kept)
    for _used, bytes_, name in kept:
        if (size <= _KEPT_BYTES and count <= _KEPT_FILES) or name == str(newest):
            break
        Path(name).unlink(missing_ok=True)
        Path(name).with_suffix(".sha256").unlink(missing_ok=True)
        size, count = size - bytes_, count - 1
    for entry, about in entries:
        if entry.name.endswith(".part") and about.st_mtime < time.time() - _STALE_SECONDS:
            Path(entry.path).unlink(missing_ok=True)


def _finished(part: BinaryIO) -> bool:
    """Whether all bytes are there; raises Broken when they are not and nobody is at work any more."""
    alone = _try_lock(part, fcntl.LOCK_SH)
    if alone:
        fcntl.flock(part, fcntl.LOCK_UN)
    if stat.S_IMODE(os.fstat(part.fileno()).st_mode) == _FINISHED:
        return True
    if alone:
        raise Broken
    return False


def _locked(file: BinaryIO) -> bool:
    """Whether this is its maker now; readers that look whether it has one are in the way for a moment."""
    for _look in range(_LOOKS):
        if _try_lock(file, fcntl.LOCK_EX):
            return True
        time.sleep(_LOOK_SECONDS / _LOOKS)
    return False


def _try_lock(file: BinaryIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(maker: BinaryIO) -> BinaryIO:
    """The same file to read, whatever its name is by now."""
    return os.fdopen(os.open(f"/proc/self/fd/{maker.fileno()}", os.O_RDONLY), "rb")


def _is(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _names(folder: Path, wanted: Wanted) -> tuple[Path, Path]:
    path = folder / wanted.name
    return path.with_suffix(".part"), path
