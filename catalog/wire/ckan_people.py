"""CKAN's words for people, roles and tokens, and ours."""

import hashlib
from dataclasses import dataclass

from catalog.access import Role
from catalog.accounts import ApiToken, Membership, User
from catalog.errors import Invalid
from catalog.organizations import Organization
from catalog.text import Message
from catalog.wire.ckan_params import ById
from catalog.wire.ckan_shapes import Shape, organization, timestamp
from catalog.wire.reading import Params, natural, param, text_up_to

# An editor's changes are drafts here until walidata publishes them; a member only sees what is private.
ROLES = {"admin": Role.WALIDATA, "editor": Role.PRODUSEN, "member": Role.PEMBINA}
_CAPACITIES = {
    Role.WALIDATA: "admin",
    Role.WALIDATA_PENDUKUNG: "editor",
    Role.PRODUSEN: "editor",
    Role.PEMBINA: "member",
    Role.ADMINISTRATOR: "admin",
    Role.HARVESTER: "editor",
}
_OURS = {role.value: role for role in (*ROLES.values(), Role.WALIDATA_PENDUKUNG)}


@dataclass(frozen=True, kw_only=True)
class NewMember(ById):
    """A user's role in an organization."""

    username: str = param(text_up_to(100))
    role: str = param(text_up_to(100))


@dataclass(frozen=True, kw_only=True)
class GoneMember(ById):
    """A user who has a role in an organization."""

    username: str = param(text_up_to(100), also="user_id")


@dataclass(frozen=True, kw_only=True)
class Member(ById):
    """A user in an organization or group, or a dataset in a group."""

    object: str = param(text_up_to(100))
    object_type: str = param(text_up_to(100))
    capacity: str = param(text_up_to(100), "")


@dataclass(frozen=True, kw_only=True)
class MemberList(ById):
    """Members of one kind, or of one role."""

    object_type: str = param(text_up_to(100), "")
    capacity: str = param(text_up_to(100), "")


@dataclass(frozen=True, kw_only=True)
class GroupType(Params):
    """Which of the two kinds of groups."""

    group_type: str = param(text_up_to(100), "organization")


@dataclass(frozen=True, kw_only=True)
class ForUser(Params):
    """A user, by name or id, and what they should be permitted to do."""

    id: str = param(text_up_to(100), "")
    permission: str = param(text_up_to(100), "edit_group")


@dataclass(frozen=True, kw_only=True)
class NewUser(Params):
    """A new account."""

    name: str = param(text_up_to(200))
    email: str = param(text_up_to(500))
    password: str = param(text_up_to(1000), "")
    fullname: str = param(text_up_to(200), "")


@dataclass(frozen=True, kw_only=True)
class ChangedUser(ById):
    """An account's name for others."""

    fullname: str | None = param(text_up_to(200), None)


@dataclass(frozen=True, kw_only=True)
class Invited(Params):
    """Somebody who is to be a member, by address."""

    email: str = param(text_up_to(500))
    group_id: str = param(text_up_to(100))
    role: str = param(text_up_to(100))


@dataclass(frozen=True, kw_only=True)
class NewToken(Params):
    """A token of a user, what it is for, and for how long."""

    user: str = param(text_up_to(100), "", also="user_id")
    name: str = param(text_up_to(200))
    expires_in: int = param(natural, 90)
    unit: int = param(natural, 86400)


@dataclass(frozen=True, kw_only=True)
class Tokens(Params):
    """The tokens of a user."""

    user: str = param(text_up_to(100), "", also="user_id")


@dataclass(frozen=True, kw_only=True)
class GoneToken(Params):
    """A token, by itself or by its id."""

    token: str = param(text_up_to(500), "")
    jti: str = param(text_up_to(100), "", also="id")


def role_of(word: str, field: str = "role") -> Role:
    """The role that CKAN's word, or our own, names; raises Invalid."""
    role = ROLES.get(word) or _OURS.get(word)
    if role is None:
        raise Invalid(
            {field: [Message("Peran %(role)s tidak ada; pilih admin, editor atau member.", {"role": word})]}
        )
    return role


def capacity(role: Role) -> str:
    """CKAN's word for a role."""
    return _CAPACITIES[role]


def member(one: Membership) -> Shape:
    """A membership as organization_member_create answers it."""
    return {
        "id": hashlib.sha256(f"{one.place}/{one.user_id}".encode()).hexdigest()[:32],
        "table_name": "user",
        "table_id": one.user_id,
        "capacity": capacity(one.role),
        "group_id": one.place,
        "state": "active",
    }


def organization_of_user(one: Organization, role: Role) -> Shape:
    """An organization, and what somebody is there."""
    shape = organization(one, 0) | {"capacity": capacity(role)}
    return {name: value for name, value in shape.items() if name not in ("num_followers", "package_count")}


def user(one: User, administrator: bool) -> Shape:
    """A user as they themselves and administrators see them."""
    return {
        "about": None,
        "activity_streams_email_notifications": False,
        "apikey": None,
        "created": timestamp(one.created),
        "display_name": one.full_name or one.name,
        "email": one.email,
        "email_hash": hashlib.sha256(one.email.strip().lower().encode()).hexdigest(),
        "fullname": one.full_name or None,
        "id": one.id,
        "image_display_url": None,
        "image_url": None,
        "last_active": None,
        "name": one.name,
        "number_created_packages": 0,
        "state": "deleted" if one.ended else "active",
        "sysadmin": administrator,
    }


def token(one: ApiToken) -> Shape:
    """What is known of a token: never the token itself."""
    return {
        "id": one.id,
        "name": one.label,
        "user_id": one.user_id,
        "created_at": timestamp(one.created),
        "expires_at": timestamp(one.expires) if one.expires else None,
        "last_access": None,
    }
