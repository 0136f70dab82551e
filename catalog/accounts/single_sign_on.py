"""Whose account an identity of the provider is: known by its subject, linked once by a verified address."""

from sqlalchemy import select

from catalog import activity
from catalog.access import Actor
from catalog.accounts.models import ExternalIdentity, User
from catalog.errors import NotAuthorized
from catalog.text import Message
from catalog.work import Work

_UNKNOWN = Message(
    "Belum ada akun untuk Anda di sini. Mintalah undangan kepada pengelola anggota organisasi Anda."
)


def user_of_identity(work: Work, issuer: str, subject: str, email: str) -> str:
    """The name of the person with this identity; raises NotAuthorized when there is none.

    One who signs on for the first time has the account with the verified `email`, if it has no identity yet.
    """
    known = work.session.get(ExternalIdentity, (issuer, subject))
    if known is not None:
        user = work.session.get_one(User, known.user_id)
        if user.ended is not None:
            raise NotAuthorized(_UNKNOWN)
        return user.name
    wanted = select(User).where(User.email == email, User.ended.is_(None))
    found = work.session.scalars(wanted.limit(2)).all() if email else []
    if len(found) != 1 or _linked(work, issuer, found[0]):
        raise NotAuthorized(_UNKNOWN)
    user = found[0]
    now = work.clock()
    work.session.add(ExternalIdentity(issuer=issuer, subject=subject, user_id=user.id, created=now))
    activity.record(work.session, now, Actor(user.name), "new identity", user.id, {"issuer": issuer})
    return user.name


def _linked(work: Work, issuer: str, user: User) -> bool:
    wanted = select(ExternalIdentity.subject).where(
        ExternalIdentity.issuer == issuer, ExternalIdentity.user_id == user.id
    )
    return work.session.scalars(wanted.limit(1)).first() is not None
