"""The file store on disk: `ab/cd/<sha256>`, written once, never changed."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

_CHUNK = 2**20


@dataclass(frozen=True)
class Stored:
    """What is known of stored bytes: SHA-256 in hex, and size in bytes."""

    sha256: str
    size: int


class FileStore:
    """Content-addressed files below one folder; safe for many processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: bytes | BinaryIO | Iterable[bytes]) -> Stored:
        """Store bytes, a binary file or an iterable of chunks; the same bytes are kept once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix="incoming-")
        try:
            with os.fdopen(handle, "wb") as target:
                for chunk in _chunks(source):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            return self._keep(Path(temporary), Stored(digest.hexdigest(), size))
        finally:
            Path(temporary).unlink(missing_ok=True)

    def put_file(self, path: Path) -> Stored:
        """Store a file from disk; the file itself stays."""
        with path.open("rb") as source:
            return self.put(source)

    def path(self, sha256: str) -> Path:
        """Where the bytes are on disk, whether or not they are there.

        Raises ValueError for anything but 64 hex digits, so that no path is ever built from input.
        """
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in hex")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Whether these bytes are stored."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The stored bytes, to read; FileNotFoundError when they are not here."""
        return self.path(sha256).open("rb")

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """A temporary folder on the same disk, for files on their way into the store."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(dir=self.folder, prefix="scratch-")

    def sweep(self, age: timedelta) -> None:
        """Remove what processes that were killed left on its way, when it was untouched for so long."""
        oldest = time.time() - age.total_seconds()
        for path in [*self.folder.glob("incoming-*"), *self.folder.glob("scratch-*")]:
            with suppress(FileNotFoundError):  # its process ends this very moment
                if path.stat().st_mtime > oldest:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def _keep(self, temporary: Path, stored: Stored) -> Stored:
        target = self.path(stored.sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.chmod(0o444)
            temporary.replace(target)
        return stored


def _chunks(source: bytes | BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(source, bytes):
        return (source,)
    if hasattr(source, "read"):
        return iter(lambda: source.read(_CHUNK), b"")
    return source
