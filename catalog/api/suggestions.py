"""CKAN's actions that complete what somebody begins to write, but for datasets and tags."""

from catalog import datasets, organizations
from catalog.datasets import Criteria
from catalog.wire.ckan_params import Autocomplete
from catalog.wire.ckan_shapes import Shape
from catalog.work import Work


def format_autocomplete(work: Work, wanted: Autocomplete) -> object:
    """The formats of resources that contain a text, the most frequent first, in small letters.

    q: the text. limit: how many at most (default 10).
    """
    counts = datasets.find(work, Criteria(limit=0, facets=("format",), facet_limit=-1)).facets["format"]
    found = dict.fromkeys(name.lower() for name, _ in counts if wanted.q.lower() in name.lower())
    return list(found)[: wanted.limit]


def organization_autocomplete(work: Work, wanted: Autocomplete) -> object:
    """The organizations that have or had a name with a text in it, by title.

    q: the text. limit: how many at most (default 10).
    """
    found = [
        _suggestion(one.id, one.name, one.title)
        for one in organizations.listing(work)
        if any(wanted.q.casefold() in name.casefold() for name in (one.name, *one.names))
    ]
    return found[: wanted.limit]


def group_autocomplete(work: Work, wanted: Autocomplete) -> object:
    """The groups (themes) whose name or title has a text in it, by title.

    q: the text. limit: how many at most (default 10).
    """
    found = [
        _suggestion(one.id, one.name, one.title)
        for one in datasets.themes(work)
        if any(wanted.q.casefold() in name.casefold() for name in (one.name, one.title))
    ]
    return found[: wanted.limit]


def _suggestion(identifier: str, name: str, title: str) -> Shape:
    return {"id": identifier, "name": name, "title": title}
