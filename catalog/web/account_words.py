"""Words about people: what a role is called, and which browser a session is of."""

from collections.abc import Sequence

from flask import Flask

from catalog.access import Role
from catalog.text import Message
from catalog.web.language import localized

ROLES = {
    Role.PRODUSEN: Message("Produsen Data"),
    Role.WALIDATA_PENDUKUNG: Message("Walidata Pendukung"),
    Role.WALIDATA: Message("Walidata"),
    Role.PEMBINA: Message("Pembina Data"),
    Role.ADMINISTRATOR: Message("Administrator"),
    Role.HARVESTER: Message("Pemanen data"),
}
# The first whose mark a browser's own description holds is what it is.
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def register(app: Flask) -> None:
    """Offer `role_name`, `device_name` and `role_choices` to templates."""
    app.jinja_env.filters.update(role_name=role_name, device_name=device_name)
    app.jinja_env.globals["role_choices"] = role_choices


def role_name(role: Role) -> str:
    """A role in words."""
    return localized(ROLES[role])


def role_choices(roles: Sequence[Role]) -> list[tuple[str, str]]:
    """Some roles as a form offers them."""
    return [(role.value, role_name(role)) for role in roles]


def device_name(description: str) -> str:
    """A browser and its system in two words, from what it says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in description), "")
    system = next((name for mark, name in _SYSTEMS if mark in description), "")
    if not browser:
        return localized(Message("Peramban tak dikenal"))
    return localized(Message("%(browser)s di %(system)s", {"browser": browser, "system": system or "?"}))
