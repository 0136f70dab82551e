"""What each CKAN action takes that reads, as one frozen dataclass per action."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.wire.reading import Params, flag, json_object, names, natural, param, text, texts, whole, words

MAX_ROWS = 1000  # of one answer, as in CKAN


def _rows(value: Any) -> int:
    return min(natural(value), MAX_ROWS)


@dataclass(frozen=True, kw_only=True)
class ById(Params):
    """One thing by its name or id."""

    id: str = param(text, also="name_or_id")


@dataclass(frozen=True, kw_only=True)
class ByName(Params):
    """One thing by its name."""

    name: str = param(text)


@dataclass(frozen=True, kw_only=True)
class Paging(Params):
    """A part of a list; no `limit` means all that one answer holds."""

    limit: int | None = param(natural, None)
    offset: int = param(natural, 0)


@dataclass(frozen=True, kw_only=True)
class PackageSearch(Params):
    """Parameters of package_search; those that only steer Solr's ranking are accepted and change nothing."""

    q: str = param(text, "")
    fq: tuple[str, ...] = param(texts, ())
    fq_list: tuple[str, ...] = param(texts, ())
    rows: int = param(_rows, 10)
    start: int = param(natural, 0)
    sort: str = param(text, "")
    facet: bool = param(flag, True)
    facet_field: tuple[str, ...] = param(names, (), name="facet.field")
    facet_limit: int = param(whole, 50, name="facet.limit")
    facet_mincount: int = param(natural, 1, name="facet.mincount")
    fl: tuple[str, ...] = param(names, ())


@dataclass(frozen=True, kw_only=True)
class Autocomplete(Params):
    """A beginning to complete."""

    q: str = param(text)
    limit: int = param(natural, 10)


@dataclass(frozen=True, kw_only=True)
class OrganizationList(Params):
    """Parameters of organization_list."""

    all_fields: bool = param(flag, False)
    include_dataset_count: bool = param(flag, True)
    sort: str = param(text, "", also="order_by")
    limit: int | None = param(natural, None)
    offset: int = param(natural, 0)
    only: tuple[str, ...] = param(names, (), name="organizations")


@dataclass(frozen=True, kw_only=True)
class GroupList(OrganizationList):
    """Parameters of group_list."""

    only: tuple[str, ...] = param(names, (), name="groups")


@dataclass(frozen=True, kw_only=True)
class OrganizationShow(ById):
    """Parameters of organization_show and group_show."""

    include_datasets: bool = param(flag, False)
    include_dataset_count: bool = param(flag, True)
    include_extras: bool = param(flag, True)
    include_users: bool = param(flag, True)
    include_groups: bool = param(flag, True)


@dataclass(frozen=True, kw_only=True)
class GroupPackages(ById):
    """Parameters of group_package_show."""

    limit: int | None = param(natural, None)


@dataclass(frozen=True, kw_only=True)
class TagList(Params):
    """Parameters of tag_list."""

    query: str = param(text, "")
    all_fields: bool = param(flag, False)


@dataclass(frozen=True, kw_only=True)
class TagSearch(Paging):
    """Parameters of tag_search and tag_autocomplete."""

    query: str = param(text, "", also="q")


@dataclass(frozen=True, kw_only=True)
class TagShow(ById):
    """Parameters of tag_show."""

    include_datasets: bool = param(flag, False)


@dataclass(frozen=True, kw_only=True)
class DatastoreSearch(Params):
    """Parameters of datastore_search; `language` and the estimation threshold change nothing."""

    resource_id: str = param(text, also="id")
    filters: Mapping[str, Any] | None = param(json_object, None)
    q: str | Mapping[str, str] = param(words, "")
    full_text: str = param(text, "")
    distinct: bool = param(flag, False)
    plain: bool = param(flag, True)
    language: str = param(text, "")
    limit: int = param(natural, 100)
    offset: int = param(natural, 0)
    fields: tuple[str, ...] = param(names, ())
    sort: tuple[str, ...] = param(names, ())
    include_total: bool = param(flag, True)
    include_next_page: bool = param(flag, False)
    total_estimation_threshold: int | None = param(natural, None)
    records_format: str = param(text, "objects")


@dataclass(frozen=True, kw_only=True)
class DatastoreSearchSql(Params):
    """Parameters of datastore_search_sql."""

    sql: str = param(text)


@dataclass(frozen=True, kw_only=True)
class DatastoreInfo(Params):
    """Parameters of datastore_info."""

    id: str = param(text, also="resource_id")
