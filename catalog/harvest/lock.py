"""One run per source: a lock that the operating system gives back when its holder dies, however it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import Busy
from catalog.text import Message


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock of this name for the length of the block; raises Busy when another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                Message(
                    "Sumber %(name)s sedang dipanen. Tunggu sampai selesai, lalu coba lagi.", {"name": name}
                )
            ) from None
        yield
