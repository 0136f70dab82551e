"""The budget layer: stages of a fiscal year as versions, exact lines, planned to spent in one answer."""

from catalog.budget.drafts import (
    ACCOUNT_SCHEMES,
    LINE_FIELDS,
    STAGES,
    FiguresDraft,
    Finding,
    Government,
    StoredTable,
)
from catalog.budget.operations import load

__all__ = [
    "ACCOUNT_SCHEMES",
    "LINE_FIELDS",
    "STAGES",
    "FiguresDraft",
    "Finding",
    "Government",
    "StoredTable",
    "load",
]
