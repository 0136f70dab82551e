"""Authorization: who is asking, what they may do, what they may see. The only place that decides."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import NotAuthorized
from catalog.text import Message

PUBLIC = "public"


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
    EDIT_ORGANIZATION = "edit_organization"
    MANAGE_SOURCES = "manage_sources"
    MANAGE_USERS = "manage_users"


_EVERYWHERE = frozenset({Role.WALIDATA, Role.ADMINISTRATOR, Role.HARVESTER})  # roles of the whole province
_ALLOWED: dict[Role, frozenset[Action]] = {
    Role.PRODUSEN: frozenset({Action.EDIT_DATASET}),
    Role.WALIDATA_PENDUKUNG: frozenset({Action.EDIT_DATASET}),
    Role.WALIDATA: frozenset(
        {Action.EDIT_DATASET, Action.PUBLISH_DATASET, Action.WITHDRAW_DATASET, Action.EDIT_ORGANIZATION}
    ),
    Role.PEMBINA: frozenset(),
    Role.ADMINISTRATOR: frozenset(Action),
    Role.HARVESTER: frozenset({Action.EDIT_DATASET, Action.PUBLISH_DATASET, Action.EDIT_ORGANIZATION}),
}


@dataclass(frozen=True)
class Actor:
    """Whoever asks; `roles` maps an organization id (or "*" for the province) to a role there."""

    name: str = ""
    roles: tuple[tuple[str, Role], ...] = ()

    @property
    def labels(self) -> frozenset[str]:
        """The visibility labels this actor may see."""
        own = {f"organization:{organization}" for organization, _role in self.roles if organization != "*"}
        if any(organization == "*" and role in _EVERYWHERE for organization, role in self.roles):
            own.add("everything")
        return frozenset({PUBLIC, *own})


ANONYMOUS = Actor()
SYSTEM = Actor("sistem", (("*", Role.ADMINISTRATOR),))
HARVESTER = Actor("harvester", (("*", Role.HARVESTER),))


def require(actor: Actor, action: Action, organization: str | None = None) -> None:
    """Raise NotAuthorized unless the actor may do this in the organization (an id)."""
    for place, role in actor.roles:
        here = place == organization or (place == "*" and role in _EVERYWHERE)
        if here and action in _ALLOWED[role]:
            return
    raise NotAuthorized(Message("Anda tidak berwenang melakukan ini."))
