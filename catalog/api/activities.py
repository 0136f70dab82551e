"""CKAN's actions on what happened: each version of a dataset is kept, so that every difference is real."""

import difflib
from collections.abc import Sequence

import orjson

from catalog import datasets, organizations
from catalog.api.groups import theme_of
from catalog.api.publication import may_edit, package_shape
from catalog.api.users import user_of
from catalog.datasets import Criteria, Passage
from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire import ckan_activity
from catalog.wire.ckan_activity import ActivitiesOf, ActivityData, Recent
from catalog.wire.ckan_params import MAX_ROWS, ById
from catalog.wire.ckan_shapes import Shape
from catalog.work import Work


def package_activity_list(work: Work, wanted: ActivitiesOf) -> object:
    """What happened to a dataset, the newest first: publications, and to its organization drafts as well.

    id: the dataset's id or name. limit (default 31, at most 100), offset: a part of the list.
    """
    dataset = datasets.get(work, wanted.id)
    return _list(work, datasets.history(work, [dataset.id], limit=wanted.limit, offset=wanted.offset))


def organization_activity_list(work: Work, wanted: ActivitiesOf) -> object:
    """What happened to an organization's datasets, the newest first.

    id: the organization's id or name. limit (default 31, at most 100), offset: a part of the list.
    """
    owner = organizations.get(work, wanted.id).id
    return _list(
        work, datasets.history(work, organization_id=owner, limit=wanted.limit, offset=wanted.offset)
    )


def group_activity_list(work: Work, wanted: ActivitiesOf) -> object:
    """What happened to the datasets of a group (theme), the newest first.

    id: the group's id or name. limit (default 31, at most 100), offset: a part of the list.
    """
    criteria = Criteria(filters={"theme": [theme_of(work, wanted.id).name]}, limit=MAX_ROWS)
    ids = [dataset.id for dataset in datasets.find(work, criteria).datasets]
    return _list(work, datasets.history(work, ids, limit=wanted.limit, offset=wanted.offset))


def user_activity_list(work: Work, wanted: ActivitiesOf) -> object:
    """What a user did to datasets, the newest first: your own, or anybody's for administrators.

    id: the user's name. limit (default 31, at most 100), offset: a part of the list.
    """
    name = user_of(work, wanted.id).name
    return _list(work, datasets.history(work, actor=name, limit=wanted.limit, offset=wanted.offset))


def recently_changed_packages_activity_list(work: Work, wanted: Recent) -> object:
    """What happened to datasets, the newest first.

    limit (default 31, at most 100), offset: a part of the list.
    """
    return _list(work, datasets.history(work, limit=wanted.limit, offset=wanted.offset))


def dashboard_activity_list(work: Work, wanted: Recent) -> object:
    """What you did to datasets, the newest first; nothing for nobody.

    limit (default 31, at most 100), offset: a part of the list.
    """
    if not work.actor.name:
        return []
    found = datasets.history(work, actor=work.actor.name, limit=wanted.limit, offset=wanted.offset)
    return _list(work, found)


def activity_show(work: Work, wanted: ById) -> object:
    """One activity, with the dataset as it then was.

    id: the activity's id.
    """
    return _shape(work, datasets.passage(work, wanted.id))


def activity_data_show(work: Work, wanted: ActivityData) -> object:
    """The dataset as it was when something happened.

    id: the activity's id. object_type: package for that alone.
    """
    data = _shape(work, datasets.passage(work, wanted.id))["data"]
    if wanted.object_type in ("", "package") and isinstance(data, dict):
        return data["package"] if wanted.object_type else data
    raise Invalid({"object_type": [Message("Hanya ada package di sini.")]})


def activity_diff(work: Work, wanted: ActivityData) -> object:
    """What changed between the version of an activity and the one published before, as a diff of JSON.

    id: the activity's id. object_type: package.
    """
    if wanted.object_type not in ("", "package"):
        raise Invalid({"object_type": [Message("Hanya ada package di sini.")]})
    found = datasets.passage(work, wanted.id)
    before = datasets.version_before(work, found)
    old = _lines(package_shape(work, before)) if before else []
    lines = difflib.unified_diff(old, _lines(package_shape(work, found.version)), lineterm="")
    return {"diff": "\n".join(lines), "activities": [_shape(work, found)]}


def _list(work: Work, found: Sequence[Passage]) -> list[Shape]:
    return [_shape(work, one) for one in found]


def _shape(work: Work, found: Passage) -> Shape:
    name = found.activity.actor
    user = name if name == work.actor.name or may_edit(work.actor, found.dataset) else None
    return ckan_activity.activity(found, package_shape(work, found.version), user)


def _lines(shape: Shape) -> list[str]:
    return orjson.dumps(shape, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode().splitlines()
