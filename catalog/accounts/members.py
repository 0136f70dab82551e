"""Giving and taking roles, and ending accounts: whoever loses rights is signed out everywhere at once."""

from sqlalchemy import delete, select

from catalog import activity
from catalog.access import PROVINCE, Action, Role, require, roles_to_give
from catalog.accounts.models import ApiToken, Membership, User
from catalog.accounts.queries import get_user
from catalog.accounts.sessions import end_sessions
from catalog.errors import Busy, Invalid, NotAuthorized, NotFound
from catalog.text import Message
from catalog.work import Work

_NOT_YOURS = Message("Peran ini tidak dapat Anda beri atau cabut di sini.")
_LAST = Message("Ini administrator terakhir. Beri orang lain peran itu lebih dahulu.")


def add_member(work: Work, name: str, place: str, role: Role) -> Membership:
    """Give a user a role in an organization (its id) or, as "*", the province; it replaces the one there.

    Raises NotAuthorized for a role that the actor may not give there, NotFound for an unknown user, Invalid
    for a role that there is not in that place, and Busy for the last administrator.
    """
    user = get_user(work, name)
    require_to_give(work, place, role)
    found = work.session.get(Membership, (user.id, place))
    if found is not None and found.role is role:
        return found
    before = None
    if found is None:
        found = Membership(user=user, place=place)
        work.session.add(found)
    else:
        before = found.role
        require_to_give(work, place, before)
        _keep_an_administrator(work, found)
    found.role, found.since, found.given_by = role, work.clock(), work.actor.name
    work.session.flush()
    end_sessions(work, user.id)  # a session has the rights that it began with, or it ends
    detail = {"user": name, "place": place, "role": role, "before": before}
    activity.record(work.session, work.clock(), work.actor, "new member", user.id, detail)
    return found


def remove_member(work: Work, name: str, place: str) -> None:
    """Take a user's role in a place, and end all their sessions and tokens.

    Raises NotAuthorized, NotFound, and Busy for the last administrator.
    """
    user = get_user(work, name)
    require(work.actor, _action(place), place)
    found = work.session.get(Membership, (user.id, place))
    if found is None:
        raise NotFound(Message("Pengguna %(name)s bukan anggota di sini.", {"name": name}))
    require_to_give(work, place, found.role)
    _keep_an_administrator(work, found)
    work.session.delete(found)
    end_sessions(work, user.id)
    _end_tokens(work, user)
    detail = {"user": name, "place": place, "role": found.role}
    activity.record(work.session, work.clock(), work.actor, "delete member", user.id, detail)


def end_user(work: Work, name: str) -> None:
    """End an account for good: its roles, sessions and tokens; what the person did stays theirs.

    Raises NotAuthorized, NotFound, and Busy for the last administrator.
    """
    require(work.actor, Action.MANAGE_USERS)
    user = get_user(work, name)
    for found in work.session.scalars(select(Membership).where(Membership.user_id == user.id)):
        _keep_an_administrator(work, found)
        work.session.delete(found)
    user.ended = work.clock()
    end_sessions(work, user.id)
    _end_tokens(work, user)
    work.session.flush()
    activity.record(work.session, work.clock(), work.actor, "end user", user.id, {"name": name})


def require_to_give(work: Work, place: str, role: Role) -> None:
    """Raise NotAuthorized, or Invalid, unless the actor may give and take this role in this place."""
    require(work.actor, _action(place), place)
    if role is Role.HARVESTER or (role is Role.ADMINISTRATOR and place != PROVINCE):
        raise Invalid({"role": [Message("Peran %(role)s tidak ada di sini.", {"role": role.value})]})
    if role not in roles_to_give(work.actor, place):
        raise NotAuthorized(_NOT_YOURS)


def _action(place: str) -> Action:
    return Action.MANAGE_USERS if place == PROVINCE else Action.MANAGE_MEMBERS


def _keep_an_administrator(work: Work, member: Membership) -> None:
    if member.role is not Role.ADMINISTRATOR:
        return
    others = select(Membership.user_id).where(
        Membership.role == Role.ADMINISTRATOR, Membership.user_id != member.user_id
    )
    if work.session.scalars(others.limit(1)).first() is None:
        raise Busy(_LAST)


def _end_tokens(work: Work, user: User) -> None:
    work.session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))
