"""What every reader takes and gives: options, limits, and a raw table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

RawCell = str | int | Decimal | date | bool | None
RawRow = tuple[int, list[RawCell]]  # the row's number in its source, from 1, and its cells


@dataclass(frozen=True)
class Limits:
    """What a foreign file may ask of us; unzipped parts and JSON are held in memory."""

    file_bytes: int = 2 * 10**9
    unzipped_bytes: int = 500 * 10**6
    json_bytes: int = 200 * 10**6
    cells: int = 10**7  # of a sheet, blank ones between the corners included; of a JSON list
    columns: int = 2_000
    cell_characters: int = 1_000_000
    line_characters: int = 4_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file: `format` is csv, xlsx, json or ndjson; what is left empty is guessed.

    `sheet` is a name or a number from 1; `header_row` counts from 1 (CSV and XLSX); `records` is the dotted
    path to a JSON file's list.
    """

    format: str
    delimiter: str = ""
    encoding: str = ""
    sheet: str | int = 1
    header_row: int = 1
    records: str = ""
    limits: Limits = LIMITS


@dataclass(frozen=True)
class RawTable:
    """A header and the rows below it, each with its number in the source, read as they are asked for.

    CSV cells are text; a blank XLSX cell or a JSON null is None, and numbers are int or exact Decimal.
    """

    header: list[str]
    rows: Iterator[RawRow]
