"""What clients set of an organization or a group (theme), and how that becomes a draft."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from catalog.datasets import ThemeDraft
from catalog.organizations import OrganizationDraft
from catalog.wire.ckan_dataset import read_extras, read_groups
from catalog.wire.reading import Params, param, text_up_to

_SHORT, _LONG = 2000, 200_000  # characters
_LISTS = {"aliases": ";", "former_names": ";", "bidang_urusan": ";"}  # extras that we have lists for


@dataclass(frozen=True, kw_only=True)
class GroupFields(Params):
    """An organization or a group as clients send it: None stands for a key that was not sent.

    Members are no part of it: `users` changes nothing, the actions on members do.
    """

    clears: ClassVar[bool] = True
    id: str = param(text_up_to(100), "")
    name: str | None = param(text_up_to(_SHORT), None)
    title: str | None = param(text_up_to(_SHORT), None)
    description: str | None = param(text_up_to(_LONG), None)
    image_url: str | None = param(text_up_to(_SHORT), None)
    groups: tuple[str, ...] | None = param(read_groups, None)
    extras: tuple[tuple[str, str], ...] | None = param(read_extras, None)


def organization_draft(wanted: GroupFields, before: OrganizationDraft) -> OrganizationDraft:
    """The organization with every key that was sent, the others as `before`; its one group is its parent."""
    draft = replace(before, **_sent(wanted))
    draft = replace(draft, title=draft.title.strip() or draft.name)
    if wanted.groups is not None:
        draft = replace(draft, parent=next(iter(wanted.groups), ""))
    if wanted.extras is None:
        return draft
    extras = dict(wanted.extras)
    known: dict[str, Any] = {name: extras.pop(name, "") for name in ("abbreviation", "code", "kind")}
    for name, mark in _LISTS.items():
        known[name] = tuple(part.strip() for part in extras.pop(name, "").split(mark) if part.strip())
    return replace(draft, **known, extras=tuple(extras.items()))


def theme_draft(wanted: GroupFields, before: ThemeDraft) -> ThemeDraft:
    """The theme with every key that was sent, the others as `before`."""
    draft = replace(before, **_sent(wanted))
    extras = draft.extras if wanted.extras is None else wanted.extras
    return replace(draft, title=draft.title.strip() or draft.name, extras=extras)


def _sent(wanted: GroupFields) -> dict[str, Any]:
    names = ("name", "title", "description", "image_url")
    return {name: value for name in names if (value := getattr(wanted, name)) is not None}
