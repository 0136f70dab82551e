"""What the harvest pages say of runs, and how they speak of a source without giving away inner addresses."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from babel.dates import format_timedelta

from catalog.harvest import HarvestSource
from catalog.text import Message
from catalog.web.language import locale_code, localized

# The words of a status, and the kind of badge that they stand in.
STATUSES = {
    "running": (Message("Sedang berjalan"), "plain"),
    "finished": (Message("Selesai"), "good"),
    "failed": (Message("Gagal"), "bad"),
    "held": (Message("Ditahan"), "warn"),
    "interrupted": (Message("Terputus"), "warn"),
    "removed": (Message("Hilang di sumber"), "warn"),
}
STAGES = {
    "gather": Message("menanyakan apa yang ada"),
    "fetch": Message("mengambil"),
    "read": Message("membaca"),
    "check": Message("memeriksa"),
    "import": Message("menyimpan"),
}
COUNTS = {
    "created": Message("Baru"),
    "changed": Message("Berubah"),
    "unchanged": Message("Tetap"),
    "removed": Message("Hilang di sumber"),
    "failed": Message("Gagal"),
    "held": Message("Ditahan"),
}
_HIDDEN = "…"
# A scheme has an end, or a text without one would be read from each of its letters on.
_INNER = re.compile(r"file:\S*/|[a-z][a-z0-9+.-]{0,30}://[^/\s]+", re.IGNORECASE)
_INNER_PARAMS = ("address", "host")  # of the messages of net.py: what a name resolved to


def age(moment: datetime, now: datetime) -> str:
    """`3 jam yang lalu`."""
    return str(format_timedelta(moment - now, add_direction=True, locale=locale_code()))


def address(source: HarvestSource, text: str) -> str:
    """An address of the source; of a source inside the network only what stands behind its host or folder."""
    return _without_host(text) if source.allow_private else text


def reason(source: HarvestSource, message: Message) -> str:
    """Why something failed, in the language of the page; no inner address among it."""
    return localized(_public(message, source.allow_private))


def site(source: HarvestSource) -> str:
    """The public address of a source; empty for one inside the network."""
    parts = urlsplit(source.url)
    return source.url if parts.scheme in ("http", "https") and not source.allow_private else ""


def _public(message: Message, inside: bool) -> Message:
    params: dict[str, object] = {}
    for name, value in message.params.items():
        if isinstance(value, Message):
            params[name] = _public(value, inside)
        elif name == "address" or (inside and name in _INNER_PARAMS):
            params[name] = _HIDDEN
        else:
            params[name] = _without_host(value) if inside and isinstance(value, str) else value
    return Message(message.template, params)


def _without_host(text: str) -> str:
    return _INNER.sub(_HIDDEN, text)
