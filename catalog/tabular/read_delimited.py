"""CSV as people have it: uneven rows as they are, stray quotes mended, nothing refused that can be read."""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TextIO

from catalog.errors import Unreadable
from catalog.tabular.guess_dialect import Dialect, split, unwrapped
from catalog.tabular.raw import Limits, RawRow
from catalog.text import Message

_RECORD_LINES = 5_000  # of one row; a quote that nobody closed takes all lines below it
_MENDED = 20_000  # characters of a line that is worth mending
_MENDED_WIDTH = 200  # cells


def delimited_rows(path: Path, encoding: str, dialect: Dialect, limits: Limits) -> Iterator[RawRow]:
    """Every row, blank ones too, each with its number from 1; cells are text, as many as the row has.

    Raises Unreadable for bytes that are not text, NUL bytes, a quote left open at the end, or a limit passed.
    """
    csv.field_size_limit(limits.line_characters)  # the module's own is for the whole process and too small
    number = 0
    with path.open(encoding=encoding, newline="") as source:
        lines = _Lines(unwrapped(sound_lines(source, limits), dialect), limits)
        with faults_in_words(encoding, lambda: number + 1):
            rows = split(lines, dialect, strict=True)
            while (row := _next(rows, lines, dialect)) is not None:
                number += 1
                require_short(row, number, limits)
                if len(row) > limits.columns:
                    raise Unreadable(
                        Message(
                            "Tabel punya %(found)s kolom; paling banyak %(limit)s.",
                            {"found": len(row), "limit": limits.columns},
                        )
                    )
                yield number, list(row)


@contextmanager
def faults_in_words(encoding: str, row: Callable[[], int]) -> Iterator[None]:
    """What the csv module and the decoder find wrong, as Unreadable that names the row at hand."""
    try:
        yield
    except csv.Error as error:
        raise Unreadable(
            Message(
                "Baris %(row)s rusak: tanda kutipnya tidak ditutup. Mungkin berkas terpotong.", {"row": row()}
            )
        ) from error
    except UnicodeError as error:
        raise Unreadable(
            Message(
                "Sekitar baris %(row)s ada bita yang bukan huruf %(encoding)s.",
                {"row": row(), "encoding": encoding},
            )
        ) from error


def require_short(cells: list[str], number: int, limits: Limits) -> None:
    """Raise Unreadable for a row with a cell beyond the limit."""
    if any(len(cell) > limits.cell_characters for cell in cells):
        raise Unreadable(Message("Baris %(row)s punya sel yang terlalu panjang.", {"row": number}))


class _Lines:
    """Lines for a csv reader that can be given back, and those that the row at hand has taken."""

    def __init__(self, source: Iterator[str], limits: Limits) -> None:
        self.taken: list[str] = []
        self._source = source
        self._again: deque[str] = deque()
        self._left = limits.line_characters
        self._limit = limits.line_characters

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) > _RECORD_LINES or self._left < 0:
            raise csv.Error("a row without an end")
        line = self._again.popleft() if self._again else next(self._source)
        self.taken.append(line)
        self._left -= len(line)
        return line

    def begin(self) -> None:
        """Another row begins."""
        self.taken = []
        self._left = self._limit

    def give_back(self, lines: list[str]) -> None:
        """Lines to be read again as rows of their own."""
        self._again.extendleft(reversed(lines))


def sound_lines(source: TextIO, limits: Limits) -> Iterator[str]:
    """The lines of a text file; Unreadable for one beyond the limit or with a NUL byte."""
    number = 0
    while line := source.readline(limits.line_characters):
        number += 1
        if len(line) == limits.line_characters:
            raise Unreadable(Message("Baris %(row)s terlalu panjang.", {"row": number}))
        if "\0" in line:
            raise Unreadable(Message("Baris %(row)s berisi bita NUL; ini bukan berkas CSV.", {"row": number}))
        yield line


def _next(rows: Iterator[list[str]], lines: _Lines, dialect: Dialect) -> list[str] | None:
    """The next row; where its quotes make no sense, what its first line says when stray ones are text."""
    lines.begin()
    try:
        row = next(rows, None)
        if row is None or len(lines.taken) == 1 or len(row) == dialect.width:
            return row
        cause = None
    except csv.Error as error:
        row, cause = None, error
    first, rest = lines.taken[0], lines.taken[1:]
    mended = mend(first, dialect)
    if mended and (rest or "unexpected end" not in str(cause)):
        lines.give_back(rest)
        return mended
    if row is None and "expected after" in str(cause):
        return mend("".join(lines.taken), dialect) or next(split(lines.taken, dialect))
    if cause:
        raise cause
    return row


def mend(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a row of the usual width whose quotes are stray or not doubled; None when none fit."""
    line = text.rstrip("\r\n")
    if len(line) > _MENDED or dialect.width > _MENDED_WIDTH:
        return None

    @cache
    def cells(start: int, wanted: int) -> tuple[str, ...] | None:
        for cell, end in _ways(line, start, dialect):
            if end == len(line):
                if wanted == 1:
                    return (cell,)
            elif wanted > 1 and (others := cells(end + len(dialect.delimiter), wanted - 1)) is not None:
                return (cell, *others)
        return None

    found = cells(0, dialect.width)
    return None if found is None else list(found)


def _ways(line: str, start: int, dialect: Dialect) -> Iterator[tuple[str, int]]:
    """Each way to read the cell that begins at `start`, the likelier first, and where it ends."""
    quote, delimiter = dialect.quote, dialect.delimiter
    if line.startswith(quote, start):
        close = line.find(quote, start + 1)
        while close >= 0:
            end = close + 1
            if end == len(line) or line.startswith(delimiter, end):
                yield line[start + 1 : close].replace(quote * 2, quote), end
            close = line.find(quote, end)
    end = line.find(delimiter, start)
    end = len(line) if end < 0 else end
    yield line[start:end], end
