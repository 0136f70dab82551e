"""CKAN's actions on tags: the words that published datasets carry."""

from catalog import datasets
from catalog.api import packages
from catalog.datasets import Criteria
from catalog.errors import NotFound
from catalog.text import Message
from catalog.wire import ckan_shapes
from catalog.wire.ckan_params import MAX_ROWS, ById, TagList, TagSearch, TagShow
from catalog.wire.reading import Params
from catalog.work import Work

_FEW = 10  # suggestions, where nobody says how many


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


def tag_search(work: Work, wanted: TagSearch) -> object:
    """Tags that contain a text, with their number.

    query (or q): the text. limit (default all), offset: a part of the list.
    """
    found = [name for name in _names(work) if wanted.query.casefold() in name.casefold()]
    part = found[wanted.offset :] if wanted.limit is None else found[wanted.offset :][: wanted.limit]
    shapes = [ckan_shapes.tag(name) for name in part]
    return {
        "count": len(found),
        "results": [
            {key: value for key, value in shape.items() if key != "display_name"} for shape in shapes
        ],
    }


def tag_autocomplete(work: Work, wanted: TagSearch) -> object:
    """The names of tags that contain a text.

    query (or q): the text. limit (default 10), offset: a part of the list.
    """
    found = [name for name in _names(work) if wanted.query.casefold() in name.casefold()]
    return found[wanted.offset :][: _FEW if wanted.limit is None else wanted.limit]


def vocabulary_list(_work: Work, _wanted: Params) -> object:
    """The vocabularies: none, since tags are free here and themes are groups."""
    return []


def vocabulary_show(_work: Work, wanted: ById) -> object:
    """No vocabulary is ever found: tags are free here and themes are groups.

    id: the vocabulary's id or name.
    """
    raise NotFound(Message("Kosakata %(name)s tidak ditemukan.", {"name": wanted.id}))


def _names(work: Work) -> list[str]:
    counts = datasets.find(work, Criteria(limit=0, facets=("tag",), facet_limit=-1)).facets["tag"]
    return sorted(name for name, _ in counts)
