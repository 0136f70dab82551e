"""Writing themes, by which datasets of all organizations are found together."""

import re
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from catalog import activity
from catalog.access import Action, require
from catalog.datasets.models import Theme
from catalog.errors import Invalid
from catalog.text import Message
from catalog.work import Work

_NAME = re.compile("[a-z0-9_-]{2,100}")


@dataclass(frozen=True)
class ThemeDraft:
    """A theme as somebody wants it."""

    name: str
    title: str
    description: str = ""
    image_url: str = ""
    extras: tuple[tuple[str, str], ...] = ()


def draft_of_theme(theme: Theme) -> ThemeDraft:
    """The draft that would make this theme."""
    extras = tuple(theme.extras.items())
    return ThemeDraft(theme.name, theme.title, theme.description, theme.image_url, extras)


def add_theme(work: Work, draft: ThemeDraft, identifier: str = "") -> Theme:
    """Make a theme, with this id or a new one. Raises NotAuthorized, Invalid for what is taken or wrong."""
    require(work.actor, Action.EDIT_ORGANIZATION)
    problems: dict[str, list[Message]] = {}
    if not _NAME.fullmatch(draft.name):
        problems["name"] = [
            Message(
                "Nama %(name)s harus 2 sampai 100 huruf kecil, angka, garis bawah atau tanda hubung.",
                {"name": draft.name[:100]},
            )
        ]
    elif work.session.scalars(select(Theme.id).where(Theme.name == draft.name)).first():
        problems["name"] = [Message("Nama %(name)s sudah dipakai.", {"name": draft.name})]
    if identifier and work.session.get(Theme, identifier) is not None:
        problems["id"] = [Message("Pengenal ini sudah dipakai.")]
    if problems:
        raise Invalid(problems)
    theme = Theme(id=identifier or str(uuid.uuid4()), title_en="", created=work.clock())
    _fill(theme, draft)
    work.session.add(theme)
    work.session.flush()
    activity.record(work.session, work.clock(), work.actor, "new theme", theme.id, {"name": theme.name})
    return theme


def change_theme(work: Work, theme: Theme, draft: ThemeDraft) -> None:
    """Let a theme say what the draft says; its name stays, for versions of datasets know it by that."""
    require(work.actor, Action.EDIT_ORGANIZATION)
    if draft.name != theme.name:
        raise Invalid({"name": [Message("Nama tema tidak dapat diganti; ganti judulnya.")]})
    if draft == draft_of_theme(theme):
        return
    _fill(theme, draft)
    activity.record(work.session, work.clock(), work.actor, "change theme", theme.id, {"name": theme.name})


def remove_theme(work: Work, theme: Theme) -> None:
    """Take a theme away; datasets that carry its name go without it."""
    require(work.actor, Action.EDIT_ORGANIZATION)
    detail = {"name": theme.name, "title": theme.title}
    activity.record(work.session, work.clock(), work.actor, "delete theme", theme.id, detail)
    work.session.delete(theme)
    work.session.flush()


def _fill(theme: Theme, draft: ThemeDraft) -> None:
    theme.name, theme.title, theme.description = draft.name, draft.title, draft.description
    theme.image_url, theme.extras = draft.image_url, dict(draft.extras)
