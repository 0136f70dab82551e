"""The client against real sockets: servers that misbehave in every way known."""

import gzip
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.errors import LumbungError, Refused, Unreadable
from catalog.net import Client, Response
from catalog.settings import Settings

Behave = Callable[[socket.socket, bytes], bool]
SETTINGS = Settings(
    site_url="https://data.jatimprov.example",
    fetch_connect_seconds=2,
    fetch_read_seconds=1,
    fetch_total_seconds=3,
    fetch_max_bytes=200_000,
)
CERTIFICATE = Path(__file__).parent / "localhost.pem"  # for localhost, self-signed, with its key


class Server:
    """A server of raw bytes: `behave` gets the connection and a request head, says whether to go on."""

    def __init__(self, behave: Behave, tls: bool = False) -> None:
        self.behave = behave
        self.requests: list[bytes] = []
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/data.json"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
        if self.context:
            self.context.load_cert_chain(CERTIFICATE)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                while head := self._head(connection):
                    self.requests.append(head)
                    if not self.behave(connection, head):
                        return
        except OSError:
            connection.close()

    def _head(self, connection: socket.socket) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            if not (piece := connection.recv(4096)):
                return b""
            head += piece
        return head

    def close(self) -> None:
        self.listener.close()


Start = Callable[..., Server]


@pytest.fixture
def start() -> Iterator[Start]:
    servers: list[Server] = []

    def begin(behave: Behave | bytes, tls: bool = False) -> Server:
        servers.append(Server(say(behave) if isinstance(behave, bytes) else behave, tls))
        return servers[-1]

    yield begin
    for server in servers:
        server.close()


def say(answer: bytes, go_on: bool = False) -> Behave:
    def behave(connection: socket.socket, _head: bytes) -> bool:
        connection.sendall(answer)
        return go_on

    return behave


