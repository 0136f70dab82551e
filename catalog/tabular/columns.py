"""Columns: what a stored table's cells are, in Python, in DuckDB and in a Table Schema."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.errors import Invalid
from catalog.text import Message

Cell = str | int | Decimal | date | bool | None

ROW_NUMBER = "_id"  # stored first in every table, counted from 1; the name is CKAN's
ROW_KIND = "_kind"  # stored last in tables with subtotals: leaf, or subtotal for what repeats other rows
DIGITS = 24  # of a decimal, before and after the point; leaves DuckDB 14 digits to sum in
MAX_SCALE = 18
USUAL_SCALE = 12  # beyond it, a decimal has room for 12 digits before the point
MAX_TEXT = 1_000_000  # characters in one cell
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
TABLE_SCHEMA_TYPES = {
    "text": "string",
    "integer": "integer",
    "decimal": "number",
    "date": "date",
    "boolean": "boolean",
}
_RATIOS = frozenset({"persen", "%", "indeks", "rasio", "skor", "tahun"})


@dataclass(frozen=True)
class Column:
    """One typed column of a stored table.

    `name` is a lower-case snake_case identifier; `type` is text, integer, decimal, date or boolean; `unit`
    is "rupiah", "persen" and the like, empty for codes and years; `scale` counts a decimal's digits after
    the point.
    """

    name: str
    type: str
    title: str = ""
    description: str = ""
    unit: str = ""
    scale: int = 2

    @property
    def whole(self) -> int:
        """How many digits a decimal has room for before the point."""
        return DIGITS - min(self.scale, USUAL_SCALE)

    @property
    def sql_type(self) -> str:
        """The DuckDB type that holds this column exactly."""
        if self.type == "decimal":
            return f"DECIMAL({self.whole + self.scale},{self.scale})"
        return {"text": "VARCHAR", "integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}[self.type]

    @property
    def additive(self) -> bool:
        """Whether a sum of this column means something: a quantity with a unit that is not a ratio."""
        return self.type in ("integer", "decimal") and bool(self.unit) and self.unit.lower() not in _RATIOS


def require_columns(columns: Sequence[Column]) -> None:
    """Raise Invalid unless the columns can make a table: some, named and typed rightly, no name twice."""
    if not columns:
        raise Invalid({"columns": [Message("Tabel harus punya paling sedikit satu kolom.")]})
    seen: set[str] = set()
    for column in columns:
        about = {"column": column.name}
        if not _NAME.fullmatch(column.name):
            problem = Message(
                "Nama kolom %(column)s harus huruf kecil, angka, dan garis bawah, diawali huruf.", about
            )
        elif column.name in seen:
            problem = Message("Kolom %(column)s ada dua kali.", about)
        elif column.type not in TABLE_SCHEMA_TYPES:
            problem = Message("Jenis kolom %(column)s tidak dikenal.", about)
        elif not 0 <= column.scale <= MAX_SCALE:
            problem = Message("Jumlah angka di belakang koma pada kolom %(column)s di luar batas.", about)
        else:
            seen.add(column.name)
            continue
        raise Invalid({column.name: [problem]})


def expected(column: Column) -> Message:
    """What a cell of this column has to be, in words."""
    match column.type:
        case "decimal":
            return Message(
                "bilangan dengan paling banyak %(whole)s angka di depan koma dan %(scale)s di belakangnya",
                {"whole": column.whole, "scale": column.scale},
            )
        case "integer":
            return Message("bilangan bulat paling banyak 18 angka")
        case "date":
            return Message("tanggal (tahun-bulan-hari, seperti 2025-12-31)")
        case "boolean":
            return Message("benar atau salah (true, false)")
        case _:
            return Message("teks biasa, paling panjang %(limit)s huruf", {"limit": MAX_TEXT})


def describe(columns: Sequence[Column]) -> dict[str, object]:
    """The columns as a Table Schema descriptor: names, types, titles, descriptions, units."""
    return {"fields": [_field(column) for column in columns]}


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, "type": TABLE_SCHEMA_TYPES[column.type]}
    words = {"title": column.title, "description": column.description, "unit": column.unit}
    return field | {key: value for key, value in words.items() if value}
