"""Making users and tokens."""

import re
import secrets
import uuid

from sqlalchemy import select

from catalog import activity
from catalog.access import HARVESTER, PROVINCE, SYSTEM, Action, Role, require
from catalog.accounts.members import add_member
from catalog.accounts.models import ApiToken, User
from catalog.accounts.passwords import hash_password, one_time_password
from catalog.accounts.queries import get_user, token_digest
from catalog.errors import Invalid
from catalog.text import Message, squeeze
from catalog.work import Work

_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_LONGEST_EMAIL = 254  # characters
_TAKEN = frozenset({SYSTEM.name, HARVESTER.name})  # what the program itself is called where people are named
_BAD_NAME = Message("Nama pengguna berisi 2 sampai 100 huruf kecil, angka, garis bawah atau tanda hubung.")


def add_user(work: Work, name: str, email: str, administrator: bool = False) -> str:
    """Make a user and give the one-time password, which is nowhere stored.

    Raises Invalid for a name or address that is taken or malformed.
    """
    require(work.actor, Action.MANAGE_USERS)
    problems: dict[str, list[Message]] = {}
    if wrong := check_name(work, name):
        problems["name"] = wrong
    try:
        address = check_email(email)
    except Invalid as error:
        problems |= error.fields
    if problems:
        raise Invalid(problems)
    user = new_user(work, name, address)
    password = one_time_password()
    user.password_hash = hash_password(password)
    if administrator:
        add_member(work, name, PROVINCE, Role.ADMINISTRATOR)
    return password


def new_user(work: Work, name: str, email: str, full_name: str = "") -> User:
    """A user of a checked name and address, with no password that anybody knows."""
    user = User(
        id=str(uuid.uuid4()),
        name=name,
        full_name=squeeze(full_name),
        email=email,
        password_hash="",
        one_time=True,
        created=work.clock(),
    )
    work.session.add(user)
    work.session.flush()
    activity.record(work.session, work.clock(), work.actor, "new user", user.id, {"name": name})
    return user


def check_name(work: Work, name: str) -> list[Message]:
    """What is wrong with a name for a new user."""
    if not _NAME.fullmatch(name):
        return [
            Message("Nama pengguna berisi 2 sampai 100 huruf kecil, angka, garis bawah atau tanda hubung.")
        ]
    if name in _TAKEN or work.session.scalars(select(User.id).where(User.name == name)).first():
        return [Message("Nama pengguna %(name)s sudah dipakai.", {"name": name})]
    return []


def check_email(email: str) -> str:
    """The address as it is kept, in small letters; raises Invalid for what is not exactly one address."""
    address = email.strip().casefold()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise Invalid({"email": [Message("Alamat surel %(email)s tidak sah.", {"email": email})]})
    return address


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
