"""Tables: exact typed Parquet in the file store, asked by DuckDB a page or a stream at a time.

Reading foreign files is in `catalog.tabular.read`, Indonesian figures in `catalog.tabular.numbers`, and what
frictionless makes of a table in `catalog.tabular.package`, files to take home in `catalog.tabular.export`.
Import these by their module path: they load what few callers need, so they stay out of this front door.
"""

from catalog.tabular.columns import Cell, Column, describe
from catalog.tabular.derive import Lookup, derive
from catalog.tabular.engine import ask
from catalog.tabular.load import Loaded, load
from catalog.tabular.query import Criteria, Page, page
from catalog.tabular.query_filters import AnyOf, Condition, Filter
from catalog.tabular.query_groups import BY_COUNT, Group, Groups, few_valued, group
from catalog.tabular.row_kinds import KIND_COLUMN, has_subtotals
from catalog.tabular.sandbox import MAX_SQL_ROWS, SqlAnswer, SqlCell, run_sql
from catalog.tabular.text_query import Joined, Search, expression, plain_words, rank_name

__all__ = [
    "BY_COUNT",
    "KIND_COLUMN",
    "MAX_SQL_ROWS",
    "AnyOf",
    "Cell",
    "Column",
    "Condition",
    "Criteria",
    "Filter",
    "Group",
    "Groups",
    "Joined",
    "Loaded",
    "Lookup",
    "Page",
    "Search",
    "SqlAnswer",
    "SqlCell",
    "ask",
    "derive",
    "describe",
    "expression",
    "few_valued",
    "group",
    "has_subtotals",
    "load",
    "page",
    "plain_words",
    "rank_name",
    "run_sql",
]
