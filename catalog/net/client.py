"""One client for one piece of work: keeps connections alive, retries a little, never waits for ever."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from types import TracebackType
from typing import BinaryIO
from urllib.parse import unquote, urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as HTTPTimeout
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, make_headers

from catalog import __version__
from catalog.errors import LumbungError, Unreadable
from catalog.net.addresses import IP, Resolve, addresses_of, parse, port_of, resolve_host
from catalog.net.body import copy
from catalog.net.failures import (
    cut_short,
    endless_redirects,
    no_data,
    silent,
    too_slow,
    unreachable,
    untrusted,
)
from catalog.settings import Settings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_PASSING = frozenset({429, 502, 503, 504})  # states that may pass by themselves
_ATTEMPTS = 3
_MAX_PAUSE = 60.0  # seconds that a server may ask us to wait within one get
_FAILURES = (OSError, HTTPException, HTTPError)


@dataclass(frozen=True)
class Response:
    """What came of a get; header names are in lower case, `size` is of the decoded body in bytes."""

    status: int
    headers: Mapping[str, str]
    size: int
    not_modified: bool
    final_url: str


class _Passing(Exception):
    """A failure that may pass by itself; `problem` is raised when it does not, `pause` was asked for."""

    def __init__(self, problem: LumbungError, pause: float | None = None) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.pause = pause


class Client:
    """Opens addresses for one caller at a time; `allow_private` opens loopback and private ranges as well."""

    def __init__(
        self,
        settings: Settings,
        allow_private: bool = False,
        resolve: Resolve = resolve_host,
        back_off: float = 0.5,
    ) -> None:
        self._settings = settings
        self._allow_private = allow_private
        self._resolve = resolve
        self._back_off = back_off  # seconds before the first retry; doubles
        self._connections: dict[tuple[str, str, int], HTTPConnection] = {}

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that were kept alive."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def get(self, url: str, into: BinaryIO, etag: str = "", last_modified: str = "") -> Response:
        """Write the body of a URL into an empty file; with a validator, a 304 leaves it empty.

        Raises Refused for what is not opened or goes over a limit, Unreadable for what did not arrive whole.
        """
        deadline = time.monotonic() + self._settings.fetch_total_seconds
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        for attempt in range(_ATTEMPTS):
            try:
                return self._follow(url, into, headers, deadline)
            except _Passing as passing:
                pause = self._back_off * 2**attempt if passing.pause is None else passing.pause
                if attempt == _ATTEMPTS - 1 or pause > min(_MAX_PAUSE, deadline - time.monotonic()):
                    raise passing.problem from passing.__cause__
            time.sleep(pause)
            into.seek(0)
            into.truncate()
        raise AssertionError("the last attempt answers or raises")

    def _follow(self, url: str, into: BinaryIO, headers: Mapping[str, str], deadline: float) -> Response:
        for _hop in range(_MAX_REDIRECTS + 1):
            answer = self._once(url, into, headers, deadline)
            if isinstance(answer, Response):
                return answer
            url = urljoin(url, answer)
        raise endless_redirects(url, _MAX_REDIRECTS)

    def _once(self, url: str, into: BinaryIO, headers: Mapping[str, str], deadline: float) -> Response | str:
        """One request: the response, or where it redirects to."""
        target = parse(url)
        connection = self._connection(target, deadline)
        answered = whole = False
        try:
            with _watched(connection, deadline):
                connection.request(
                    "GET", target.request_uri, headers=self._headers(target, headers), preload_content=False
                )
                with closing(connection.getresponse()) as response:
                    answered = True
                    answer = self._answer(response, url, into, conditional=bool(headers))
                if time.monotonic() >= deadline:  # what was cut then may look like a whole body
                    raise TimeoutError
                whole = isinstance(answer, Response)
                return answer
        except (*_FAILURES, Unreadable) as error:
            if time.monotonic() >= deadline:
                raise too_slow(url, self._settings.fetch_total_seconds) from error
            if isinstance(error, Unreadable):
                raise
            raise _named(error, url, answered) from error
        finally:
            if not whole:  # bytes may still be under way on this connection
                connection.close()

    def _answer(
        self, response: BaseHTTPResponse, url: str, into: BinaryIO, conditional: bool
    ) -> Response | str:
        headers = {name.lower(): " ".join(value.split()) for name, value in response.headers.items()}
        if response.status in _REDIRECTS and headers.get("location"):
            return headers["location"]
        if response.status == 304 and conditional:
            response.read()
            return Response(304, headers, 0, True, url)
        if response.status == 200:
            return Response(
                200, headers, copy(response, into, self._settings.fetch_max_bytes, url), False, url
            )
        problem = no_data(url, response.status)
        if response.status in _PASSING:
            raise _Passing(problem, _asked_pause(headers.get("retry-after", "")))
        raise problem

    def _connection(self, target: Url, deadline: float) -> HTTPConnection:
        """A connection to the URL's host: kept alive, or new to an address that was just checked."""
        host = (target.host or "").strip("[]")
        key = (target.scheme or "", host, port_of(target))
        kept = self._connections.pop(key, None)
        if kept is not None and not kept.is_connected:
            kept.close()
            kept = None
        if kept is None:
            addresses = addresses_of(target, self._allow_private, self._resolve)
            kept = self._connect(key, addresses, target.url, deadline)
        self._connections[key] = kept
        return kept

    def _connect(
        self, key: tuple[str, str, int], addresses: list[IP], url: str, deadline: float
    ) -> HTTPConnection:
        """Connect to the first checked address that answers; no second look-up that could lie."""
        scheme, host, port = key
        failure: Exception | None = None
        for address in addresses:
            seconds = min(self._settings.fetch_connect_seconds, deadline - time.monotonic())
            if seconds <= 0:
                break
            if scheme == "https":
                connection: HTTPConnection = HTTPSConnection(
                    str(address),
                    port,
                    timeout=seconds,
                    server_hostname=host,
                    ssl_context=ssl.create_default_context(),
                )
            else:
                connection = HTTPConnection(str(address), port, timeout=seconds)
            try:
                connection.connect()
            except _FAILURES as error:
                connection.close()
                failure = error
            else:
                connection.timeout = self._settings.fetch_read_seconds
                return connection
        raise _named(failure or TimeoutError(), url, answered=False) from failure

    def _headers(self, target: Url, conditions: Mapping[str, str]) -> dict[str, str]:
        port = f":{target.port}" if target.port else ""
        headers = {
            "Host": f"{target.host}{port}",
            "User-Agent": f"Lumbung/{__version__} (+{self._settings.site_url})",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        }
        if target.auth:
            headers |= make_headers(basic_auth=unquote(target.auth))
        return headers | dict(conditions)


@contextmanager
def _watched(connection: HTTPConnection, deadline: float) -> Iterator[None]:
    """Cut the connection at the deadline: a server that drips bytes meets no other time limit."""
    watched = connection.sock
    assert watched is not None

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(watched, socket.SHUT_RDWR)  # below TLS, whose state is the reader's own

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _named(error: Exception, url: str, answered: bool) -> LumbungError | _Passing:
    """The error a failed connection is told as; only one that broke before the answer may pass by itself."""
    if isinstance(error, ssl.SSLError | SSLError) and not answered:
        return untrusted(url)
    refused = isinstance(error, NewConnectionError)  # which urllib3 counts among the timeouts
    if isinstance(error, TimeoutError | HTTPTimeout) and not refused:
        return silent(url)
    return cut_short(url) if answered else _Passing(unreachable(url))


def _asked_pause(retry_after: str) -> float | None:
    if retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
