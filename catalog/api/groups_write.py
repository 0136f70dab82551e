"""CKAN's actions that write groups, which are our themes."""

from catalog import datasets
from catalog.api.groups import group_show, theme_of
from catalog.datasets import Theme, ThemeDraft
from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.ckan_group import GroupFields, theme_draft
from catalog.wire.ckan_params import ById, OrganizationShow
from catalog.wire.ckan_write_params import Purge
from catalog.work import Work


def group_create(work: Work, wanted: GroupFields) -> object:
    """Make a group (theme); only administrators and walidata of the province may.

    name: 2 to 100 letters a-z, digits, - and _ (required). title, description, image_url: texts.
    extras: [{key, value}]. id: for groups that have one elsewhere.
    """
    return _shown(work, datasets.add_theme(work, theme_draft(wanted, ThemeDraft("", "")), wanted.id))


def group_update(work: Work, wanted: GroupFields) -> object:
    """Replace what a group (theme) says: what is not sent is emptied, but its name, which stays.

    id: the group's id or name. Else as group_create.
    """
    theme = _named(work, wanted)
    datasets.change_theme(work, theme, theme_draft(wanted, ThemeDraft(theme.name, "")))
    return _shown(work, theme)


def group_patch(work: Work, wanted: GroupFields) -> object:
    """Change what is sent of a group (theme), and nothing else; its name stays.

    id: the group's id or name. Else as group_create.
    """
    theme = _named(work, wanted)
    datasets.change_theme(work, theme, theme_draft(wanted, datasets.draft_of_theme(theme)))
    return _shown(work, theme)


def group_delete(work: Work, wanted: ById) -> object:
    """Remove a group (theme); the datasets in it stay.

    id: the group's id or name.
    """
    datasets.remove_theme(work, theme_of(work, wanted.id))
    return None


def group_purge(work: Work, wanted: Purge) -> object:
    """The same as group_delete: nothing of a group is kept but the record of activities.

    id: the group's id or name.
    """
    datasets.remove_theme(work, theme_of(work, wanted.id))
    return None


def _named(work: Work, wanted: GroupFields) -> Theme:
    name = wanted.id or wanted.name
    if not name:
        raise Invalid({"id": [Message("Wajib diisi.")]})
    return theme_of(work, name)


def _shown(work: Work, theme: Theme) -> object:
    return group_show(work, OrganizationShow(id=theme.id))
