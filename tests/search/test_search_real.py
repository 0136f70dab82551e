"""Counts on real catalogue records against counting by hand."""

from collections import Counter
from pathlib import Path

import pytest

from catalog.search import FACETS, Document, Query, WhooshIndex
from catalog.search.analysis import positions
from catalog.search.words import Term, parse

pytestmark = pytest.mark.real

QUERIES = ["", "data", "health", "jumlah penduduk", "school district", "anggaran", "water quality", "road"]


def values_of(document: Document, facet: str) -> list[str]:
    """A document's values of a facet, each once."""
    many: dict[str, list[str]] = {
        "organization": [document.organization],
        "theme": list(document.themes),
        "tag": list(document.tags),
        "format": list(document.formats),
        "license": [document.license],
        "year": [str(year) for year in document.years],
    }
    return [value for value in dict.fromkeys(many[facet]) if value]


def holds(terms: set[str], words: str) -> bool:
    """Whether a document with these terms meets every word."""
    clauses = parse(words)
    return all(any(isinstance(s, Term) and s.text in terms for s in clause) for clause in clauses)


def test_totals_and_facets_are_exact_for_what_one_may_see(
    real_documents: list[Document], tmp_path: Path
) -> None:
    index = WhooshIndex(tmp_path)
    index.update(real_documents[:1500])
    index.update(real_documents[1400:], removed=["7", "11"])
    documents = [document for document in real_documents if document.id not in ("7", "11")]
    terms = {
        d.id: set(positions([d.title, d.notes, d.name, *d.organization_names, *d.tags])) for d in documents
    }
    answered = 0
    for labels in (frozenset({"public"}), frozenset({"public", "private"})):
        for words in QUERIES:
            expected = [d for d in documents if d.labels & labels and holds(terms[d.id], words)]
            hits = index.search(
                Query(words=words, labels=labels, facets=FACETS, facet_limit=-1, limit=len(documents))
            )
            assert set(hits.ids) == {d.id for d in expected}
            assert hits.total == len(expected)
            for facet in FACETS:
                counts = Counter(value for d in expected for value in values_of(d, facet))
                assert list(hits.facets[facet]) == sorted(
                    counts.items(), key=lambda pair: (-pair[1], pair[0])
                )
            answered += len(expected)
    assert answered > 4000


def test_a_filter_narrows_to_its_own_count(real_documents: list[Document], tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.update(real_documents)
    everything = index.search(Query(facets=FACETS, facet_limit=5))
    for facet in FACETS:
        assert everything.facets[facet]
        for value, count in everything.facets[facet]:
            assert index.search(Query(filters={facet: [value]})).total == count
