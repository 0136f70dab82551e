"""A threaded HTTP/1.1 server with keep-alive, small enough to read, that can also break off in mid-answer."""

import io
import logging
import signal
import socketserver
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import IO, Any, cast
from wsgiref.handlers import SimpleHandler
from wsgiref.headers import Headers
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from catalog.demo.content import Source
from catalog.demo.datacenter import create_datacenter

DEFAULT_PORT = 5080
_MAX_REQUEST_BODY = 64 * 1024
_IDLE_SECONDS = 60
log = logging.getLogger(__name__)


def serve(
    source: Source,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    fault: str | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Answer in the foreground until SIGINT or SIGTERM; only in the main thread.

    Port 0 takes a free one; `announce` is told the address once it is bound. Raises OSError when the port
    is taken and NotFound for an unknown fault.
    """
    app = create_datacenter(source, fault)
    with _Server((host, port), _RequestHandler) as server:
        server.set_app(app)
        before = {
            one: signal.signal(one, signal.default_int_handler) for one in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            if announce:
                announce(f"http://{host}:{server.server_port}")
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            log.info("data center stopped")
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True  # an answer that drips for hours must not keep the process alive
    request_queue_size = 128

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the host's name, which can hang where there is no DNS."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are everyday life here, not an error to print."""
        log.debug("connection of %s ended", client_address, exc_info=True)


class _Answer(SimpleHandler):
    headers: Headers | None
    headers_sent: bool
    bytes_sent: int
    http_version = "1.1"
    complete = True

    def finish_content(self) -> None:
        """Send a head without body as it is; the base class would call a 304 zero bytes long."""
        if not self.headers_sent:
            self.send_headers()

    def close(self) -> None:
        """Note whether the body is as long as was declared; the base class forgets it."""
        declared = int((self.headers and self.headers.get("Content-Length")) or 0)
        self.complete = self.bytes_sent == declared
        super().close()


class _RequestHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024  # head and body of a small answer leave in one packet
    timeout = _IDLE_SECONDS

    def handle(self) -> None:
        """Requests of one connection until it closes; the base class would end after the first."""
        BaseHTTPRequestHandler.handle(self)

    def do_GET(self) -> None:
        """Run the application for one request of any method."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > _MAX_REQUEST_BODY or self.headers.get("Transfer-Encoding"):
            self.send_error(413)
            self.close_connection = True
            return
        body = io.BytesIO(self.rfile.read(int(length)))
        answer = _Answer(body, cast(IO[bytes], self.wfile), sys.stderr, self.get_environ(), multithread=True)
        answer.run(self.server.get_app())  # type: ignore[attr-defined]  # it is our _Server
        if self.command != "HEAD" and not answer.complete:
            self.close_connection = True

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """One debug line a request instead of the base class's line on standard error."""
        log.debug(format, *args)
