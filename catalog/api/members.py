"""CKAN's actions on who is what in which organization, and which datasets are in which group."""

from dataclasses import replace

from catalog import access, accounts, datasets, organizations
from catalog.access import PROVINCE, Action, Role
from catalog.api.groups import group_package_show, theme_of
from catalog.api.publication import draft_of, latest, state_of, write
from catalog.errors import Invalid, NotFound
from catalog.organizations import Organization
from catalog.text import Message
from catalog.wire import ckan_people, ckan_shapes
from catalog.wire.ckan_params import GroupPackages
from catalog.wire.ckan_people import ForUser, GoneMember, GroupType, Member, MemberList, NewMember, role_of
from catalog.work import Work

_PERMISSIONS = {
    "read": None,
    "create_dataset": Action.EDIT_DATASET,
    "update_dataset": Action.EDIT_DATASET,
    "delete_dataset": Action.WITHDRAW_DATASET,
    "manage_group": Action.EDIT_DATASET,
    "edit_group": Action.EDIT_ORGANIZATION,
    "update": Action.EDIT_ORGANIZATION,
    "delete": Action.EDIT_ORGANIZATION,
    "member_create": Action.MANAGE_MEMBERS,
    "admin": Action.MANAGE_MEMBERS,
}
_KINDS = ("user", "package")


def organization_member_create(work: Work, wanted: NewMember) -> object:
    """Give a user a role in an organization, in place of the one there.

    id: the organization's id or name. username: the user's name. role: admin publishes and manages members,
    editor writes drafts, member sees what is private; our own names of roles are understood as well.
    """
    place = organizations.get(work, wanted.id).id
    return ckan_people.member(accounts.add_member(work, wanted.username, place, role_of(wanted.role)))


def organization_member_delete(work: Work, wanted: GoneMember) -> object:
    """Take a user's role in an organization, and end their tokens.

    id: the organization's id or name. username: the user's name.
    """
    accounts.remove_member(work, wanted.username, organizations.get(work, wanted.id).id)
    return None


def group_member_create(_work: Work, _wanted: NewMember) -> object:
    """Refused: groups are themes here, which belong to everybody and have no members.

    id, username, role: as in organization_member_create.
    """
    raise _no_members()


def group_member_delete(_work: Work, _wanted: GoneMember) -> object:
    """Refused: groups are themes here, which have no members.

    id, username: as in organization_member_delete.
    """
    raise _no_members()


def member_create(work: Work, wanted: Member) -> object:
    """Put a user into an organization, or a dataset into a group (theme).

    id: the organization or group. object: the user's name, or the dataset's id or name.
    object_type: user or package. capacity: the user's role.
    """
    if wanted.object_type == "package":
        _put(work, wanted, inside=True)
        return {"table_name": "package", "table_id": wanted.object, "capacity": "public", "state": "active"}
    place = _place(work, wanted).id
    role = role_of(wanted.capacity, "capacity")
    return ckan_people.member(accounts.add_member(work, wanted.object, place, role))


def member_delete(work: Work, wanted: Member) -> object:
    """Take a user out of an organization, or a dataset out of a group (theme).

    id: the organization or group. object: the user's name, or the dataset's id or name.
    object_type: user or package.
    """
    if wanted.object_type == "package":
        _put(work, wanted, inside=False)
    else:
        accounts.remove_member(work, wanted.object, _place(work, wanted).id)
    return None


def member_list(work: Work, wanted: MemberList) -> object:
    """Who and what is in an organization or group, as [id, user or package, role].

    id: the organization or group. object_type: user or package. capacity: only this role.
    Who the users are is told to those alone who manage the members.
    """
    try:
        place = organizations.get(work, wanted.id)
    except NotFound:
        shown = group_package_show(work, GroupPackages(id=theme_of(work, wanted.id).id))
        packages = [one["id"] for one in shown] if isinstance(shown, list) else []
        return [[one, "package", "Public"] for one in packages if wanted.object_type in ("", "package")]
    found = []
    if wanted.object_type in ("", "user") and access.may(work.actor, Action.MANAGE_MEMBERS, place.id):
        found += [
            [one.user_id, "user", ckan_people.capacity(one.role).capitalize()]
            for one in accounts.members(work, place.id)
            if wanted.capacity.lower() in ("", ckan_people.capacity(one.role))
        ]
    if wanted.object_type in ("", "package"):
        ids = datasets.ids_of_organization(work, place.id)
        found += [[one, "package", "Public"] for one in ids if wanted.capacity.lower() in ("", "public")]
    return found


def member_roles_list(_work: Work, _wanted: GroupType) -> object:
    """The roles that a member can have.

    group_type: organization (default) or group, whose themes have no members.
    """
    return [{"text": word.capitalize(), "value": word} for word in ckan_people.ROLES]


def organization_list_for_user(work: Work, wanted: ForUser) -> object:
    """The organizations in which you, or the user you ask for, may do something.

    permission: read, create_dataset, update_dataset, delete_dataset, edit_group (default), admin ...
    id: another user's name; only administrators may ask for one.
    """
    if wanted.permission not in _PERMISSIONS:
        raise Invalid({"permission": [Message("Izin %(name)s tidak dikenal.", {"name": wanted.permission})]})
    if not work.actor.name:
        return []
    name = wanted.id or work.actor.name
    roles = {one.place: one.role for one in accounts.memberships_of(work, name)}
    actor = access.Actor(name, tuple(roles.items()))
    action = _PERMISSIONS[wanted.permission]
    return [
        ckan_people.organization_of_user(one, _role(roles, one))
        for one in organizations.listing(work)
        if (access.may(actor, action, one.id) if action else one.id in roles or PROVINCE in roles)
    ]


def group_list_authz(work: Work, _wanted: ForUser) -> object:
    """The groups (themes) into which you may put datasets: all, for whoever writes datasets at all."""
    may = any(access.may(work.actor, Action.EDIT_DATASET, place) for place, _ in work.actor.roles)
    return [ckan_shapes.group(theme, 0) for theme in datasets.themes(work)] if may else []


def _role(roles: dict[str, Role], one: Organization) -> Role:
    return roles.get(one.id) or roles.get(PROVINCE) or Role.PEMBINA


def _place(work: Work, wanted: Member) -> Organization:
    if wanted.object_type not in _KINDS:
        raise Invalid({"object_type": [Message("Harus user atau package.")]})
    return organizations.get(work, wanted.id)


def _put(work: Work, wanted: Member, *, inside: bool) -> None:
    theme = theme_of(work, wanted.id)
    dataset, version = latest(work, wanted.object)
    draft = draft_of(work, version)
    others = tuple(name for name in draft.themes if name != theme.name)
    themes = (*others, theme.name) if inside else others
    if set(themes) != set(draft.themes):
        write(work, replace(draft, themes=themes), dataset.id, state_of(dataset, version))


def _no_members() -> Invalid:
    return Invalid({"id": [Message("Tema tidak punya anggota; anggota ada pada organisasi.")]})
