"""CKAN's actions on groups, which are our themes."""

from catalog import datasets
from catalog.api import packages
from catalog.api.listing import choose, without_count
from catalog.datasets import Criteria, Theme
from catalog.errors import NotFound
from catalog.text import Message
from catalog.wire import ckan_shapes
from catalog.wire.ckan_params import MAX_ROWS, GroupList, GroupPackages, OrganizationShow
from catalog.wire.ckan_shapes import Shape
from catalog.work import Work


def group_list(work: Work, wanted: GroupList) -> object:
    """The names of all groups (themes), or the groups themselves.

    all_fields: whole objects instead of names, at most 25 in one answer (names: 1000).
    sort: name, title (default) or package_count, with asc or desc. limit, offset: a part of the list.
    groups: only these names. include_dataset_count: default true.
    """
    counts = _counts(work)
    return choose(
        [ckan_shapes.group(theme, counts.get(theme.name, 0)) for theme in datasets.themes(work)], wanted
    )


def group_show(work: Work, wanted: OrganizationShow) -> object:
    """One group (theme).

    id: its id or name. include_datasets: its datasets too, at most 1000 (default false).
    include_dataset_count, include_extras, include_users, include_groups: default true; users are never told.
    """
    theme = theme_of(work, wanted.id)
    shape = ckan_shapes.group(theme, _counts(work).get(theme.name, 0))
    if not wanted.include_dataset_count:
        shape = without_count(shape)
    if wanted.include_extras:
        shape["extras"] = [{"key": key, "value": value} for key, value in sorted(theme.extras.items())]
    for name, included in (
        ("users", wanted.include_users),
        ("groups", wanted.include_groups),
    ):
        if included:
            shape[name] = []
    if wanted.include_datasets:
        shape["packages"] = _packages(work, theme, MAX_ROWS)
    return shape


def group_package_show(work: Work, wanted: GroupPackages) -> object:
    """The datasets of a group (theme).

    id: the group's id or name. limit: how many at most (default and most: 1000).
    """
    limit = MAX_ROWS if wanted.limit is None else min(wanted.limit, MAX_ROWS)
    return _packages(work, theme_of(work, wanted.id), limit)


def theme_of(work: Work, name_or_id: str) -> Theme:
    """The theme of this name or id; raises NotFound."""
    for theme in datasets.themes(work):
        if name_or_id in (theme.name, theme.id):
            return theme
    raise NotFound(Message("Tema %(name)s tidak ditemukan.", {"name": name_or_id}))


def _packages(work: Work, theme: Theme, limit: int) -> list[Shape]:
    criteria = Criteria(filters={"theme": [theme.name]}, sort="name asc", limit=limit)
    return packages.show(work, datasets.find(work, criteria).datasets)


def _counts(work: Work) -> dict[str, int]:
    return dict(datasets.find(work, Criteria(limit=0, facets=("theme",), facet_limit=-1)).facets["theme"])
