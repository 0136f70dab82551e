"""What links in letters bring about: a role for the invited, a new password, a new address."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select

from catalog import activity, jobs
from catalog.access import PROVINCE, SYSTEM, Action, Actor, Role, require
from catalog.accounts.letters import RESET_PASSWORD, link_of, queue_link
from catalog.accounts.members import add_member, require_to_give
from catalog.accounts.models import MailLink, User
from catalog.accounts.operations import check_email, check_name, new_user
from catalog.accounts.profile import set_password
from catalog.accounts.queries import actor_of, get_user
from catalog.accounts.sessions import Person
from catalog.errors import Invalid, NotFound
from catalog.jobs import Job
from catalog.text import Message
from catalog.work import Instance, Work

_GONE = Message("Tautan ini sudah dipakai, diganti, atau kedaluwarsa. Mintalah yang baru.")


def invite(work: Work, email: str, place: str, role: Role) -> bool:
    """Give a role to whoever has this address, or invite them by letter; True when they have it at once.

    Raises NotAuthorized for a role that the actor may not give there, and Invalid.
    """
    require_to_give(work, place, role)
    address = check_email(email)
    user = _user_of(work, address)
    if user is not None:
        add_member(work, user.name, place, role)
        return True
    queue_link(work, "invite", address, place=place, role=role)
    detail = {"email": address, "place": place, "role": role}
    activity.record(work.session, work.clock(), work.actor, "invite member", place, detail)
    return False


def invitations(work: Work, place: str) -> Sequence[MailLink]:
    """Who was invited to an organization (its id) or the province ("*") and has not answered yet."""
    require(work.actor, Action.MANAGE_USERS if place == PROVINCE else Action.MANAGE_MEMBERS, place)
    wanted = select(MailLink).where(
        MailLink.kind == "invite", MailLink.place == place, MailLink.expires > work.clock()
    )
    return work.session.scalars(wanted.order_by(MailLink.email)).all()


def withdraw_invitation(work: Work, place: str, email: str) -> None:
    """Take an invitation back before it is accepted; raises NotAuthorized, and NotFound."""
    found = next((one for one in invitations(work, place) if one.email == email), None)
    if found is None or found.role is None:
        raise NotFound(Message("Undangan ini tidak ada, atau sudah diterima."))
    require_to_give(work, place, found.role)
    work.session.delete(found)


def invitation(work: Work, secret: str) -> MailLink:
    """The invitation behind a link; raises NotFound."""
    if (found := link_of(work, "invite", secret)) is None:
        raise NotFound(_GONE)
    return found


def accept(work: Work, secret: str, name: str, full_name: str, password: str) -> User:
    """Make the account of an invited person, with the role of the invitation.

    Raises NotFound for a link that is not good any more, Invalid, and NotAuthorized when whoever invited may
    not give that role any more.
    """
    found = invitation(work, secret)
    problems = check_name(work, name)
    if problems:
        raise Invalid({"nama": problems})
    if _user_of(work, found.email) is not None:
        raise NotFound(_GONE)
    user = new_user(work, name, found.email, full_name)
    set_password(work, user, password)
    assert found.role is not None
    add_member(replace(work, actor=_inviter(work, found)), name, found.place, found.role)
    work.session.execute(delete(MailLink).where(MailLink.email == found.email, MailLink.kind == "invite"))
    return user


def ask_for_reset(work: Work, login: str) -> None:
    """Ask for a link to a new password; whether there is such a person is looked at later, by the worker."""
    jobs.enqueue(work.session, work.clock(), RESET_PASSWORD, "", {"login": login.strip()})


def send_reset(instance: Instance, job: Job) -> None:
    """Queue the letter with the link to whoever signs in so, if somebody does."""
    with instance.work(SYSTEM, writing=True) as work:
        typed = str(job.payload["login"])
        named = select(User).where(User.name == typed, User.ended.is_(None))
        user = work.session.scalars(named).first() or _user_of(work, typed.casefold())
        if user is not None:
            queue_link(work, "reset", user.email, user.id)
        jobs.finish(work.session, work.clock(), job)


def reset(work: Work, secret: str, password: str) -> User:
    """Set a new password through a link, and end every session. Raises NotFound, Invalid."""
    link = reset_link(work, secret)
    user = work.session.get_one(User, link.user_id)
    set_password(work, user, password)
    work.session.execute(delete(MailLink).where(MailLink.user_id == user.id))
    return user


def reset_link(work: Work, secret: str) -> MailLink:
    """The link for a new password; raises NotFound, for one of an ended account too."""
    link = link_of(work, "reset", secret)
    user = work.session.get(User, link.user_id) if link else None
    if link is None or user is None or user.ended is not None:
        raise NotFound(_GONE)
    return link


def user_of_link(work: Work, link: MailLink) -> User:
    """The person whom a link for a new password or address is for."""
    return work.session.get_one(User, link.user_id)


def ask_for_address(work: Work, person: Person, email: str) -> None:
    """Send a link to a person's new address, which is theirs once they open it. Raises Invalid."""
    queue_link(work, "address", check_email(email), person.id)


def change_address(work: Work, person: Person, secret: str) -> None:
    """Take the address that a link proves; raises NotFound, also for somebody else's link or address."""
    link = link_of(work, "address", secret)
    if link is None or link.user_id != person.id or _user_of(work, link.email) is not None:
        raise NotFound(_GONE)
    user = get_user(work, person.name)
    activity.record(work.session, work.clock(), Actor(user.name), "change address", user.id, {})
    user.email = link.email
    work.session.delete(link)


def _inviter(work: Work, link: MailLink) -> Actor:
    """Whoever invited, with the rights of this moment: who lost theirs gives none any more."""
    if link.given_by == SYSTEM.name:
        return SYSTEM
    wanted = select(User).where(User.name == link.given_by)
    return actor_of(work, work.session.scalars(wanted).first())


def _user_of(work: Work, email: str) -> User | None:
    wanted = select(User).where(User.email == email, User.ended.is_(None)).order_by(User.created)
    return work.session.scalars(wanted.limit(1)).first()
