"""Who is asking, and who is what where. Nothing is cached: a right that is taken is gone at once."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from catalog.access import ANONYMOUS, PROVINCE, Action, Actor, Role, require
from catalog.accounts.models import ApiToken, Membership, User
from catalog.errors import NotFound
from catalog.text import Message
from catalog.work import Work


def actor_for_token(work: Work, token: str) -> Actor:
    """The actor behind an API token; an unknown or expired one is nobody, as CKAN's clients expect."""
    lives = or_(ApiToken.expires.is_(None), ApiToken.expires > work.clock())
    wanted = select(User).join(ApiToken).where(ApiToken.digest == token_digest(token), lives)
    return actor_of(work, work.session.scalars(wanted).first())


def actor_of(work: Work, user: User | None) -> Actor:
    """A person with the roles they have at this moment; an ended account is nobody."""
    if user is None or user.ended is not None:
        return ANONYMOUS
    rows = work.session.execute(
        select(Membership.place, Membership.role)
        .where(Membership.user_id == user.id)
        .order_by(Membership.place)
    )
    return Actor(user.name, tuple((row.place, row.role) for row in rows))


def token_digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def get_user(work: Work, name: str) -> User:
    """The user who signs in with this name; raises NotFound, for an ended account too."""
    user = work.session.scalars(select(User).where(User.name == name, User.ended.is_(None))).first()
    if user is None:
        raise NotFound(Message("Pengguna %(name)s tidak ditemukan.", {"name": name}))
    return user


def members(work: Work, place: str) -> Sequence[Membership]:
    """Who has a role in an organization (its id) or in the whole province ("*"), by name, each with its user.

    Raises NotAuthorized unless the actor manages members there.
    """
    require(work.actor, Action.MANAGE_USERS if place == PROVINCE else Action.MANAGE_MEMBERS, place)
    wanted = select(Membership).join(User).where(Membership.place == place).order_by(User.name)
    return work.session.scalars(wanted.options(joinedload(Membership.user))).all()


def memberships_of(work: Work, name: str) -> Sequence[Membership]:
    """What a user is, place by place. Raises NotFound, and NotAuthorized for somebody else's."""
    if work.actor.name != name:
        require(work.actor, Action.MANAGE_USERS)
    user = get_user(work, name)
    wanted = select(Membership).where(Membership.user_id == user.id).order_by(Membership.place)
    return work.session.scalars(wanted).all()


def users(work: Work) -> Sequence[User]:
    """Everybody with an account, ended ones too, by name. Raises NotAuthorized."""
    require(work.actor, Action.MANAGE_USERS)
    return work.session.scalars(select(User).order_by(User.name)).all()


def has_administrator(work: Work) -> bool:
    """Whether anybody can administer this instance yet."""
    wanted = select(Membership.user_id).where(Membership.role == Role.ADMINISTRATOR).limit(1)
    return work.session.scalars(wanted).first() is not None
