"""One committed state of the index, answering queries: visibility, filters, facets, order."""

from collections.abc import Mapping, Sequence

import numpy as np

from catalog.errors import BadQuery
from catalog.search.corpus import Corpus, Mask
from catalog.search.index import FACETS, Hits, Query
from catalog.search.matching import match
from catalog.search.segment import MISSING, Floats, Longs, Segment, Vocabulary
from catalog.search.words import parse
from catalog.text import Message

# What may be sorted by, with the direction that is meant when none is given; equals come newest first.
SORTS = {"relevance": "desc", "modified": "desc", "created": "desc", "name": "asc", "title": "asc"}


class Snapshot:
    """Safe for many threads: what it caches is the same whoever computes it."""

    def __init__(
        self, segments: Sequence[Segment], deleted: Sequence[set[int]], known: Mapping[str, Vocabulary]
    ) -> None:
        self.corpus = Corpus(segments, deleted)
        self._known = known
        self._pairs = {group: self.corpus.pairs(group) for group in (*FACETS, "label")}
        self._newest_first = _newest_first(self.corpus.modified)

    def search(self, query: Query) -> Hits:
        """Raises BadQuery for a filter, facet or sort that does not exist."""
        for field in query.facets:
            self._check_facet(field)
        clauses = parse(query.words)
        worded, scores = match(self.corpus, clauses, self._visible_to(query.labels))
        masks = {field: self._having(field, values) for field, values in query.filters.items()}
        matching = _all(worded, masks)
        hits: Longs = np.flatnonzero(matching)
        order = self._order(query.sort, hits, scores, max(0, query.offset) + max(0, query.limit))
        return Hits(
            total=len(hits),
            ids=tuple(self.corpus.ids[number] for number in order[max(0, query.offset) :]),
            facets={
                field: self._count(
                    field,
                    _all(worded, masks, field) if query.alternatives and field in masks else matching,
                    query.facet_limit,
                )
                for field in query.facets
            },
        )

    def count(self) -> int:
        """Documents that are not deleted."""
        return int(np.count_nonzero(self.corpus.live))

    def _visible_to(self, labels: frozenset[str]) -> Mask:
        return self.corpus.live & self._with_values("label", labels)

    def _having(self, field: str, values: Sequence[str]) -> Mask:
        if field in ("id", "name"):
            wanted = set(values)
            held = self.corpus.ids if field == "id" else self.corpus.names
            return np.fromiter((value in wanted for value in held), dtype=bool, count=len(held))
        self._check_facet(field)
        return self._with_values(field, values)

    def _with_values(self, group: str, values: Sequence[str] | frozenset[str]) -> Mask:
        numbers, held = self._pairs[group]
        vocabulary = self._known[group]
        wanted = np.zeros(len(vocabulary.values), dtype=bool)
        wanted[[vocabulary.numbers[value] for value in values if value in vocabulary.numbers]] = True
        mask = np.zeros(self.corpus.size, dtype=bool)
        mask[numbers[wanted[held]]] = True
        return mask

    def _check_facet(self, field: str) -> None:
        if field not in FACETS:
            raise BadQuery(Message("Tidak ada saringan bernama %(field)s.", {"field": field}))

    def _count(self, field: str, matching: Mask, limit: int) -> tuple[tuple[str, int], ...]:
        numbers, held = self._pairs[field]
        counts = np.bincount(held[matching[numbers]])
        present: Longs = np.flatnonzero(counts)
        ranks = self._known[field].ranks()[present]
        order = present[_first(-counts[present], ranks, len(present) if limit < 0 else limit)]
        values = self._known[field].values
        return tuple((values[number], int(counts[number])) for number in order)

    def _order(self, sort: str, hits: Longs, scores: Floats, limit: int) -> Longs:
        keys = self._sort_keys(sort, scores)[hits]
        return hits[_first(keys, self._newest_first[hits], limit)]

    def _sort_keys(self, sort: str, scores: Floats) -> Longs | Floats:
        """Smallest first; a document without the time it is sorted by comes last in both directions."""
        name, _, direction = sort.strip().partition(" ")
        if name not in SORTS or direction.strip() not in ("", "asc", "desc"):
            raise BadQuery(Message("Tidak ada urutan bernama %(sort)s.", {"sort": sort}))
        descending = (direction.strip() or SORTS[name]) == "desc"
        match name:
            case "relevance":
                return -scores if descending else scores
            case "modified" | "created":
                times = self.corpus.modified if name == "modified" else self.corpus.created
                return _newest_first(times) if descending else times
            case _:
                ranks = self.corpus.name_ranks if name == "name" else self.corpus.title_ranks
                return -ranks if descending else ranks


def _all(mask: Mask, masks: Mapping[str, Mask], without: str = "") -> Mask:
    for field, other in masks.items():
        if field != without:
            mask = mask & other
    return mask


def _newest_first(times: Longs) -> Longs:
    return np.where(times == MISSING, MISSING, -times)


def _first(keys: Longs | Floats, ties: Longs, limit: int) -> Longs:
    """Where the smallest keys are, smallest first, equal ones by their tie; no more than `limit`."""
    if limit < 1:
        return np.empty(0, dtype=np.int64)
    if limit < len(keys):
        candidates = np.flatnonzero(keys <= np.partition(keys, limit - 1)[limit - 1])
    else:
        candidates = np.arange(len(keys))
    return candidates[np.lexsort((ties[candidates], keys[candidates]))][:limit]
