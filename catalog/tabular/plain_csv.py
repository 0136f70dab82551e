"""Plain CSV files straight into the engine: only those that it surely reads as Python's csv module does."""

import codecs
import csv
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from catalog.tabular.convert_sql import text
from catalog.tabular.engine import literal
from catalog.tabular.recipe import Recipe

_CHUNK = 2**22
_SEAM = 64  # bytes seen again with the next chunk
_LONGEST_LINE = 1_000_000  # bytes; what is longer goes to the reader that says so
_LONGEST_HEAD = 10_000  # characters of a line above the table


@dataclass(frozen=True)
class PlainCsv:
    """SQL to put after FROM, giving texts c1, c2, ..., NULL where empty; `above` rows are skipped.

    `header` has the texts of the row above the table, as many as a row has cells.
    """

    sql: str
    width: int
    above: int
    header: tuple[str, ...]


def plain_csv(path: Path, recipe: Recipe) -> PlainCsv | None:
    """The unpacked file as the engine reads it, perhaps with rows above the table; None where not sure.

    The engine still refuses, while it reads, filled rows of another width and quotes that are not closed.
    """
    plain = not recipe.unwrap and not recipe.escape and len(recipe.delimiter) == 1
    if recipe.format != "csv" or not plain or recipe.encoding not in ("utf-8", "utf-8-sig"):
        return None
    try:
        start = _start(path, recipe)
    except (csv.Error, UnicodeError):
        return None
    if (
        start is None
        or start.width != recipe.width
        or not _surely(path, start.offset, recipe.delimiter, recipe.quote)
    ):
        return None
    columns = "{" + ", ".join(f"'c{place}': 'VARCHAR'" for place in range(1, start.width + 1)) + "}"
    sql = (
        f"read_csv({literal(path)}, columns={columns}, auto_detect=false, header=false, skip={start.skip},"
        f" delim={text(recipe.delimiter)}, quote={text(recipe.quote)}, escape={text(recipe.quote)},"
        f" strict_mode=true, max_line_size={_LONGEST_LINE})"
    )
    return PlainCsv(sql, start.width, start.skip, start.header)


class _Dialect(csv.excel):
    """A recipe's way of writing CSV, strictly."""

    strict = True

    def __init__(self, recipe: Recipe) -> None:
        self.delimiter = recipe.delimiter
        self.quotechar = recipe.quote or None
        self.quoting = csv.QUOTE_MINIMAL if recipe.quote else csv.QUOTE_NONE
        super().__init__()


@dataclass(frozen=True)
class _Start:
    """Lines and bytes that the engine skips, the header, and how many cells a row of the table has."""

    skip: int
    offset: int
    width: int
    header: tuple[str, ...]


def _start(path: Path, recipe: Recipe) -> _Start | None:
    above = recipe.first_row - 1
    dialect = _Dialect(recipe)
    with path.open(encoding=recipe.encoding, newline="\n") as source:
        if source.read(1) == "\ufeff":
            return None  # text to the recipe, and dropped by the engine
        source.seek(0)
        head = list(islice(iter(lambda: source.readline(_LONGEST_HEAD), ""), above))
        rows = list(csv.reader(head, dialect))
        width = len(next(csv.reader(source, dialect), []))
    if not width or len(rows) != len(head) or len(head) != above or not all(map(_ended, head)):
        return None
    named = [cell.strip() for cell in rows[recipe.header_rows[-1] - 1]] if recipe.header_rows else []
    header = tuple((named + [""] * width)[:width]) if any(named) and len(named) <= width else ()
    if all(len(row) == width for row in rows):
        return _Start(0, 0, width, header)  # the engine reads them too, since it skips quotes less surely
    if recipe.quote and recipe.quote in "".join(head):
        return None
    return _Start(above, len("".join(head).encode()), width, header)


def _ended(line: str) -> bool:
    return line.endswith("\n")


def _surely(path: Path, offset: int, delimiter: str, quote: str) -> bool:
    """Whether nothing is in the file that the two readers take differently.

    The engine skips blank lines, and blanks between a quote and its delimiter; it takes one kind of line end.
    """
    mark, edge = re.escape(quote.encode()), re.escape(delimiter.encode()) + rb"\r\n"
    spaced = re.compile(rb"(?:^|[%b]) +%b|%b +(?:[%b]|$)" % (edge, mark, mark, edge))
    hints = (b" " + quote.encode(), quote.encode() + b" ")
    with path.open("rb") as source:
        source.seek(offset + (3 if source.read(3) == codecs.BOM_UTF8 else 0))
        tail = b"\n"
        while chunk := source.read(_CHUNK):
            seen = tail + chunk
            if b"\0" in chunk or _blank_line(seen) or (b"\r" in seen and _lone_return(seen)):
                return False
            if quote and any(hint in seen for hint in hints) and spaced.search(seen):
                return False
            tail = seen[-_SEAM:]
    return True


def _blank_line(seen: bytes) -> bool:
    """Whether a line is blank, other than at the end, where that may only seem so."""
    end = len(seen.rstrip(b"\r\n")) if seen.endswith((b"\n", b"\r")) else len(seen)
    return seen.find(b"\n\n", 0, end) >= 0 or seen.find(b"\n\r", 0, end) >= 0


def _lone_return(seen: bytes) -> bool:
    """Whether a carriage return ends a line by itself; the last byte is looked at with the next chunk."""
    return seen.count(b"\r\n") != seen.count(b"\r", 0, len(seen) - 1)
