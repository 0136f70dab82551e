"""Search: words, what narrows them, and the datasets found; all of it in the address, with CKAN's names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template, request

from catalog import datasets, organizations
from catalog.datasets import LICENSES, Criteria, Found
from catalog.text import Message
from catalog.web import budget_words
from catalog.web.language import SOURCE
from catalog.web.links import changed_query, with_value, without_value
from catalog.web.request import page_number, request_work, words_asked
from catalog.web.search_answers import governments_named
from catalog.web.search_hints import hints
from catalog.web.wording import license_title, theme_title
from catalog.work import Work

ROWS = 20
_FACET_VALUES = 50
# Parameter of the address, field of the index, heading.
_FACETS = (
    ("organization", "organization", Message("Penerbit")),
    ("groups", "theme", Message("Tema")),
    ("year", "year", Message("Tahun")),
    ("res_format", "format", Message("Format")),
    ("tags", "tag", Message("Kata kunci")),
    ("license_id", "license", Message("Lisensi")),
)
_FIELDS = {parameter: field for parameter, field, _title in _FACETS}
_TITLES = {parameter: title for parameter, _field, title in _FACETS}
_SORTS = {"": "relevance", "metadata_modified desc": "modified", "title_string asc": "title"}
_SORT_TITLES = {
    "": Message("Paling sesuai"),
    "metadata_modified desc": Message("Paling baru"),
    "title_string asc": Message("Judul"),
}


@dataclass(frozen=True)
class FacetValue:
    """One value to narrow by; `href` adds it, or takes it away when it is active."""

    label: str
    count: int
    href: str
    active: bool
    lang: str  # of a label that publishers wrote, else empty
    key: str  # the same, active or not


@dataclass(frozen=True)
class Facet:
    """A way of narrowing with its values; `active` are those of the address, found or not."""

    parameter: str
    title: Message
    values: list[FacetValue]
    active: list[FacetValue]


def search() -> str:
    """Datasets for words and filters, a page at a time."""
    words, sort = words_asked(), request.args.get("sort", "")
    sort = sort if sort in _SORTS else ""
    chosen = {parameter: _values(parameter) for parameter, _field, _title in _FACETS}
    filters = {field: chosen[parameter] for parameter, field, _title in _FACETS if chosen[parameter]}
    with request_work() as work:
        found, page = find_page(work, words, filters, _SORTS[sort], [field for _, field, _ in _FACETS])
        facets = [
            _facet(
                parameter, title, chosen[parameter], found.facets[field], _titles(work, field, found, filters)
            )
            for parameter, field, title in _FACETS
        ]
        return render_template(
            "search.html",
            words=words,
            found=found,
            budget_words=budget_words,
            governments=governments_named(work, words) if words and page == 1 else [],
            hints=[] if found.total else hints(work, words, chosen, _FIELDS, _TITLES),
            facets=facets,
            active=[(facet, value) for facet in facets for value in facet.active],
            kept=[(name, value) for name, values in chosen.items() for value in values],
            sorts=[
                {"label": title, "href": changed_query({"sort": value or None}), "current": value == sort}
                for value, title in _SORT_TITLES.items()
                if words or value or sort
            ],
            sort=sort,
            page=page,
            pages=-(-found.total // ROWS),
        )


def find_page(
    work: Work, words: str, filters: Mapping[str, list[str]], sort: str, facets: list[str]
) -> tuple[Found, int]:
    """The page of results that the address asks for, or the last one when there are fewer, and its number."""
    page = page_number()
    while True:
        criteria = Criteria(words, filters, sort, (page - 1) * ROWS, ROWS, facets, _FACET_VALUES, True)
        found = datasets.find(work, criteria)
        last = max(1, -(-found.total // ROWS))
        if page <= last:
            return found, page
        page = last


def _values(parameter: str) -> list[str]:
    return list(dict.fromkeys(value for value in request.args.getlist(parameter) if value.strip()))[
        :_FACET_VALUES
    ]


def _titles(work: Work, field: str, found: Found, filters: Mapping[str, list[str]]) -> Callable[[str], str]:
    """From a facet's value to what people call it."""
    values = [value for value, _count in found.facets[field]] + filters.get(field, [])
    match field:
        case "organization":
            titles = organizations.by_title(work, values) if values else {}
        case "theme":
            titles = {theme.name: theme_title(theme) for theme in datasets.themes(work)} if values else {}
        case "license":
            titles = {value: license_title(LICENSES[value]) for value in values if value in LICENSES}
        case _:
            titles = {}
    return lambda value: titles.get(value, value)


def _facet(
    parameter: str,
    title: Message,
    chosen: list[str],
    counted: tuple[tuple[str, int], ...],
    title_of: Callable[[str], str],
) -> Facet:
    counts = dict(counted)
    lang = SOURCE if parameter in ("organization", "tags") else ""
    active = [
        FacetValue(
            title_of(value),
            counts.get(value, 0),
            without_value(parameter, value),
            True,
            lang,
            f"{parameter}={value}",
        )
        for value in chosen
    ]
    others = [value for value in counts if value not in chosen]
    if parameter == "year":
        others.sort(reverse=True)
    rest = [
        FacetValue(
            title_of(value),
            counts[value],
            with_value(parameter, value),
            False,
            lang,
            f"{parameter}={value}",
        )
        for value in others
    ]
    return Facet(parameter, title, active + rest, active)