def http(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def fetch(url: str, settings: Settings = SETTINGS, **validators: str) -> tuple[Response, bytes]:
    into = io.BytesIO()
    with Client(settings, allow_private=True, back_off=0.01) as client:
        return client.get(url, into, **validators), into.getvalue()


def refusal(url: str, settings: Settings = SETTINGS) -> LumbungError:
    with pytest.raises((Refused, Unreadable)) as raised:
        fetch(url, settings)
    assert "127.0.0.1" in str(raised.value), "the message names the address"
    assert "Error" not in str(raised.value)
    return raised.value


def test_a_body_arrives_whole_with_an_honest_name(start: Start) -> None:
    server = start(http(b"isi", "200 OK", 'ETag: "a1"', "Content-Type: application/json"))
    response, body = fetch(server.url)
    assert (response.status, response.size, body) == (200, 3, b"isi")
    assert response.headers["etag"] == '"a1"'
    assert b"User-Agent: Lumbung/" in server.requests[0]
    assert b"(+https://data.jatimprov.example)" in server.requests[0]


def test_connections_are_kept_alive(start: Start) -> None:
    server = start(say(http(b"isi"), go_on=True))
    with Client(SETTINGS, allow_private=True) as client:
        for _ in range(5):
            assert client.get(server.url, io.BytesIO()).size == 3
    assert (len(server.requests), server.connections) == (5, 1)


def test_a_connection_closed_while_idle_is_made_anew(start: Start) -> None:
    server = start(http(b"isi"))
    with Client(SETTINGS, allow_private=True, back_off=60) as client:
        for _ in range(3):
            assert client.get(server.url, io.BytesIO()).size == 3
            time.sleep(0.05)
    assert server.connections == 3


def test_a_conditional_request_may_be_answered_with_nothing(start: Start) -> None:
    server = start(say(b'HTTP/1.1 304 Not Modified\r\nETag: "a1"\r\n\r\n', go_on=True))
    response, body = fetch(server.url, etag='"a1"', last_modified="Mon, 06 Jan 2025 00:00:00 GMT")
    assert (response.not_modified, body) == (True, b"")
    assert b'If-None-Match: "a1"' in server.requests[0]
    assert b"If-Modified-Since: Mon, 06 Jan 2025 00:00:00 GMT" in server.requests[0]
    assert isinstance(refusal(server.url), Unreadable), "a 304 that nobody asked for is no answer"


def test_redirects_are_followed_and_each_is_checked(start: Start) -> None:
    target = start(http(b"isi"))
    moved = start(http(b"", "302 Found", f"Location: {target.url}"))
    response, body = fetch(moved.url)
    assert (response.final_url, body) == (target.url, b"isi")
    for place in ("http://169.254.169.254/meta", "file:///etc/passwd", "http://0177.0.0.1/", "gopher://x/"):
        hostile = start(http(b"", "302 Found", f"Location: {place}"))
        with pytest.raises(Refused):
            fetch(hostile.url)


def test_redirects_end(start: Start) -> None:
    server = start(http(b"", "302 Found", "Location: /data.json"))
    assert isinstance(refusal(server.url), Refused)
    assert len(server.requests) == 6


def test_nothing_is_connected_that_is_not_allowed(start: Start) -> None:
    server = start(http(b"isi"))
    for host in ("127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "data.example"):
        with Client(SETTINGS, resolve=lambda host, port: ["127.0.0.1"]) as client, pytest.raises(Refused):
            client.get(f"http://{host}:{server.port}/", io.BytesIO())
    assert server.connections == 0


def test_the_checked_address_is_the_connected_one(start: Start) -> None:
    server = start(http(b"isi"))
    answers = iter([["127.0.0.1"], ["169.254.0.1"]])
    with Client(SETTINGS, allow_private=True, resolve=lambda host, port: next(answers)) as client:
        assert client.get(f"http://data.example:{server.port}/", io.BytesIO()).size == 3
        assert f"Host: data.example:{server.port}".encode() in server.requests[0]
        time.sleep(0.05)
        with pytest.raises(Refused):
            client.get(f"http://data.example:{server.port}/", io.BytesIO())
    assert server.connections == 1


def test_the_next_address_is_tried_when_one_is_dead(start: Start) -> None:
    server = start(http(b"isi"))
    with Client(
        SETTINGS, allow_private=True, resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"]
    ) as client:
        assert client.get(f"http://data.example:{server.port}/", io.BytesIO()).size == 3


def test_sizes_are_limited_as_told_as_received_and_as_decoded(start: Start) -> None:
    told = start(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    received = start(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_000)
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < SETTINGS.fetch_max_bytes
    decoded = start(http(bomb, "200 OK", "Content-Encoding: gzip"))
    for server in (told, received, decoded):
        error = refusal(server.url)
        assert isinstance(error, Refused)
        assert "lebih besar" in str(error)


def test_gzip_is_unpacked_and_cut_gzip_is_noticed(start: Start) -> None:
    packed = gzip.compress(bytes(range(256)) * 600)
    assert fetch(start(http(packed, "200 OK", "Content-Encoding: gzip")).url)[1] == bytes(range(256)) * 600
    for bad in (packed[:-9], b"bukan gzip", packed + b"sisa"):
        assert isinstance(refusal(start(http(bad, "200 OK", "Content-Encoding: gzip")).url), Unreadable)
    assert "br" in str(refusal(start(http(b"x", "200 OK", "Content-Encoding: br")).url))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nterpotong",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nterpotong",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nrusak\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 300_000,
    ],
    ids=["length", "chunk", "garbled-chunk", "endless-chunk-size"],
)
def test_cut_bodies_are_errors(start: Start, answer: bytes) -> None:
    server = start(answer)
    assert "terpotong" in str(refusal(server.url))
    assert len(server.requests) == 1, "a body that was cut is not asked for again"


@pytest.mark.parametrize(
    "answer",
    [b"bukan HTTP sama sekali\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", b""],
    ids=["garbage", "huge-header", "nothing"],
)
def test_what_is_not_http_is_an_error(start: Start, answer: bytes) -> None:
    assert isinstance(refusal(start(answer).url), Unreadable)


def test_many_headers_are_an_error(start: Start) -> None:
    lines = b"".join(b"X-%d: x\r\n" % number for number in range(500))
    assert isinstance(refusal(start(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n").url), Unreadable)


def drip(first: bytes, piece: bytes, done: threading.Event) -> Behave:
    """An answer that takes ten seconds; `done` is set when somebody listened to the end."""

    def behave(connection: socket.socket, _head: bytes) -> bool:
        connection.sendall(first)
        for _ in range(200):
            connection.sendall(piece)
            time.sleep(0.05)
        done.set()
        return False

    return behave


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    ],
    ids=["length", "until-close", "chunked", "header"],
)
def test_a_dripping_server_meets_the_total_limit(start: Start, first: bytes, piece: bytes) -> None:
    done = threading.Event()
    error = refusal(start(drip(first, piece, done)).url, replace(SETTINGS, fetch_total_seconds=0.4))
    assert isinstance(error, Refused)
    assert "belum selesai" in str(error)
    assert not done.is_set(), "the client waited for the end"


def test_a_silent_server_meets_the_read_limit(start: Start) -> None:
    def silent(connection: socket.socket, _head: bytes) -> bool:
        time.sleep(1)
        return False

    server = start(silent)
    assert "pada waktunya" in str(refusal(server.url, replace(SETTINGS, fetch_read_seconds=0.2)))
    assert len(server.requests) == 1


def test_states_that_pass_are_tried_again(start: Start) -> None:
    answers = iter(
        [http(b"", "503 Sibuk"), http(b"", "429 Terlalu sering", "Retry-After: 0"), http(b"isi", "200 OK")]
    )

    def behave(connection: socket.socket, _head: bytes) -> bool:
        connection.sendall(next(answers))
        return True

    assert fetch(start(behave).url)[1] == b"isi"


@pytest.mark.parametrize(
    ("status", "requests"), [("500 Rusak", 1), ("404 Hilang", 1), ("204 Kosong", 1), ("502 X", 3)]
)
def test_states_that_stay_are_told(start: Start, status: str, requests: int) -> None:
    server = start(http(b"", status))
    assert status.split()[0] in str(refusal(server.url))
    assert len(server.requests) == requests


@pytest.mark.parametrize("pause", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_long_pause_is_not_waited_for(start: Start, pause: str) -> None:
    server = start(http(b"", "503 Sibuk", f"Retry-After: {pause}"))
    assert "503" in str(refusal(server.url))
    assert len(server.requests) == 1


def test_a_dead_server_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "tidak dapat dihubungi" in str(refusal(f"http://127.0.0.1:{port}/"))


def test_credentials_are_sent_to_their_host_alone(start: Start) -> None:
    target = start(http(b"isi"))
    moved = start(http(b"", "302 Found", f"Location: {target.url}"))
    fetch(moved.url.replace("http://", "http://budi:rahasia@"))
    assert b"authorization: Basic YnVkaTpyYWhhc2lh" in moved.requests[0]
    assert b"authorization" not in target.requests[0].lower()


def test_tls_is_verified_against_the_host_name(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(http(b"isi"), tls=True)
    assert "sertifikat" in str(refusal(server.url)), "nobody vouches for this certificate"
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert "sertifikat" in str(refusal(server.url)), "the certificate is for another name"
    assert fetch(server.url.replace("127.0.0.1", "localhost"))[1] == b"isi"
