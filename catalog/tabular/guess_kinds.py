"""What single cells look like: one letter each, so that a row is a word and a column a pile of letters."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from catalog.tabular.raw import RawCell

BLANK, MISSING, FIGURE, CODE, DATE, TEXT = "_-FCDT"
HARD = FIGURE + CODE + DATE  # kinds that a title or a column's name seldom is
MISSING_MARKS = frozenset(
    {"-", "--", "---", "–", "—", "...", "…", "..", "n/a", "na", "null", "none", "nan", "nihil"}
)
FAILURES = frozenset({"#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!"})  # of formulas
_FIGURE = re.compile(
    r"[-+(]?\s*(?:rp\.?|idr|us\$|[$€£])?\s*[-+]?\.?[0-9][0-9.,]*(?:,-)?\s*"
    r"(?:%|rb|ribu|jt|juta|m|miliar|milyar|t|triliun|trilyun)?\s*\)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[0-9]{1,6}(?:\s*[-./ ]\s*[0-9]{1,6})+\s*[.)]?|0[0-9]+|[0-9]{16,}")
_DATE = re.compile(
    r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[T ][0-9:.]+Z?)?"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}(?: [0-9:.]+)?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}"
)
_GROUPED = re.compile(r"[-+(]?\s*(?:rp\.?)?\s*[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?\s*-?\)?", re.IGNORECASE)
_DOTTED = re.compile(r"[0-9]+\.[0-9]+\.[0-9.]*")


def kind(cell: RawCell) -> str:
    """The letter for one cell."""
    if cell is None:
        return BLANK
    if isinstance(cell, bool | int | Decimal):
        return FIGURE
    if isinstance(cell, date):
        return DATE
    text = cell.strip()
    if not text:
        return BLANK
    if text[0] == "#" and text.lower() in FAILURES:
        return MISSING
    if not any(letter.isdigit() for letter in text[:40]) or len(text) > 60:
        return MISSING if text.lower() in MISSING_MARKS else TEXT
    if _DATE.fullmatch(text):
        return DATE
    if _DOTTED.fullmatch(text) and not _GROUPED.fullmatch(text):
        return CODE
    if _CODE.fullmatch(text) and not _GROUPED.fullmatch(text) and not _decimal(text):
        return CODE
    return FIGURE if _FIGURE.fullmatch(text) else TEXT


def kinds(cells: Sequence[RawCell]) -> str:
    """A row as a word, without the blanks at its end."""
    return "".join(map(kind, cells)).rstrip(BLANK)


def is_year(cell: RawCell) -> bool:
    """Whether a cell is a year of our time."""
    number = whole(cell)
    return number is not None and 1900 <= number <= 2100


def whole(cell: RawCell) -> int | None:
    """The whole number that a cell is, as in a row that numbers columns: 3, (3), 3.0 or 3=1+2."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, int | Decimal):
        return int(cell) if cell == int(cell) else None
    found = re.fullmatch(r"\(?([0-9]{1,6})(?:\.0)?\)?\.?(?:\s*=.*)?", cell.strip())
    return int(found[1]) if found else None


def _decimal(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]+\.[0-9]+", text))
