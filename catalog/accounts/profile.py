"""What people change of their own account: name, password, API tokens."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from catalog import activity
from catalog.access import Actor
from catalog.accounts.models import ApiToken, User
from catalog.accounts.passwords import hash_password, problem_with, verify
from catalog.accounts.queries import get_user, token_digest
from catalog.accounts.sessions import Person, end_sessions
from catalog.errors import Invalid, NotFound
from catalog.text import Message, squeeze
from catalog.work import Work

TOKEN_MARK = "lumbung_"  # noqa: S105  only its beginning, by which scanners of published code know a token
TOKEN_DAYS = (30, 90, 365)
_LONGEST_NAME = 100  # characters


def rename(work: Work, person: Person, full_name: str) -> None:
    """Set the name that others read; raises Invalid."""
    name = squeeze(full_name)
    if len(name) > _LONGEST_NAME:
        raise Invalid({"nama": [Message("Nama paling banyak %(count)s karakter.", {"count": _LONGEST_NAME})]})
    get_user(work, person.name).full_name = name


def change_password(work: Work, person: Person, old: str, new: str) -> None:
    """Set a new password and sign the person out everywhere.

    Raises Invalid for a wrong old one, and for a new one that is not good enough or the same.
    """
    user = get_user(work, person.name)
    if not verify(user, old):
        raise Invalid({"lama": [Message("Kata sandi yang sekarang tidak cocok.")]})
    if old == new:
        raise Invalid({"baru": [Message("Kata sandi baru harus berbeda dari yang sekarang.")]})
    set_password(work, user, new)


def set_password(work: Work, user: User, new: str) -> None:
    """Set a password, and sign the person out everywhere; raises Invalid when it is not good enough."""
    if problem := problem_with(new, user):
        raise Invalid({"baru": [problem]})
    user.password_hash, user.one_time = hash_password(new), False
    end_sessions(work, user.id)
    activity.record(work.session, work.clock(), Actor(user.name), "change password", user.id, {})


def tokens_of(work: Work, person: Person) -> Sequence[ApiToken]:
    """A person's API tokens, the newest first."""
    wanted = select(ApiToken).where(ApiToken.user_id == person.id)
    return work.session.scalars(wanted.order_by(ApiToken.created.desc())).all()


def make_token(work: Work, person: Person, label: str, days: int) -> str:
    """A new API token with the person's rights for so many days; only its hash is kept. Raises Invalid."""
    problems: dict[str, list[Message]] = {}
    if not (name := squeeze(label)[:_LONGEST_NAME]):
        problems["untuk"] = [Message("Sebutkan untuk apa token ini, agar kelak Anda mengenalinya.")]
    if days not in TOKEN_DAYS:
        problems["hari"] = [Message("Pilih berapa lama token ini berlaku.")]
    if problems:
        raise Invalid(problems)
    token = TOKEN_MARK + secrets.token_urlsafe(32)
    now = work.clock()
    work.session.add(
        ApiToken(
            id=str(uuid.uuid4()),
            user_id=person.id,
            digest=token_digest(token),
            label=name,
            created=now,
            expires=now + timedelta(days=days),
        )
    )
    activity.record(work.session, now, work.actor, "new token", person.id, {"label": name, "days": days})
    return token


def revoke_token(work: Work, person: Person, token_id: str) -> None:
    """End one of a person's own tokens; raises NotFound for any other."""
    ended = work.session.execute(
        delete(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.user_id == person.id)
        .returning(ApiToken.label)
    ).first()
    if ended is None:
        raise NotFound(Message("Token ini tidak ada, atau sudah dicabut."))
    activity.record(work.session, work.clock(), work.actor, "delete token", person.id, {"label": ended.label})
