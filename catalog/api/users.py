"""CKAN's actions on accounts and tokens: one's own for everybody, all of them for administrators."""

from catalog import access, accounts, organizations
from catalog.access import PROVINCE, Action, Role
from catalog.accounts import Person, Step, User
from catalog.errors import Invalid, NotFound
from catalog.text import Message
from catalog.wire import ckan_people
from catalog.wire.ckan_params import ById
from catalog.wire.ckan_people import (
    ChangedUser,
    GoneToken,
    Invited,
    NewToken,
    NewUser,
    Tokens,
    role_of,
)
from catalog.wire.reading import Params
from catalog.work import Work

_DAY = 86400  # seconds
_FIELDS = {
    "nama": "fullname",
    "baru": "password",
    "untuk": "name",
    "hari": "expires_in",
}  # of pages, and here


def user_list(work: Work, _wanted: Params) -> object:
    """The names of users, to administrators; to others none, since nobody is told who has an account here."""
    if not access.may(work.actor, Action.MANAGE_USERS):
        return []
    return [one.name for one in accounts.users(work) if one.ended is None]


def user_show(work: Work, wanted: ById) -> object:
    """One user: yourself, or anybody to administrators.

    id: the user's name or id.
    """
    return _shape(work, user_of(work, wanted.id))


def user_create(work: Work, wanted: NewUser) -> object:
    """Make an account; only administrators may.

    name: 2 to 100 letters a-z, digits, - and _. email: where letters go. fullname: what others read.
    password: at least as good as the site asks; without one, the user sets it by a letter.
    """
    access.require(work.actor, Action.MANAGE_USERS)
    accounts.add_user(work, wanted.name, wanted.email)
    one = accounts.get_user(work, wanted.name)
    try:
        if wanted.password:
            accounts.set_password(work, one, wanted.password)
        if wanted.fullname:
            accounts.rename(work, _person(work, one), wanted.fullname)
    except Invalid as error:
        raise _in_words_of_ckan(error) from None
    return _shape(work, one)


def user_update(work: Work, wanted: ChangedUser) -> object:
    """Set the name that others read: your own, or anybody's for administrators.

    id: the user's name or id. fullname: that name.
    """
    one = user_of(work, wanted.id)
    if wanted.fullname is not None:
        try:
            accounts.rename(work, _person(work, one), wanted.fullname)
        except Invalid as error:
            raise _in_words_of_ckan(error) from None
    return _shape(work, one)


def user_delete(work: Work, wanted: ById) -> object:
    """End an account for good, with its roles and tokens; only administrators may.

    id: the user's name or id.
    """
    access.require(work.actor, Action.MANAGE_USERS)
    accounts.end_user(work, user_of(work, wanted.id).name)
    return None


def user_invite(work: Work, wanted: Invited) -> object:
    """Give a role to whoever has an address, or invite them by letter; which of the two is not said.

    email: the address. group_id: the organization's id or name. role: admin, editor or member.
    """
    place = organizations.get(work, wanted.group_id).id
    accounts.invite(work, wanted.email, place, role_of(wanted.role))
    return {"email": wanted.email, "state": "pending"}


def api_token_create(work: Work, wanted: NewToken) -> object:
    """A new token, shown this once: your own, or anybody's for administrators.

    user: the user's name (default: you). name: what it is for. expires_in: 30, 90 (default) or 365;
    unit: seconds of one of these, 86400 (default).
    """
    person = _person(work, user_of(work, wanted.user or work.actor.name))
    try:
        token = accounts.make_token(work, person, wanted.name, wanted.expires_in * wanted.unit // _DAY)
    except Invalid as error:
        raise _in_words_of_ckan(error) from None
    work.session.flush()
    return {"token": token, "id": accounts.tokens_of(work, person)[0].id}


def api_token_list(work: Work, wanted: Tokens) -> object:
    """What is known of tokens, never the tokens: your own, or anybody's for administrators.

    user: the user's name (default: you).
    """
    person = _person(work, user_of(work, wanted.user or work.actor.name))
    return [ckan_people.token(one) for one in accounts.tokens_of(work, person)]


def api_token_revoke(work: Work, wanted: GoneToken) -> object:
    """End one of your own tokens.

    token: the token itself; or jti: its id.
    """
    person = _person(work, user_of(work, work.actor.name))
    digest = accounts.token_digest(wanted.token) if wanted.token else ""
    own = [one.id for one in accounts.tokens_of(work, person) if one.digest == digest or one.id == wanted.jti]
    if not own:
        raise NotFound(Message("Token ini tidak ada, atau sudah dicabut."))
    accounts.revoke_token(work, person, own[0])
    return None


def user_of(work: Work, name: str) -> User:
    """The user of this name or id, where they may be known to the actor; else raises NotFound."""
    if access.may(work.actor, Action.MANAGE_USERS):
        found = [one for one in accounts.users(work) if name in (one.name, one.id)]
    else:
        own = [accounts.get_user(work, work.actor.name)] if work.actor.name else []
        found = [one for one in own if name in (one.name, one.id)]
    if not found:
        raise NotFound(Message("Pengguna %(name)s tidak ditemukan.", {"name": name}))
    return found[0]


def _person(work: Work, one: User) -> Person:
    return Person(one.id, one.name, one.full_name, work.actor, "", Step.NONE, stale=False)


def _shape(work: Work, one: User) -> object:
    roles = (
        {each.place: each.role for each in accounts.memberships_of(work, one.name)} if not one.ended else {}
    )
    return ckan_people.user(one, roles.get(PROVINCE) is Role.ADMINISTRATOR)


def _in_words_of_ckan(error: Invalid) -> Invalid:
    return Invalid({_FIELDS.get(name, name): messages for name, messages in error.fields.items()})
