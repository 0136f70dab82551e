"""Guessing how a text file is written: its encoding, delimiter and quoting."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

_CHUNK = 2**20
_SAMPLE = 2**18  # characters
_ROWS = 400  # looked at for each way of splitting
_LIKELY, _UNLIKELY = (",", ", ", ";", "\t", "|"), (":", "^", "~", " ", "  ")
_PADDED = (", ", "  ")  # blanks after a comma, or as many as line the columns up, are no part of a cell
_GOOD = 0.2  # a score below it calls for the unlikely delimiters too
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DIRTY = re.compile(r",\s*$|[;\t|^]|^\s*[\"']|[\"']\s*$|\",|,\"")
_LETTERS = frozenset("áàâäãåéèêëíìîïóòôöõúùûüñçøæœßÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇØ–—‘’“”•…°")
_FIGURE = re.compile(r"[-+(]?\s*(?:rp\.?)?\s*[0-9][0-9.,:/\- ]*\s*\)?%?", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How a CSV file separates and quotes its cells; `width` is how many most rows have.

    `unwrap` separates the cells around rows that are wrapped, each as one cell."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    unwrap: str = ""
    width: int = 1


def guess_encoding(path: Path) -> str:
    """What `unicode_encoding` finds, else an old one of 256 letters."""
    return unicode_encoding(path) or _old_encoding(path)


def unicode_encoding(path: Path) -> str:
    """A byte order mark's, else UTF-16 by its zeros, else UTF-8 if all of the file is that, else empty."""
    with path.open("rb") as source:
        start = source.read(4096)
        for mark, encoding in _BOMS:
            if start.startswith(mark):
                return encoding
        for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
            zeros = start[place::2].count(0)
            if zeros > len(start) // 4 and not start[1 - place :: 2].count(0):
                return encoding
        source.seek(0)
        return "utf-8" if _is_utf8(source) else ""


def _is_utf8(source: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := source.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _old_encoding(path: Path) -> str:
    """Windows-1252, unless the letters make more sense in that of an old Macintosh."""
    with path.open("rb") as source:
        chunks = iter(lambda: source.read(_CHUNK), b"")
        sample = next((chunk for chunk in chunks if not chunk.isascii()), b"")
    letters = [
        sum(letter in _LETTERS for letter in sample.decode(encoding, errors="replace"))
        for encoding in ("cp1252", "mac_roman")
    ]
    return "mac_roman" if letters[1] > 2 * letters[0] else "cp1252"


def guess_dialect(path: Path, encoding: str, delimiter: str = "") -> Dialect:
    """The way of splitting that gives the most even rows with the cleanest cells."""
    with path.open(encoding=encoding, errors="replace", newline="") as source:
        sample = source.read(_SAMPLE)
    lines = sample.splitlines(keepends=True)
    lines = lines[:-1] if len(sample) == _SAMPLE and len(lines) > 1 else lines  # the last one may be cut
    best = _best(lines, (delimiter,) if delimiter else _LIKELY)
    if best[0] < _GOOD and not delimiter:
        best = max(best, _best(lines, _UNLIKELY), key=lambda each: each[0])
    found = best[1]
    return replace(found, width=_width(found, lines))


def split(lines: Iterable[str], dialect: Dialect, strict: bool = False) -> Iterator[list[str]]:
    """Rows of lines that nobody wrapped, as the csv module splits them."""
    aligned = dialect.delimiter == "  "
    return csv.reader(
        (line.strip(" ") for line in lines) if aligned else lines,
        delimiter=dialect.delimiter[0],
        skipinitialspace=dialect.delimiter in _PADDED,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        escapechar=dialect.escape or None,
        strict=strict,
    )


def unwrapped(lines: Iterable[str], dialect: Dialect) -> Iterator[str]:
    """Lines of a file that was saved again with each of its rows as one cell, as they were before that.

    A cell of theirs may go on over several lines, each wrapped for itself.
    """
    if not dialect.unwrap:
        yield from lines
        return
    for line in lines:
        row = _outer(line, dialect)
        filled = row[: max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)]
        if not row or (len(filled) > 1 and dialect.unwrap == dialect.delimiter):
            yield line
        else:
            yield dialect.unwrap.join(filled).rstrip("\r\n") + "\n"


def _outer(line: str, dialect: Dialect) -> list[str]:
    """The cells around a row; none where its quotes are its own, so that there is no wrapping."""
    try:
        return next(csv.reader([line], delimiter=dialect.unwrap, strict=True), [])
    except csv.Error as error:
        # A wrapping goes on in the next line; a quote without any cell ends a text that began further up.
        wrapped = "unexpected end" in str(error) and dialect.delimiter in line
        return next(csv.reader([line], delimiter=dialect.unwrap), []) if wrapped else []


def _best(lines: list[str], delimiters: tuple[str, ...]) -> tuple[float, Dialect]:
    text = "".join(lines)
    quotes = ['"', "'"] if len(re.findall(r"(?:^|[,;\t|])'", text, re.MULTILINE)) > len(lines) / 5 else ['"']
    escape = "\\" if '\\"' in text else ""
    candidates = [
        Dialect(delimiter, quote, escape, unwrap)
        for delimiter in delimiters
        for quote in quotes
        for unwrap in (("",) if delimiter in _PADDED else ("", ",", ";"))
    ]
    scored = [(_score(lines, each), each) for each in candidates]
    return max(scored, key=lambda each: each[0])


def _score(lines: list[str], dialect: Dialect) -> float:
    """From 0 to 1: how even the rows are, times how clean their cells."""
    rows = [row for row in _some(lines, dialect) if any(row)]
    if not rows:
        return 0
    widths = Counter(map(len, rows))
    usual = max(widths, key=lambda width: widths[width])
    if not dialect.delimiter.strip(" ") and len(rows[0]) != usual:
        return 0  # words of sentences
    even = sum((count / len(rows)) ** 2 * (1 - 1 / width) for width, count in widths.items())
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell.strip()]
    clean = sum(_cleanness(cell, dialect.delimiter) for cell in filled) / (len(filled) or 1)
    share = len(filled) / len(cells)  # rows in a wrapping are padded with blanks
    penalty = (0.98 if dialect.unwrap else 1) * (0.97 if dialect.delimiter in _PADDED else 1)  # plainer wins
    return even * clean * (0.5 + share / 2) * penalty


def _cleanness(cell: str, delimiter: str) -> float:
    if _DIRTY.search(cell):
        return 0
    if cell[0] == " ":
        return 0.7
    if _FIGURE.fullmatch(cell.strip()):
        return 1
    packed = cell.count(delimiter[0]) > 1 and f"{delimiter[0]} " not in cell  # a whole row, more likely
    return 0.3 if packed else 0.8


def _some(lines: list[str], dialect: Dialect) -> list[list[str]]:
    try:
        return list(islice(split(unwrapped(lines, dialect), dialect), _ROWS))
    except csv.Error:
        return []


def _width(dialect: Dialect, lines: list[str]) -> int:
    widths = Counter(len(row) for row in _some(lines, dialect) if any(row))
    return max(widths, key=lambda width: (widths[width], width), default=1)
