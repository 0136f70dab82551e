"""CKAN's actions on stored tables."""

from collections.abc import Sequence
from pathlib import Path

from catalog import datasets, tabular
from catalog.datasets import Resource
from catalog.errors import BadQuery, Invalid, NotFound
from catalog.tabular import Column, Criteria, Page
from catalog.text import Message
from catalog.wire import ckan_datastore, ckan_shapes
from catalog.wire.ckan_datastore import MAX_RECORDS
from catalog.wire.ckan_params import DatastoreInfo, DatastoreSearch, DatastoreSearchSql
from catalog.wire.ckan_shapes import Shape
from catalog.work import Work

_CATALOGUE = "_table_metadata"
_CATALOGUE_FIELDS = [
    {"id": "_id", "type": "int"},
    {"id": "name", "type": "name"},
    {"id": "oid", "type": "oid"},
    {"id": "alias_of", "type": "name"},
]


def datastore_search(work: Work, wanted: DatastoreSearch) -> object:
    """Rows of a resource's table, each with its number `_id` first.

    resource_id (or id): the resource, or `_table_metadata` for the list of tables.
    filters: {column: value}, {column: [values]}, {column: {eq|in|gt|gte|lt|lte: value}}, {$or: [filters]},
        {$and: [filters]}.
    q: words, or {column: words}, each part of a text or equal to a figure or date; with plain=false an
        expression of whole words (`a & (b | !c)`, `d:*` begins a word). full_text: words besides.
        Rows then have `rank` (or `rank column`), and the best come first while at most 100,000 are found.
    fields: the columns to give; distinct: equal rows of them once; sort: `column desc, other`.
    limit: how many (default 100, at most 32000); offset: after how many.
    include_total (default true); include_next_page: the filter that continues after the last row.
    records_format: objects (default), lists, csv, tsv.
    Rows that are subtotals are among the others; SQL and files tell them apart in a last column, `_kind`.
    """
    if wanted.resource_id == _CATALOGUE:
        return _tables(work, wanted)
    found = _table(work, wanted.resource_id)
    columns = ckan_datastore.table_columns(found.columns)
    page = _page(work, found, columns, ckan_datastore.table_criteria(wanted, columns))
    page = ckan_datastore.with_ranks(page, ckan_datastore.rank_names(wanted))
    answer = _echo(wanted) | {
        "records": ckan_datastore.records(page, wanted.records_format),
        "fields": ckan_datastore.fields(page.columns),
    }
    if wanted.include_total:
        answer["total"] = page.total
    if wanted.include_next_page and page.numbers and not wanted.sort:
        answer["next_page"] = {"_id": {"gt": page.numbers[-1]}}
    return answer


def datastore_search_sql(work: Work, wanted: DatastoreSearchSql) -> object:
    """The rows of one SELECT in DuckDB's SQL, at most 32000, within a few seconds.

    sql: each resource with a table is one by its id, in double quotes: SELECT * FROM "id" LIMIT 5.
    """

    def find(name: str) -> Path:
        return work.store.path(_table(work, name).table_sha256)

    try:
        return ckan_datastore.sql_answer(wanted.sql, tabular.run_sql(wanted.sql, find))
    except BadQuery as error:
        raise Invalid({"query": [error.message]}) from None


def datastore_info(work: Work, wanted: DatastoreInfo) -> object:
    """The columns of a resource's table, its number of rows and its size in bytes.

    id (or resource_id): the resource.
    """
    found = _table(work, wanted.id)
    return {
        "fields": ckan_datastore.fields_with_schema(ckan_datastore.table_columns(found.columns)),
        "meta": {
            "id": found.resource_id,
            "count": found.table_rows,
            "table_type": "BASE TABLE",
            "size": found.table_size,
            "db_size": found.table_size,
            "idx_size": 0,
            "aliases": [],
        },
    }


def _table(work: Work, resource_id: str) -> Resource:
    dataset, found = datasets.resource(work, resource_id)
    table = datasets.table_of(work, dataset, found)
    if table.table_sha256:
        return table
    state = datasets.loading(work, resource_id)
    if state and state.live:
        told = {"id": resource_id, "percent": state.percent}
        raise NotFound(
            Message("Tabel sumber daya %(id)s sedang disiapkan (%(percent)s persen). Coba lagi nanti.", told)
        )
    raise NotFound(Message("Sumber daya %(id)s tidak punya tabel.", {"id": resource_id}))


def _page(work: Work, found: Resource, columns: Sequence[Column], criteria: Criteria) -> Page:
    try:
        return tabular.page(work.store.path(found.table_sha256), columns, criteria)
    except BadQuery as error:
        raise Invalid({"filters": [error.message]}) from None


def _tables(work: Work, wanted: DatastoreSearch) -> Shape:
    identifiers = datasets.table_ids(work)
    part = identifiers[wanted.offset : wanted.offset + min(wanted.limit, MAX_RECORDS)]
    return _echo(wanted) | {
        "records": [ckan_shapes.table_metadata(one) for one in part],
        "fields": _CATALOGUE_FIELDS,
        "total": len(identifiers),
    }


def _echo(wanted: DatastoreSearch) -> Shape:
    """What was asked, as CKAN repeats it: always these, the others when they were given."""
    always: Shape = {
        "include_next_page": wanted.include_next_page,
        "include_total": wanted.include_total,
        "limit": min(wanted.limit, MAX_RECORDS),
        "records_format": wanted.records_format,
        "resource_id": wanted.resource_id,
    }
    given: Shape = {
        "distinct": wanted.distinct,
        "filters": wanted.filters,
        "full_text": wanted.full_text,
        "offset": wanted.offset,
        "q": wanted.q,
        "sort": ", ".join(wanted.sort),
    }
    return always | {name: value for name, value in given.items() if value}
