"""CKAN's actions on tags: the words that published datasets carry."""

from catalog import datasets
from catalog.api import packages
from catalog.datasets import Criteria
from catalog.errors import NotFound
from catalog.text import Message
from catalog.wire import ckan_shapes
from catalog.wire.ckan_params import MAX_ROWS, TagList, TagShow
from catalog.work import Work


def tag_list(work: Work, wanted: TagList) -> object:
    """The tags of published datasets in alphabetical order.

    query: only tags that contain this text. all_fields: whole objects instead of names (default false).
    """
    names = [name for name in _names(work) if wanted.query.casefold() in name.casefold()]
    return [ckan_shapes.tag(name) for name in names] if wanted.all_fields else names


def tag_show(work: Work, wanted: TagShow) -> object:
    """One tag.

    id: its id or name. include_datasets: the datasets that carry it, at most 1000 (default false).
    """
    for name in _names(work):
        shape = ckan_shapes.tag(name)
        if wanted.id in (name, shape["id"]):
            break
    else:
        raise NotFound(Message("Tag %(name)s tidak ditemukan.", {"name": wanted.id}))
    if wanted.include_datasets:
        criteria = Criteria(filters={"tag": [name]}, sort="name asc", limit=MAX_ROWS)
        shape["packages"] = packages.show(work, datasets.find(work, criteria).datasets)
    return shape


def _names(work: Work) -> list[str]:
    counts = datasets.find(work, Criteria(limit=0, facets=("tag",), facet_limit=-1)).facets["tag"]
    return sorted(name for name, _ in counts)
