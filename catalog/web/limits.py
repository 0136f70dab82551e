"""Fair shares: the server's time that one client may use, so that others are not kept waiting.

A share fills up while the client is silent. By default it grows by a second every second: who asks one thing
after another never uses it up, however long that goes on. Each process of the site counts by itself.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Collection
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Lock
from time import monotonic

from flask import Flask, Response, g, request

from catalog.errors import TooMany
from catalog.text import Message
from catalog.work import Instance

_WINDOW = 60  # seconds in which an empty share fills
_FAILED = 0.25  # seconds that a request costs, besides its own, when the client is to blame for its failure
_CLIENTS = 10_000  # remembered ones; those that were silent for longest are forgotten
_NETWORK_6 = 64  # bits; one IPv6 client has all addresses behind them
_TOO_MANY = Message(
    "Terlalu banyak permintaan dari alamat jaringan Anda. Tunggu sebentar, lalu coba lagi satu per satu."
)


class Shares:
    """What is left of each client's share, in seconds; `clock` counts seconds from anywhere."""

    def __init__(self, size: float, clock: Callable[[], float]) -> None:
        self.size = size
        self.clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # and when that was so
        self._lock = Lock()

    def left(self, client: str) -> float:
        """What this client may still use now; below zero when it used more than there was."""
        left, since = self._left.get(client, (self.size, 0.0))
        return min(self.size, left + (self.clock() - since) * self.size / _WINDOW)

    def use(self, client: str, seconds: float) -> None:
        """Take from a client's share, at most until another whole one is owed."""
        with self._lock:
            self._left[client] = (max(self.left(client) - seconds, -self.size), self.clock())
            self._left.move_to_end(client)
            if len(self._left) > _CLIENTS:
                self._left.popitem(last=False)

    def wait(self, client: str) -> int:
        """Whole seconds until this client may ask again, at least one."""
        return max(1, math.ceil(-self.left(client) * _WINDOW / self.size))


def register(app: Flask) -> None:
    """Count every request but those for front-end files."""
    instance: Instance = app.extensions["lumbung"]
    shares = Shares(instance.settings.client_seconds_per_minute, monotonic)
    trusted = instance.settings.proxies

    def begin() -> None:
        g.client = "" if request.endpoint == "static" else client_network(trusted)
        g.began = shares.clock()
        if g.client and shares.left(g.client) <= 0:
            raise TooMany(_TOO_MANY, shares.wait(g.client))

    def end(response: Response) -> Response:
        if not g.client:
            return response
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            blamed = HTTPStatus.BAD_REQUEST <= response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            shares.use(g.client, shares.clock() - g.began + (_FAILED if blamed else 0))
        response.headers["RateLimit-Policy"] = f'"server-seconds";q={math.floor(shares.size)};w={_WINDOW}'
        response.headers["RateLimit"] = f'"server-seconds";r={max(0, math.floor(shares.left(g.client)))}'
        return response

    app.before_request(begin)
    app.after_request(end)


def client_network(trusted: Collection[IPv4Network | IPv6Network]) -> str:
    """Whose share a request uses; empty for this machine itself and for a proxy that nobody declared.

    All of a proxy's visitors would use one share together; the nearest hop it has written itself.
    """
    address = _parsed(request.remote_addr or "")
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while address and hops and any(address in network for network in trusted):
        address = _parsed(hops.pop())
    undeclared = address is not None and address.is_private and any(hops)
    if address is None or address.is_loopback or undeclared:
        return ""
    bits = _NETWORK_6 if address.version == 6 else address.max_prefixlen
    return str(ip_network((address, bits), strict=False))


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
