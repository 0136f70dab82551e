"""Who is let in: nobody during maintenance, no writing while the site is read-only."""

from datetime import datetime, timedelta

from flask import Flask, current_app, request

from catalog.errors import Closed
from catalog.mode import Mode, Opening, read_mode
from catalog.text import Message
from catalog.work import Instance

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SOON = 300  # seconds until a client may ask again, where the operator names no time


def register(app: Flask) -> None:
    """Ask at every request how far the operator has opened the site."""
    app.before_request(_let_in)


def _let_in() -> None:
    if request.endpoint == "static":  # the page that says why needs its style
        return
    instance: Instance = current_app.extensions["lumbung"]
    now = read_mode(instance.settings.instance)
    writes = request.method not in _READING and request.blueprint != "api"  # actions by POST read as well
    if now.mode is Mode.MAINTENANCE or (now.mode is Mode.READ_ONLY and writes):
        raise Closed(_answer(now), _wait(now, instance.clock()))


def _answer(now: Opening) -> Message:
    words = now.words or Message("Coba lagi nanti.")
    if now.mode is Mode.MAINTENANCE:
        return Message("Situs sedang dipelihara. %(words)s", {"words": words})
    return Message(
        "Situs sedang hanya dapat dibaca, jadi yang Anda kirim belum tersimpan. %(words)s", {"words": words}
    )


def _wait(now: Opening, present: datetime) -> int:
    left = (now.until - present) // timedelta(seconds=1) if now.until else 0
    return left if left > 0 else _SOON
