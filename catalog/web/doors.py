"""Who is let in: nobody during maintenance, no writing while the site is read-only."""

from flask import Flask, current_app, request

from catalog.mode import Mode, closed, read_mode
from catalog.work import Instance

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


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
        raise closed(now, instance.clock())
