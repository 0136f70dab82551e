"""A web worker that does not wait for ever: whoever never finishes a request would keep a thread for good."""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads that read a request for at most `patience` seconds; an answer may take as long as it takes."""

    patience = 30.0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._begun: dict[Any, float] = {}  # by connection: since when a thread is busy with it

    def handle(self, conn: Any) -> Any:
        """Read and answer one request, in a thread."""
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._begun[conn]

    def notify(self) -> None:
        """Called each second or oftener; no longer listens to the slow, so that reading from them ends."""
        super().notify()
        for conn, begun in list(self._begun.items()):
            if time.monotonic() - begun > self.patience:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)
