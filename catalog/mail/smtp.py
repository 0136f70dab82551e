"""One letter to one person, by SMTP. The server is the operator's choice, so its address is not checked."""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from catalog.errors import LumbungError
from catalog.settings import Settings
from catalog.text import Message

_SECONDS = 20.0
_FOR_GOOD = 500  # from here on, what a mail server says will not change
_NO_SERVER = Message("Server surel belum diatur. Pengelola mengisinya di smtp_host.")
_FAILED = Message("Server surel tidak dapat dihubungi atau tidak menerima surat ini.")


@dataclass(frozen=True)
class Letter:
    """Plain text to one address; whatever lines a subject had become one."""

    to: str
    subject: str
    text: str


class Undelivered(LumbungError):
    """The mail server did not take the letter; `passing` is whether it may another time."""

    def __init__(self, message: Message, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server; raises Undelivered."""
    if not settings.smtp_host:
        raise Undelivered(_NO_SERVER, passing=True)
    try:
        message = _message(settings, letter)
        with _connection(settings) as server:
            if settings.smtp_tls == "starttls":
                server.starttls(context=_trust(settings))
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        raise _refused(letter, passing=all(code < _FOR_GOOD for code in codes)) from error
    except (ValueError, HeaderParseError) as error:
        raise _refused(letter, passing=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(_FAILED, passing=True) from error


def _refused(letter: Letter, passing: bool) -> Undelivered:
    return Undelivered(Message("Server surel menolak alamat %(to)s.", {"to": letter.to}), passing)


def _connection(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=_trust(settings))
    return smtplib.SMTP(host, port, timeout=_SECONDS)


def _trust(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.smtp_ca_file or None)


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=letter.to)  # one, whatever commas are in it
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.site_url).hostname)
    message["Auto-Submitted"] = "auto-generated"  # so that no absent person's program answers
    message.set_content(letter.text)
    return message
