"""The budget layer: stages of a fiscal year as versions, exact lines, planned to spent in one answer.

Only what is published and visible to the actor is ever summed; sample figures never beside real ones.
"""

from catalog.budget.aggregates import MAX_CELLS, Aggregate, Cell, aggregate, members
from catalog.budget.breakdown import WAYS, Breakdown, Part, breakdown
from catalog.budget.choice import RUNGS, Source
from catalog.budget.codes import ACCOUNT_SCHEMES, DIRECTIONS, PROGRAM_SCHEMES
from catalog.budget.comparison import BY, ComparedRow, Comparison, comparable, compare
from catalog.budget.coverage import Covered, coverage
from catalog.budget.cube import ACCOUNT_LEVELS, DIMENSIONS, Cut, Dimension, Drill, Selection
from catalog.budget.drafts import LINE_FIELDS, STAGES, FiguresDraft, Finding, Government, StoredTable
from catalog.budget.facts import Fact, Facts, facts
from catalog.budget.join_job import JOIN_STAGES, join_stages
from catalog.budget.joins import Join, Match, Remainder, Unjoined
from catalog.budget.ladder import Ladder, Row, Section, ladder
from catalog.budget.line_queries import Line, LinesPage, line, lines
from catalog.budget.models import BudgetVersion
from catalog.budget.open_findings import OpenFinding, OpenFindings, open_findings
from catalog.budget.operations import Measured, keep, measure
from catalog.budget.queries import (
    Carried,
    FindingsPage,
    GovernmentYears,
    Overview,
    Totals,
    carried,
    findings,
    governments,
    kept_files,
    overview,
)
from catalog.budget.version_table import VersionTable, version_table

__all__ = [
    "ACCOUNT_LEVELS",
    "ACCOUNT_SCHEMES",
    "BY",
    "DIMENSIONS",
    "DIRECTIONS",
    "JOIN_STAGES",
    "LINE_FIELDS",
    "MAX_CELLS",
    "PROGRAM_SCHEMES",
    "RUNGS",
    "STAGES",
    "WAYS",
    "Aggregate",
    "Breakdown",
    "BudgetVersion",
    "Carried",
    "Cell",
    "ComparedRow",
    "Comparison",
    "Covered",
    "Cut",
    "Dimension",
    "Drill",
    "Fact",
    "Facts",
    "FiguresDraft",
    "Finding",
    "FindingsPage",
    "Government",
    "GovernmentYears",
    "Join",
    "Ladder",
    "Line",
    "LinesPage",
    "Match",
    "Measured",
    "OpenFinding",
    "OpenFindings",
    "Overview",
    "Part",
    "Remainder",
    "Row",
    "Section",
    "Selection",
    "Source",
    "StoredTable",
    "Totals",
    "Unjoined",
    "VersionTable",
    "aggregate",
    "breakdown",
    "carried",
    "comparable",
    "compare",
    "coverage",
    "facts",
    "findings",
    "governments",
    "join_stages",
    "keep",
    "kept_files",
    "ladder",
    "line",
    "lines",
    "measure",
    "members",
    "open_findings",
    "overview",
    "version_table",
]
