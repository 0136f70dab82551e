"""CSV, strictly: a cut quote, a row with more or fewer cells than the header, or a NUL byte is an error."""

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from catalog.errors import Unreadable
from catalog.tabular.raw import Limits, RawCell, RawRow, RawTable, ReadOptions
from catalog.text import Message

_DELIMITERS = ",;\t|"
_CHUNK = 2**20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_csv(path: Path, options: ReadOptions) -> RawTable:
    """A CSV file as text cells; encoding and delimiter are guessed where they are not told."""
    encoding = options.encoding or _guess_encoding(path)
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
    with path.open(encoding=encoding, newline="") as source:
        try:
            reader = csv.reader(_lines(source, limits), delimiter=delimiter, strict=True)
            for number, cells in enumerate(reader, 1):
                if any(len(cell) > limits.cell_characters for cell in cells):
                    raise Unreadable(
                        Message("Baris %(row)s punya sel yang terlalu panjang.", {"row": number})
                    )
                yield number, list(cells)
        except csv.Error as error:
            raise Unreadable(
                Message(
                    "Baris %(row)s rusak: tanda kutipnya tidak ditutup. Mungkin berkas terpotong.",
                    {"row": number + 1},
                )
            ) from error
        except UnicodeError as error:
            raise Unreadable(
                Message(
                    "Sekitar baris %(row)s ada bita yang bukan huruf %(encoding)s.",
                    {"row": number + 1, "encoding": encoding},
                )
            ) from error


def _lines(source: TextIO, limits: Limits) -> Iterator[str]:
    number = 0
    while line := source.readline(limits.line_characters):
        number += 1
        if len(line) == limits.line_characters:
            raise Unreadable(Message("Baris %(row)s terlalu panjang.", {"row": number}))
        if "\0" in line:
            raise Unreadable(Message("Baris %(row)s berisi bita NUL; ini bukan berkas CSV.", {"row": number}))
        yield line


def _guess_encoding(path: Path) -> str:
    """A byte order mark's, else UTF-8 if all of the file is, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as source:
        start = source.read(4)
        for mark, encoding in _BOMS:
            if start.startswith(mark):
                return encoding
        source.seek(0)
        try:
            while chunk := source.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _guess_delimiter(path: Path, encoding: str, options: ReadOptions) -> str:
    """The delimiter that splits the header into the most cells."""

    def width(delimiter: str) -> int:
        try:
            rows = _rows(path, encoding, delimiter, options.limits)
            return len(next(islice(rows, options.header_row - 1, None), (0, []))[1])
        except Unreadable:
            return 0  # the reading proper says what is wrong

    return max(_DELIMITERS, key=width)
