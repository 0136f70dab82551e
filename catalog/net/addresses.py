"""Which addresses may be opened: what a URL may look like, and which IP addresses are never connected."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from catalog.errors import Refused, Unreadable
from catalog.net.failures import shown
from catalog.text import Message

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
PORTS = {"http": 80, "https": 443}

# What `allow_private` opens. Else what is not on the public internet stays shut: link-local, CGNAT,
# multicast, reserved, and IPv6 forms that carry another address inside.
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
# Shut although Python calls some of them global: protocol assignments, relays, tunnels, documentation, and
# the metadata services of clouds.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "fd00:ec2::254/128",
        "fd20:ce::254/128",
    )
)
_NUMERIC_LABEL = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a host name, in the order to try them; OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, allow_private: bool, resolve: Resolve = resolve_host) -> None:
    """Raise Refused for a URL that would not be opened, Unreadable for a host that has no address now."""
    target = parse(url)
    addresses_of(target, allow_private, resolve)


def parse(url: str) -> Url:
    """The URL in its parts, percent-encoded; Refused unless it is a plain http or https one."""
    try:
        target = parse_url(url)
    except LocationParseError:
        target = Url()
    if target.scheme not in PORTS or not target.host or target.port == 0:
        raise Refused(
            Message(
                "Alamat %(url)s tidak dapat dibuka: harus alamat http:// atau https:// yang lengkap."
                " Periksa penulisannya.",
                {"url": shown(url)},
            )
        )
    return target


def port_of(target: Url) -> int:
    """The port that a parsed URL leads to."""
    return target.port or PORTS[target.scheme or "http"]


def addresses_of(target: Url, allow_private: bool, resolve: Resolve) -> list[IP]:
    """Every address of the URL's host, each checked; Refused if one of them may not be connected."""
    host = (target.host or "").strip("[]")
    literal = _literal(host)
    if literal is None and _NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise Refused(
            Message(
                "Alamat %(url)s tidak dibuka: nomor IP harus ditulis biasa, seperti 203.0.114.7.",
                {"url": shown(target.url)},
            )
        )
    addresses = [literal] if literal else _resolved(target, host, resolve)
    for address in addresses:
        if not allowed(address, allow_private):
            raise Refused(_refusal(target, address, allow_private))
    return addresses


def allowed(address: IP, allow_private: bool) -> bool:
    """Whether this IP address may be connected."""
    if any(address in network for network in _NEVER):
        return False
    if any(address in network for network in _PRIVATE):
        return allow_private and not getattr(address, "scope_id", None)
    if isinstance(address, ipaddress.IPv6Address):
        return address in _GLOBAL_IPV6 and address.is_global and not address.scope_id
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> IP | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _resolved(target: Url, host: str, resolve: Resolve) -> list[IP]:
    try:
        addresses = [ipaddress.ip_address(text) for text in resolve(host, port_of(target))]
    except (OSError, UnicodeError, ValueError):
        addresses = []
    if not addresses:
        raise Unreadable(
            Message(
                "Nama %(host)s tidak ditemukan, sehingga %(url)s tidak dapat dibuka."
                " Periksa penulisannya dan jaringan server ini.",
                {"host": host, "url": shown(target.url)},
            )
        )
    return addresses


def _refusal(target: Url, address: IP, allow_private: bool) -> Message:
    params = {"url": shown(target.url), "address": str(address)}
    if not allow_private and allowed(address, allow_private=True):
        return Message(
            "Alamat %(url)s menuju komputer ini atau jaringan dalam (%(address)s), yang tidak dibuka kecuali"
            " sumbernya diizinkan untuk itu (--allow-private).",
            params,
        )
    return Message(
        "Alamat %(url)s menuju %(address)s, yang bukan alamat umum di internet dan tidak pernah dibuka.",
        params,
    )
