"""Full-text search behind a port: documents in, ranked identifiers and facet counts out."""

from catalog.search.index import FACETS, Document, Hits, Query, SearchIndex

__all__ = ["FACETS", "Document", "Hits", "Query", "SearchIndex"]
