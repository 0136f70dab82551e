"""Authorization: who is asking, what they may do, what they may see. The only place that decides."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import NotAuthorized
from catalog.text import Message

PUBLIC = "public"
PROVINCE = "*"  # the place of roles that hold in the whole province


class Role(StrEnum):
    """Satu Data roles in the order of DOMAIN: what a member of an organization is there."""

    PRODUSEN = "produsen"
    WALIDATA_PENDUKUNG = "walidata_pendukung"
    WALIDATA = "walidata"
    PEMBINA = "pembina"
    ADMINISTRATOR = "administrator"
    HARVESTER = "harvester"


class Action(StrEnum):
    """What can be done to the catalogue."""

    EDIT_DATASET = "edit_dataset"
    PUBLISH_DATASET = "publish_dataset"
    WITHDRAW_DATASET = "withdraw_dataset"
    PURGE_DATASET = "purge_dataset"
    EDIT_ORGANIZATION = "edit_organization"
    DECIDE_OBLIGATIONS = "decide_obligations"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_SOURCES = "manage_sources"
    MANAGE_USERS = "manage_users"


_EVERYWHERE = frozenset({Role.WALIDATA, Role.ADMINISTRATOR, Role.HARVESTER})  # roles of the whole province
_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.PRODUSEN: frozenset({Action.EDIT_DATASET}),
    Role.WALIDATA_PENDUKUNG: frozenset({Action.EDIT_DATASET, Action.MANAGE_MEMBERS}),
    Role.WALIDATA: frozenset(
        {
            Action.EDIT_DATASET,
            Action.PUBLISH_DATASET,
            Action.WITHDRAW_DATASET,
            Action.EDIT_ORGANIZATION,
            Action.DECIDE_OBLIGATIONS,
            Action.MANAGE_MEMBERS,
        }
    ),
    Role.PEMBINA: frozenset(),
    Role.ADMINISTRATOR: frozenset(Action),
    Role.HARVESTER: frozenset({Action.EDIT_DATASET, Action.PUBLISH_DATASET, Action.EDIT_ORGANIZATION}),
}
# Whoever manages members gives nobody more than this; what a person may not give, they may not take either.
_GIVES: dict[Role, frozenset[Role]] = {
    Role.WALIDATA_PENDUKUNG: frozenset({Role.PRODUSEN, Role.WALIDATA_PENDUKUNG}),
    Role.WALIDATA: frozenset({Role.PRODUSEN, Role.WALIDATA_PENDUKUNG, Role.WALIDATA}),
    Role.ADMINISTRATOR: frozenset({Role.PRODUSEN, Role.WALIDATA_PENDUKUNG, Role.WALIDATA, Role.PEMBINA}),
}
_OF_THE_PROVINCE = frozenset({Role.WALIDATA, Role.PEMBINA, Role.ADMINISTRATOR})  # given by administrators


@dataclass(frozen=True)
class Actor:
    """Whoever asks; `roles` maps an organization id (or "*" for the province) to a role there."""

    name: str = ""
    roles: tuple[tuple[str, Role], ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """The visibility labels this actor may see."""
        own = {f"organization:{place}" for place, _role in self.roles if place != PROVINCE}
        if any(place == PROVINCE and role in _EVERYWHERE for place, role in self.roles):
            own.add("everything")
        return frozenset({PUBLIC, *own})


_NOT_ALLOWED = Message("Anda tidak berwenang melakukan ini.")
ANONYMOUS = Actor()
SYSTEM = Actor("sistem", ((PROVINCE, Role.ADMINISTRATOR),))
HARVESTER = Actor("harvester", ((PROVINCE, Role.HARVESTER),))


def may(actor: Actor, action: Action, organization: str | None = None) -> bool:
    """Whether the actor may do this in the organization (an id)."""
    return any(action in _ALLOWED[role] for role in _roles_in(actor, organization))


def require(actor: Actor, action: Action, organization: str | None = None) -> None:
    """Raise NotAuthorized unless the actor may do this in the organization (an id)."""
    if not may(actor, action, organization):
        raise NotAuthorized(_NOT_ALLOWED)


def roles_to_give(actor: Actor, place: str) -> frozenset[Role]:
    """Which roles the actor may give and take in an organization (its id) or, as "*", the province."""
    if place == PROVINCE:
        return _OF_THE_PROVINCE if may(actor, Action.MANAGE_USERS) else frozenset()
    own = _roles_in(actor, place)
    return frozenset().union(*(_GIVES.get(role, frozenset()) for role in own))


def _roles_in(actor: Actor, organization: str | None) -> list[Role]:
    return [
        role
        for place, role in actor.roles
        if place == organization or (place == PROVINCE and role in _EVERYWHERE)
    ]
