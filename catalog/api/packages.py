"""CKAN's actions on datasets and their resources."""

from collections.abc import Mapping, Sequence

from catalog import datasets, organizations
from catalog.api.publication import package_shape, resource_shape, shown_version, version_with
from catalog.datasets import LICENSES, Criteria, Dataset, Theme
from catalog.errors import BadQuery, NotFound
from catalog.text import Message
from catalog.wire import ckan_search, ckan_shapes
from catalog.wire.ckan_params import MAX_ROWS, Autocomplete, ById, PackageSearch, Paging
from catalog.wire.ckan_shapes import Shape
from catalog.work import Work

# Parameters of CKAN that steer its ranking, or ask for what an actor may see anyway.
_WITHOUT_EFFECT = frozenset(
    {
        "qf", "bf", "boost", "tie", "defType", "mm", "df", "wt", "extras", "callback",
        "include_private", "include_drafts", "include_deleted", "use_default_schema",
    }
)  # fmt: skip


def package_list(work: Work, wanted: Paging) -> object:
    """The names of all published datasets in alphabetical order.

    limit, offset: a part of the list (optional).
    """
    return datasets.names(work, wanted.offset, wanted.limit)


def package_show(work: Work, wanted: ById) -> object:
    """One dataset with its organization, groups, tags, extras and resources.

    Who may edit it sees its latest version, with `state: draft` while that is not published.
    id: the dataset's id or name; `name_or_id` is understood as well.
    """
    return package_shape(work, shown_version(work, datasets.get(work, wanted.id)))


def resource_show(work: Work, wanted: ById) -> object:
    """One resource of a published dataset.

    id: the resource's id.
    """
    return resource_shape(work, version_with(work, wanted.id), wanted.id)


def resource_view_list(work: Work, wanted: ById) -> object:
    """The views stored with a resource: none, since every table is previewed on its page without one.

    id: the resource's id.
    """
    datasets.resource(work, wanted.id)
    return []


def resource_view_show(_work: Work, wanted: ById) -> object:
    """No stored view is ever found: every table is previewed on its page without one.

    id: the view's id.
    """
    raise NotFound(Message("Tampilan %(id)s tidak ditemukan.", {"id": wanted.id}))


def current_package_list_with_resources(work: Work, wanted: Paging) -> object:
    """Datasets with their resources, the latest changed first.

    limit, offset: a part of the list (optional); one answer holds at most 1000.
    """
    limit = MAX_ROWS if wanted.limit is None else min(wanted.limit, MAX_ROWS)
    criteria = Criteria(sort="modified desc", offset=wanted.offset, limit=limit)
    return show(work, datasets.find(work, criteria).datasets)


def package_autocomplete(work: Work, wanted: Autocomplete) -> object:
    """Datasets whose name or title contains a text, as name, title and which of the two matched.

    q: the text. limit: how many at most (default 10).
    """
    rows = datasets.suggest(work, wanted.q, min(wanted.limit, MAX_ROWS))
    return [_suggestion(name, title, wanted.q) for name, title in rows]


def package_search(work: Work, wanted: PackageSearch) -> object:
    """Search datasets by words and filters, with counts per facet.

    q, fq, fq_list: words and `field:value`, `field:"two words"`, `field:(a OR b)`. Fields: organization,
    groups, tags, res_format, license_id, name, id, year; `title:` and `text:` search all words.
    rows (default 10, at most 1000), start: a page of the results.
    sort: `field asc|desc`, fields: score, name, title, metadata_created, metadata_modified.
    facet.field: fields to count, as a list, JSON or text; facet.limit (default 50, -1 for all),
    facet.mincount (default 1), facet (false for none).
    fl: the keys to keep in each result.
    """
    unknown = [name for name in wanted.unknown if name not in _WITHOUT_EFFECT and not name.startswith("ext_")]
    if unknown:
        raise BadQuery(Message("Parameter %(names)s tidak dikenal.", {"names": ", ".join(unknown)}))
    search = ckan_search.read_search(wanted.q, (*wanted.fq, *wanted.fq_list))
    sort = ckan_search.read_sort(wanted.sort, by_relevance=bool(search.words))
    names = wanted.facet_field if wanted.facet else ()
    if search.nothing:
        found = datasets.Found(0, [], {})
    else:
        found = datasets.find(work, _criteria(wanted, search, sort, names))
    counts = {name: _counts(found.facets.get(ckan_search.FACETS.get(name, "")), wanted) for name in names}
    return {
        "count": found.total,
        "facets": {name: dict(pairs) for name, pairs in counts.items()},
        "results": [_only(shape, wanted.fl) for shape in show(work, found.datasets)],
        "sort": wanted.sort or "score desc, metadata_modified desc",
        "search_facets": {name: _facet(work, name, pairs) for name, pairs in counts.items()},
    }


def show(work: Work, found: Sequence[Dataset]) -> list[Shape]:
    """Datasets in CKAN's shape; raises NotFound for one that was never published."""
    versions = [dataset.published for dataset in found]
    themes: Mapping[str, Theme] = {}
    if any(version is not None and version.themes for version in versions):
        themes = {theme.name: theme for theme in datasets.themes(work)}
    shapes = []
    for dataset, version in zip(found, versions, strict=True):
        if version is None:
            raise NotFound(Message("Dataset %(name)s tidak ditemukan.", {"name": dataset.name}))
        shapes.append(ckan_shapes.package(dataset, version, themes, work.settings.site_url))
    return shapes


def _criteria(
    wanted: PackageSearch, search: ckan_search.Wanted, sort: str, facets: Sequence[str]
) -> Criteria:
    ours = [ckan_search.FACETS[name] for name in facets if name in ckan_search.FACETS]
    return Criteria(
        words=" ".join(search.words),
        filters={name: sorted(values) for name, values in search.filters.items()},
        sort=sort,
        offset=wanted.start,
        limit=wanted.rows,
        facets=tuple(dict.fromkeys(ours)),
        facet_limit=wanted.facet_limit,
    )


def _counts(pairs: Sequence[tuple[str, int]] | None, wanted: PackageSearch) -> list[tuple[str, int]]:
    return [(value, count) for value, count in pairs or () if count >= wanted.facet_mincount]


def _facet(work: Work, name: str, pairs: Sequence[tuple[str, int]]) -> Shape:
    titles = _titles(work, name, [value for value, _ in pairs])
    items = [
        {"name": value, "display_name": titles.get(value, value), "count": count} for value, count in pairs
    ]
    items.sort(key=lambda item: str(item["display_name"]), reverse=True)
    return {"title": name, "items": items}


def _titles(work: Work, name: str, values: Sequence[str]) -> Mapping[str, str]:
    match name:
        case "organization":
            return organizations.by_title(work, values)
        case "groups":
            return {theme.name: theme.title for theme in datasets.themes(work)}
        case "license_id":
            return {one.id: one.title for one in LICENSES.values()}
        case _:
            return {}


def _only(shape: Shape, names: Sequence[str]) -> Shape:
    return {name: shape[name] for name in names if name in shape} if names else shape


def _suggestion(name: str, title: str, text: str) -> Shape:
    by_name = text.casefold() in name
    return {
        "name": name,
        "title": title,
        "match_field": "name" if by_name else "title",
        "match_displayed": name if by_name else f"{title} ({name})",
    }
