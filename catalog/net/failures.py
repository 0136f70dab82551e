"""What can go wrong on the way, in words that name the address and never a secret in it."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from catalog.errors import Refused, Unreadable
from catalog.text import Message

_SECRET = re.compile(r"token|key|secret|pass|sig|auth|credential", re.IGNORECASE)
_LONGEST = 2_000  # characters; a server may redirect to an address of any length


def shown(url: str) -> str:
    """The URL as it may stand in messages, logs and pages: without user, password, and secret parameters."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(alamat rusak)"
    host = f"[{host}]" if ":" in host else host
    query = parts.query
    if _SECRET.search(query):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode(
            [(name, "***" if _SECRET.search(name) else value) for name, value in pairs], safe="*"
        )
    return urlunsplit((parts.scheme, host + port, parts.path, query, ""))[:_LONGEST]


def unreachable(url: str) -> Unreadable:
    """Nobody answers at this address."""
    return Unreadable(
        Message(
            "%(url)s tidak dapat dihubungi. Periksa apakah servernya hidup dan alamatnya benar.",
            {"url": shown(url)},
        )
    )


def silent(url: str) -> Unreadable:
    """The server stopped sending, or never began."""
    return Unreadable(
        Message(
            "%(url)s tidak menjawab pada waktunya. Coba lagi nanti, atau hubungi pengelolanya.",
            {"url": shown(url)},
        )
    )


def untrusted(url: str) -> Unreadable:
    """TLS could not be set up: the certificate is not valid for this host."""
    return Unreadable(
        Message(
            "Sambungan aman ke %(url)s tidak dapat dibuat: sertifikatnya tidak sah. Hubungi pengelolanya.",
            {"url": shown(url)},
        )
    )


def no_data(url: str, status: int) -> Unreadable:
    """The server answered, but not with data."""
    return Unreadable(
        Message(
            "Server menjawab %(status)s untuk %(url)s, bukan data."
            " Coba lagi nanti, atau hubungi pengelolanya.",
            {"status": status, "url": shown(url)},
        )
    )


def cut_short(url: str) -> Unreadable:
    """The body ended before its end, or arrived garbled."""
    return Unreadable(
        Message(
            "Isi %(url)s terpotong atau rusak di jalan. Coba lagi nanti, atau hubungi pengelolanya.",
            {"url": shown(url)},
        )
    )


def unknown_encoding(url: str, encoding: str) -> Unreadable:
    """The body is packed in a way that was not asked for."""
    return Unreadable(
        Message(
            "Isi %(url)s dikemas dengan cara yang tidak diminta (%(encoding)s). Hubungi pengelolanya.",
            {"url": shown(url), "encoding": encoding[:40]},
        )
    )


def too_large(limit: int, url: str) -> Refused:
    """The body is over the limit in bytes, as received or as unpacked."""
    return Refused(
        Message(
            "Isi %(url)s lebih besar dari batas %(limit)s MB, sehingga tidak diambil.",
            {"url": shown(url), "limit": max(1, limit // 2**20)},
        )
    )


def too_slow(url: str, seconds: float) -> Refused:
    """The whole took longer than the limit."""
    return Refused(
        Message(
            "%(url)s belum selesai dikirim setelah %(seconds)s detik, sehingga dihentikan. Coba lagi nanti.",
            {"url": shown(url), "seconds": round(seconds)},
        )
    )


def endless_redirects(url: str, count: int) -> Refused:
    """Redirected too often."""
    return Refused(
        Message(
            "%(url)s dialihkan terus-menerus; berhenti setelah %(count)s kali. Hubungi pengelolanya.",
            {"url": shown(url), "count": count},
        )
    )
