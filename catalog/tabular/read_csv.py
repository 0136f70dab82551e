"""CSV, strictly: a cut quote, a row with more or fewer cells than the header, or a NUL byte is an error."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from catalog.errors import Unreadable
from catalog.tabular.guess_dialect import unicode_encoding
from catalog.tabular.raw import Limits, RawCell, RawRow, RawTable, ReadOptions
from catalog.tabular.read_delimited import faults_in_words, require_short, sound_lines
from catalog.text import Message

_DELIMITERS = ",;\t|"


def read_csv(path: Path, options: ReadOptions) -> RawTable:
    """A CSV file as text cells; encoding and delimiter are guessed where they are not told."""
    encoding = options.encoding or unicode_encoding(path) or "cp1252"
    delimiter = options.delimiter or _guess_delimiter(path, encoding, options)
    rows = _rows(path, encoding, delimiter, options.limits)
    header = next(islice(rows, options.header_row - 1, None), None)
    if header is None or _blank(header[1]):
        raise Unreadable(
            Message("Baris judul kolom (baris %(row)s) tidak ada atau kosong.", {"row": options.header_row})
        )
    names = [str(cell).strip() for cell in header[1]]
    return RawTable(names, _body(rows, len(names)))


def _body(rows: Iterator[RawRow], width: int) -> Iterator[RawRow]:
    for number, cells in rows:
        if _blank(cells):
            continue
        if len(cells) != width:
            raise Unreadable(
                Message(
                    "Baris %(row)s punya %(found)s sel, padahal judul kolomnya %(wanted)s. "
                    "Mungkin berkas terpotong.",
                    {"row": number, "found": len(cells), "wanted": width},
                )
            )
        yield number, cells


def _blank(cells: list[RawCell]) -> bool:
    return not any(cells)


def _rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    csv.field_size_limit(limits.line_characters)  # the module's own is for the whole process and too small
    number = 0
    with path.open(encoding=encoding, newline="") as source, faults_in_words(encoding, lambda: number + 1):
        reader = csv.reader(sound_lines(source, limits), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            require_short(cells, number, limits)
            yield number, list(cells)


def _guess_delimiter(path: Path, encoding: str, options: ReadOptions) -> str:
    """The delimiter that splits the header into the most cells."""

    def width(delimiter: str) -> int:
        try:
            rows = _rows(path, encoding, delimiter, options.limits)
            return len(next(islice(rows, options.header_row - 1, None), (0, []))[1])
        except Unreadable:
            return 0  # the reading proper says what is wrong

    return max(_DELIMITERS, key=width)
