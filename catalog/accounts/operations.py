"""Making users and tokens."""

import re
import secrets
import uuid

from sqlalchemy import select

from catalog import activity
from catalog.access import PROVINCE, Action, Role, require
from catalog.accounts.members import add_member
from catalog.accounts.models import ApiToken, User
from catalog.accounts.passwords import hash_password, one_time_password
from catalog.accounts.queries import get_user, token_digest
from catalog.errors import Invalid
from catalog.text import Message
from catalog.work import Work

_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add_user(work: Work, name: str, email: str, administrator: bool = False) -> str:
    """Make a user and give the one-time password, which is nowhere stored.

    Raises Invalid for a name or address that is taken or malformed.
    """
    require(work.actor, Action.MANAGE_USERS)
    problems: dict[str, list[Message]] = {}
    if not _NAME.fullmatch(name):
        problems["name"] = [
            Message("Nama pengguna berisi 2 sampai 100 huruf kecil, angka, garis bawah atau tanda hubung.")
        ]
    elif work.session.scalars(select(User.id).where(User.name == name)).first():
        problems["name"] = [Message("Nama pengguna %(name)s sudah dipakai.", {"name": name})]
    if not _EMAIL.fullmatch(email):
        problems["email"] = [Message("Alamat surel %(email)s tidak sah.", {"email": email})]
    if problems:
        raise Invalid(problems)
    password = one_time_password()
    user = User(
        id=str(uuid.uuid4()),
        name=name,
        email=email.casefold(),
        password_hash=hash_password(password),
        one_time=True,
        created=work.clock(),
    )
    work.session.add(user)
    work.session.flush()
    activity.record(work.session, work.clock(), work.actor, "new user", user.id, {"name": name})
    if administrator:
        add_member(work, name, PROVINCE, Role.ADMINISTRATOR)
    return password


def create_token(work: Work, name: str) -> str:
    """A new API token of the user; only its hash is kept. Raises NotFound for an unknown user."""
    require(work.actor, Action.MANAGE_USERS)
    user = get_user(work, name)
    token = secrets.token_urlsafe(32)
    work.session.add(
        ApiToken(id=str(uuid.uuid4()), user_id=user.id, digest=token_digest(token), created=work.clock())
    )
    activity.record(work.session, work.clock(), work.actor, "new token", user.id, {})
    return token
