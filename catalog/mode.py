"""Open, read-only or closed: what an operator decides without a restart, kept in a file of the instance."""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from catalog.errors import Closed
from catalog.text import Message

_FILE = "mode.json"
_SOON = 300  # seconds until a client may ask again, where the operator names no time


class Mode(StrEnum):
    """How far the site is open: wholly, for reading alone, or not at all."""

    OPEN = "open"
    READ_ONLY = "read-only"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True)
class Opening:
    """The mode, `words` of the operator for visitors, and the aware moment `until` which it should last."""

    mode: Mode = Mode.OPEN
    words: str = ""
    until: datetime | None = None


def read_mode(instance: Path) -> Opening:
    """How far this instance is open now; a file that cannot be read lets nobody write."""
    try:
        text = (instance / _FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Opening()
    try:
        kept = json.loads(text)
        until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
        return Opening(Mode(kept["mode"]), str(kept["words"]), until)
    except (ValueError, KeyError, TypeError):
        return Opening(Mode.READ_ONLY)


def closed(now: Opening, present: datetime) -> Closed:
    """The refusal of what this mode does not allow: why, and in how many seconds to ask again."""
    left = (now.until - present) // timedelta(seconds=1) if now.until else 0
    return Closed(_words(now), left if left > 0 else _SOON)


def _words(now: Opening) -> Message:
    words = now.words or Message("Coba lagi nanti.")
    if now.mode is Mode.MAINTENANCE:
        return Message("Situs sedang dipelihara. %(words)s", {"words": words})
    return Message(
        "Situs sedang hanya dapat dibaca, jadi yang Anda kirim belum tersimpan. %(words)s", {"words": words}
    )


def write_mode(instance: Path, opening: Opening) -> None:
    """From the next request on, every process of the instance is open so far."""
    if opening.mode is Mode.OPEN:
        with suppress(FileNotFoundError):
            (instance / _FILE).unlink()
        return
    until = opening.until.isoformat() if opening.until else ""
    handle, draft = tempfile.mkstemp(dir=instance, prefix="mode-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"mode": opening.mode, "words": opening.words, "until": until}, file)
    Path(draft).replace(instance / _FILE)
