"""Brute force is slowed down: tries are counted in the database, so by all processes of the site together.

Each account and each network address has its number of failures. An address from which the account signed in
before has a number of its own there, so that strangers who guess cannot keep a person out.
"""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select

from catalog.accounts.models import SignInAttempt
from catalog.errors import TooMany
from catalog.text import Message
from catalog.work import Work

WINDOW = timedelta(minutes=5)
PER_ACCOUNT = 10  # failures in the window
PER_ADDRESS = 30
_REMEMBERED = timedelta(days=30)
_TOO_MANY = Message("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")


def begin(work: Work, account: str, address: str) -> int:
    """Count a try before it is looked at, as failed; gives its number for `succeed`.

    `account` is what was typed, known or not. Raises TooMany.
    """
    who, where = _digest(work, account.strip().casefold()), _digest(work, address)
    one, place = SignInAttempt.account == who, SignInAttempt.address == where
    known = work.session.scalars(
        select(SignInAttempt.id).where(one, place, SignInAttempt.good).limit(1)
    ).first()
    here = [one, place] if known else [one]
    if _failures(work, *here) >= PER_ACCOUNT or (address and _failures(work, place) >= PER_ADDRESS):
        raise TooMany(_TOO_MANY, int(WINDOW.total_seconds()))
    work.session.execute(delete(SignInAttempt).where(SignInAttempt.at < work.clock() - _REMEMBERED))
    attempt = SignInAttempt(account=who, address=where, at=work.clock(), good=False)
    work.session.add(attempt)
    work.session.flush()
    return attempt.id


def succeed(work: Work, attempt: int) -> None:
    """The try was a good one."""
    if (found := work.session.get(SignInAttempt, attempt)) is not None:
        found.good = True


def _failures(work: Work, *where: ColumnElement[bool]) -> int:
    recent = SignInAttempt.at > work.clock() - WINDOW
    wanted = select(func.count(SignInAttempt.id)).where(*where, recent, SignInAttempt.good.is_(False))
    return work.session.scalar(wanted) or 0


def _digest(work: Work, text: str) -> str:
    return hmac.new(work.settings.secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
