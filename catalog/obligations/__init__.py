"""Obligations: which documents the law asks of the government and each SKPD, and how they stand on any day.

The documents are data (catalog/data/obligations.csv), due dates a small written grammar (due.py); how a duty
stands is computed from published versions (standing.py) and never stored.
"""

from catalog.obligations.board import TPAD, Board, Cell, Score, Summary, board, score, summary
from catalog.obligations.due import EVENTS, PERIOD, PERIODS, After, Dated, Due, due_day, parse, span
from catalog.obligations.facts import (
    FIRST_YEAR,
    LAST_YEAR,
    THE_GOVERNMENT,
    Facts,
    Owner,
    agencies,
    facts,
    today,
)
from catalog.obligations.links import check_links
from catalog.obligations.operations import exempt, link, oblige, owner_id, set_due, unlink
from catalog.obligations.queries import ALL_SKPDS, Decisions, decisions
from catalog.obligations.reminders import (
    CHECK_LINKS,
    REMIND,
    REMIND_ALL,
    check_all,
    queue_day,
    remind,
    remind_all,
)
from catalog.obligations.rules import GOVERNMENT, LISTS, Obligation, written, written_as
from catalog.obligations.standing import OTHER, PDF, TABLE, Duty, Item, Standing, State, stands

__all__ = [
    "ALL_SKPDS",
    "CHECK_LINKS",
    "EVENTS",
    "FIRST_YEAR",
    "GOVERNMENT",
    "LAST_YEAR",
    "LISTS",
    "OTHER",
    "PDF",
    "PERIOD",
    "PERIODS",
    "REMIND",
    "REMIND_ALL",
    "TABLE",
    "THE_GOVERNMENT",
    "TPAD",
    "After",
    "Board",
    "Cell",
    "Dated",
    "Decisions",
    "Due",
    "Duty",
    "Facts",
    "Item",
    "Obligation",
    "Owner",
    "Score",
    "Standing",
    "State",
    "Summary",
    "agencies",
    "board",
    "check_all",
    "check_links",
    "decisions",
    "due_day",
    "exempt",
    "facts",
    "link",
    "oblige",
    "owner_id",
    "parse",
    "queue_day",
    "remind",
    "remind_all",
    "score",
    "set_due",
    "span",
    "stands",
    "summary",
    "today",
    "unlink",
    "written",
    "written_as",
]
