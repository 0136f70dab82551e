"""Being signed in. The cookie holds 256 random bits, the database their hash; each request asks it anew."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, or_, select, update

from catalog import activity
from catalog.access import ANONYMOUS, Actor, Role
from catalog.accounts.models import User, WebSession
from catalog.accounts.passwords import hash_password, outdated, verify
from catalog.accounts.queries import actor_of, get_user, token_digest
from catalog.errors import NotFound
from catalog.settings import BadSettings, Settings
from catalog.text import Message
from catalog.work import Work

_SEEN = timedelta(minutes=1)  # no more often is it noted that a session lives
_LONGEST_DEVICE = 200  # characters


class Step(StrEnum):
    """What is still between a password and being signed in."""

    NONE = ""
    CODE = "code"  # the code of the second factor is asked for
    PASSWORD = "password"  # noqa: S105  a word, not one: the one-time password must be changed
    FACTOR = "factor"  # a role demands a second factor, and there is none yet


@dataclass(frozen=True)
class Person:
    """Who is signed in, with the rights of this moment; nobody's rights until no `step` is left."""

    id: str
    name: str
    full_name: str
    actor: Actor
    session: str  # its digest
    step: Step
    stale: bool  # whether `touch` is due


def check_password(work: Work, login: str, password: str) -> str:
    """The name of whoever signs in so, by name or address, or nothing; takes equally long for both."""
    typed = login.strip()
    wanted = select(User).where(or_(User.name == typed, User.email == typed.casefold()), User.ended.is_(None))
    found = work.session.scalars(wanted.limit(2)).all()
    user = found[0] if len(found) == 1 else None
    return user.name if verify(user, password) and user else ""


def start_session(work: Work, name: str, device: str, checked: bool = False, password: str = "") -> str:
    """Sign a person in and give what the cookie holds; raises NotFound for an account that just ended.

    `checked` is whether the second factor was given; with `password` an outdated hash is made anew.
    """
    user = get_user(work, name)
    token = secrets.token_urlsafe(32)
    now = work.clock()
    work.session.add(
        WebSession(
            digest=token_digest(token),
            user_id=user.id,
            checked=checked or not user.factor,
            started=now,
            seen=now,
            device=device[:_LONGEST_DEVICE],
        )
    )
    if password and outdated(user):
        user.password_hash = hash_password(password)
    work.session.execute(delete(WebSession).where(WebSession.started < now - _lasts(work)))
    work.session.flush()
    activity.record(work.session, now, Actor(user.name), "sign in", user.id, {"checked": checked})
    return token


def renew_session(work: Work, person: Person) -> str:
    """The same session under another secret, after the person's rights changed; all others of theirs end."""
    device = work.session.get_one(WebSession, person.session).device
    end_sessions(work, person.id)
    return start_session(work, person.name, device, checked=True)


def person_of(work: Work, token: str) -> Person | None:
    """Who holds this cookie, or None when it is not, or no longer, that of a session."""
    now = work.clock()
    found = work.session.execute(
        select(WebSession, User)
        .join(WebSession.user)
        .where(
            WebSession.digest == token_digest(token),
            WebSession.started > now - _lasts(work),
            WebSession.seen > now - timedelta(seconds=work.settings.session_idle_seconds),
            User.ended.is_(None),
        )
    ).first()
    if found is None:
        return None
    session, user = found
    actor = actor_of(work, user)
    step = _step(work, session, user, actor)
    stale = session.seen < now - _SEEN
    seen_as = ANONYMOUS if step else actor
    return Person(user.id, user.name, user.full_name, seen_as, session.digest, step, stale)


def touch(work: Work, digest: str) -> None:
    """Note that a session lives."""
    work.session.execute(update(WebSession).where(WebSession.digest == digest).values(seen=work.clock()))


def sessions_of(work: Work, person: Person) -> Sequence[WebSession]:
    """The browsers in which a person is signed in, the latest seen first."""
    wanted = select(WebSession).where(
        WebSession.user_id == person.id, WebSession.started > work.clock() - _lasts(work)
    )
    return work.session.scalars(wanted.order_by(WebSession.seen.desc())).all()


def end_session(work: Work, digest: str) -> None:
    """Sign one browser out; one that is signed out already stays so."""
    work.session.execute(delete(WebSession).where(WebSession.digest == digest))


def end_own_session(work: Work, person: Person, digest: str) -> None:
    """Sign another of a person's own browsers out; raises NotFound for a session that is not theirs."""
    if digest not in {one.digest for one in sessions_of(work, person)}:
        raise NotFound(Message("Sesi ini tidak ada, atau sudah diakhiri."))
    end_session(work, digest)


def end_sessions(work: Work, user_id: str) -> None:
    """Sign a person out everywhere."""
    work.session.execute(delete(WebSession).where(WebSession.user_id == user_id))


def demands_factor(work: Work, actor: Actor) -> bool:
    """Whether one of the actor's roles demands a second factor here."""
    wanted = factor_roles(work.settings)
    return any(role in wanted for _place, role in actor.roles)


def factor_roles(settings: Settings) -> frozenset[Role]:
    """The roles that demand a second factor; raises BadSettings for one that there is not."""
    names = [one.strip() for one in settings.second_factor_roles.split(",") if one.strip()]
    try:
        return frozenset(Role(name) for name in names)
    except ValueError as error:
        raise BadSettings(f"setting second_factor_roles: {error}; there are {', '.join(Role)}") from error


def _step(work: Work, session: WebSession, user: User, actor: Actor) -> Step:
    if not session.checked:
        return Step.CODE
    if user.one_time:
        return Step.PASSWORD
    return Step.FACTOR if not user.factor and demands_factor(work, actor) else Step.NONE


def _lasts(work: Work) -> timedelta:
    return timedelta(seconds=work.settings.session_total_seconds)
