"""A real mail server, with TLS, that keeps what it is given."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.cli.conftest import free_port

CERTIFICATE = Path(__file__).parent.parent / "net" / "localhost.pem"


class Post:
    """What the mail server was given; `refuse` is what it says to the next recipients instead."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.encrypted: list[bool] = []
        self.refuse: list[str] = []
        self.port = free_port()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or refuse one."""
        if self.refuse:
            return self.refuse.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a letter."""
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert [letter["To"]] == envelope.rcpt_tos
        self.letters.append(letter)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


def _login(
    _server: object, _session: object, _envelope: object, _mechanism: str, given: object
) -> AuthResult:
    return AuthResult(success=getattr(given, "password", b"") == b"rahasia pos")


@contextmanager
def post_office(way: str = "starttls") -> Iterator[Post]:
    """Serve until the block ends; `way` is starttls, tls or none."""
    post = Post()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        ssl_context=context if way == "tls" else None,
        tls_context=context if way == "starttls" else None,
        require_starttls=way == "starttls",
        authenticator=_login,
        auth_require_tls=way == "starttls",  # the server takes only that for encrypted
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server that wants STARTTLS."""
    with post_office() as served:
        yield served
