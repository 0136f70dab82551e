"""Tables: exact typed Parquet in the file store, asked by DuckDB a page or a stream at a time.

Reading foreign files is in `catalog.tabular.read`, Indonesian figures in `catalog.tabular.numbers`, and what
frictionless makes of a table in `catalog.tabular.package`. Import these by their module path: they load what
few callers need, so they stay out of this front door.
"""

from catalog.tabular.columns import Cell, Column, describe
from catalog.tabular.derive import Lookup, derive
from catalog.tabular.engine import ask
from catalog.tabular.export import export_csv
from catalog.tabular.load import Loaded, load
from catalog.tabular.query import Criteria, Filter, Page, page

__all__ = [
    "Cell",
    "Column",
    "Criteria",
    "Filter",
    "Loaded",
    "Lookup",
    "Page",
    "ask",
    "derive",
    "describe",
    "export_csv",
    "load",
    "page",
]
