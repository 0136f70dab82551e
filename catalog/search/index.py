"""The port: what every search engine offers and what it is given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

FACETS = ("organization", "theme", "tag", "format", "license", "year")


@dataclass(frozen=True)
class Document:
    """One published dataset as the index sees it; `id` is unique, `labels` say who may find it."""

    id: str
    name: str
    title: str
    notes: str = ""
    organization: str = ""  # slug
    organization_names: tuple[
        str, ...
    ] = ()  # title, abbreviation, aliases, former names: searched, not shown
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()  # upper case, as CKAN gives them
    license: str = ""
    years: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()  # budget and account codes; found by prefix (5, 5.1, 5.1.02 ...)
    text: str = ""  # resource names, column names, distinct names of lines
    created: datetime | None = None
    modified: datetime | None = None
    labels: frozenset[str] = frozenset({"public"})


@dataclass(frozen=True)
class Query:
    """A search: free words, exact filters (values of one field are alternatives, fields narrow), labels."""

    words: str = ""
    filters: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # keys of FACETS, `name`, `id`; no values, no hits
    labels: frozenset[str] = frozenset({"public"})
    # relevance | modified | created | name | title, with " desc" or " asc" or without: best, newest, from A.
    # Equals, and the answer to no words at all, come newest first.
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    facets: Sequence[str] = ()
    facet_limit: int = 50  # most frequent values per facet; -1 gives all
    # Count each facet as if it had no filter of its own: what else could be chosen, as a page offers it.
    alternatives: bool = False


@dataclass(frozen=True)
class Hits:
    """A page of identifiers in order, the exact total, and per facet (value, count), most frequent first."""

    total: int
    ids: tuple[str, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class SearchIndex(Protocol):
    """What an engine must do; readers see an update at their next search, and never a half-written state."""

    def search(self, query: Query) -> Hits:
        """Raises catalog.errors.BadQuery for a sort or filter field that does not exist."""

    def update(self, documents: Iterable[Document], removed: Iterable[str] = ()) -> None:
        """Replace these documents and drop these ids, in one step; called by one process only."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build anew beside the old index and swap it in whole; gives the number of documents."""

    def count(self) -> int:
        """How many documents the index holds."""
