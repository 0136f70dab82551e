"""Full-text search behind a port: documents in, ranked identifiers and facet counts out."""

from catalog.search.index import FACETS, Document, Hits, Query, SearchIndex
from catalog.search.whoosh_index import WhooshIndex

__all__ = ["FACETS", "Document", "Hits", "Query", "SearchIndex", "WhooshIndex"]
