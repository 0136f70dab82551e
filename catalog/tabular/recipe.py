"""How a file is read as a table: every guess made visible, so that a person can change it and keep it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from catalog.errors import Invalid
from catalog.tabular.columns import Cell, Column
from catalog.tabular.raw import RawCell
from catalog.text import Message

LEAF, SUBTOTAL = "leaf", "subtotal"  # kinds of rows: a subtotal repeats what other rows say
_UNKNOWN = Message("Cara membaca berkas ini tidak dikenal.")


@dataclass(frozen=True)
class RecipeColumn:
    """A column and where it stands in the source, from 1.

    `style` says how its cells are written: id, en or plain for numbers; a date's `strptime` form, or id for
    "17 Agustus 1945"; empty for cells that are typed in the source, for text, and while it is not known.
    `constraints` are a Table Schema's: what every cell must be. `heading` is the title in the source, where
    the column was given another; by it the column is found again in the next version.
    """

    position: int
    column: Column
    style: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    heading: str = ""

    @property
    def known_as(self) -> str:
        """The title in the source, regardless of case."""
        return (self.heading or self.column.title).casefold()


@dataclass(frozen=True)
class Recipe:
    """What reading a file takes; what does not apply to its format stays empty.

    Row numbers are the source's, from 1: lines of a CSV file as its reader counts records, rows of a sheet,
    places in a JSON list. `last_row` is 0 when the table goes on to the end; `missing` are texts that stand
    for an empty cell in columns that are not text.
    """

    format: str  # csv, xlsx, xls, ods, json, ndjson, parquet
    compression: str = ""  # zip, gzip
    member: str = ""  # the file inside a ZIP
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    escape: str = ""  # a mark before a quote inside a quoted cell; empty where quotes are doubled
    unwrap: str = ""  # the delimiter around rows that are wrapped, each as one cell, in another CSV
    width: int = 0  # cells in most rows of a CSV; rows with stray quotes are mended to it
    sheet: str = ""
    records: str = ""  # the dotted path to a JSON file's list
    header_rows: tuple[int, ...] = (1,)  # () when there is none
    first_row: int = 2
    last_row: int = 0
    missing: tuple[str, ...] = ()
    columns: tuple[RecipeColumn, ...] = ()
    primary_key: tuple[str, ...] = ()  # names of the columns that differ together in every row


@dataclass(frozen=True)
class Told:
    """What a person says about a file; the rest is guessed. `header_rows` is None while nobody has said."""

    format: str = ""
    member: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    records: str = ""
    header_rows: tuple[int, ...] | None = None


NOTHING_TOLD = Told()


@dataclass(frozen=True)
class Place:
    """Where in a file a table may be: a member of a ZIP, a sheet, a list in JSON; hidden sheets too.

    `header_rows` are those of a table above or below the one that is read, to be told for reading it.
    """

    member: str = ""
    sheet: str = ""
    records: str = ""
    hidden: bool = False
    header_rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of the table: its number in the source, leaf or subtotal, and its cells as its columns say.

    A cell that is not what its column says stays as it was written.
    """

    number: int
    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Shown:
    """One row of a preview: as read, beside the cells as they are in the source."""

    row: Row
    raw: tuple[RawCell, ...]


@dataclass(frozen=True)
class Guess:
    """A recipe, what else is in the file, each guess with its reason, and the first ten rows."""

    recipe: Recipe
    others: tuple[Place, ...]
    notes: tuple[Message, ...]
    preview: tuple[Shown, ...]


def to_json(recipe: Recipe | Told) -> dict[str, Any]:
    """The recipe, or what a person told, as JSON values."""
    return asdict(recipe)


def from_json(content: dict[str, Any]) -> Recipe:
    """The recipe that `to_json` wrote; Invalid for anything else."""
    try:
        columns = tuple(
            RecipeColumn(**(each | {"column": Column(**each["column"])})) for each in content["columns"]
        )
        rows = {name: _numbers(content[name]) for name in ("header_rows",)}
        texts = {name: tuple(map(str, content.get(name, ()))) for name in ("missing", "primary_key")}
        return Recipe(**(content | rows | texts | {"columns": columns}))
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid({"recipe": [_UNKNOWN]}) from error


def told_from_json(content: dict[str, Any]) -> Recipe | Told:
    """What `to_json` wrote of either; Invalid for anything else."""
    if "columns" in content:
        return from_json(content)
    try:
        header = content["header_rows"]
        return Told(**(content | {"header_rows": None if header is None else _numbers(header)}))
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid({"recipe": [_UNKNOWN]}) from error


def _numbers(values: Sequence[object]) -> tuple[int, ...]:
    return tuple(int(str(value)) for value in values)
