"""A table out, whole or filtered, as a file of one of several forms; equal input gives equal bytes."""

import hashlib
import tempfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from catalog.errors import BadQuery
from catalog.tabular.columns import Column
from catalog.tabular.engine import builder, literal, quote
from catalog.tabular.export_xlsx import MOST_ROWS, write_xlsx
from catalog.tabular.query import Criteria, Selection, page, selection
from catalog.text import Message

FORMS = {
    "csv": "text/csv",
    "id.csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
"""Each form, named as its files end, with its media type.

csv is RFC 4180: decimals keep their scale, a missing cell is empty, an empty text is `""`. id.csv is for a
spreadsheet in Indonesian: `;`, decimal comma, byte order mark, and an apostrophe before every text that would
be taken for a formula, a number or a date, or that begins with an apostrophe itself; to read it by program,
take one apostrophe off each text.
"""

# What may change the bytes: raise the first number with every change of what is written.
_MAKERS = f"2 duckdb {duckdb.__version__} zlib {zlib.ZLIB_RUNTIME_VERSION}"
_MONTH = (
    "(jan(uari|uary)?|[fp]eb(ruari|ruary)?|mar(et|ch)?|apr(il)?|mei|may|jun[ie]?|jul[iy]?|agu(stus)?|ags|"
    "aug(ust)?|sep(tember)?|o[ck]t(ober)?|nov(ember)?|de[sc](ember)?)"
)
# In a text: a formula, one of our own apostrophes, a number or date, a date in words, a truth.
_MISREAD = "|".join(
    (
        r"(?i)^[-=+@'\t\r\n＝＋－＠]",
        r"^ *(rp\.?)?[ 0-9.,:/()%e-]*[0-9][ 0-9.,:/()%e-]*$",
        rf"^[ ./-]*[0-9][ 0-9./-]*{_MONTH}[ 0-9./,-]*$",
        rf"^ *{_MONTH}[ ./,-]*[0-9][ 0-9./,-]*$",
        r"^(true|false|benar|salah)$",
    )
)


@dataclass(frozen=True)
class Export:
    """What is to be written: a form, a stored table, which of its rows, with notes (name, value) on it."""

    form: str
    path: Path
    columns: tuple[Column, ...]
    criteria: Criteria
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """64 hex digits that stand for the bytes before they are made."""
        wanted = replace(self.criteria, offset=0, limit=0)
        asked = (self.form, self.path.name, self.columns, wanted, self.notes, _MAKERS)
        return hashlib.sha256(repr(asked).encode(errors="surrogatepass")).hexdigest()

    def write(self, target: Path) -> None:
        """Write the whole filtered set (offset and limit aside) from the file's beginning to its end.

        Raises BadQuery for criteria that the table cannot answer.
        """
        chosen = selection(self.path, self.columns, self.criteria)
        with builder(Path(tempfile.gettempdir())) as connection:
            if self.form == "xlsx":
                write_xlsx(connection, chosen, self.notes, target)
            else:
                connection.execute(_copy(self, chosen, target), chosen.params)


def require_writable(export: Export, rows: int) -> None:
    """Raise BadQuery for what a table of so many rows cannot answer, and for more than a sheet holds."""
    selection(export.path, export.columns, export.criteria)
    if export.form != "xlsx" or rows <= MOST_ROWS:
        return
    rows = page(export.path, export.columns, replace(export.criteria, offset=0, limit=0)).total
    if rows > MOST_ROWS:
        counts = {"rows": rows, "limit": MOST_ROWS}
        raise BadQuery(
            Message(
                "Excel hanya memuat %(limit)s baris, sedangkan yang diminta %(rows)s. "
                "Persempit saringan, atau unduh sebagai CSV atau Parquet.",
                counts,
            )
        )


def _copy(export: Export, chosen: Selection, target: Path) -> str:
    alone = len(chosen.columns) == 1
    match export.form:
        case "csv":
            cells = ", ".join(_csv_cell(column, alone) for column in chosen.columns)
            options = "FORMAT csv, HEADER, NEW_LINE '\r\n'"
        case "id.csv":
            cells = ", ".join(
                f"{_indonesian_cell(column)} AS {quote(f'{mark}{column.name}')}"
                for column, mark in zip(chosen.columns, ("\ufeff", *[""] * len(chosen.columns)), strict=False)
            )
            options = "FORMAT csv, HEADER, DELIMITER ';', NEW_LINE '\r\n'"
        case "parquet":
            cells = ", ".join(
                f"CAST({quote(column.name)} AS {column.sql_type}) AS {quote(column.name)}"
                for column in chosen.columns
            )
            options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {_struct(export.notes)}"
        case _:
            cells = ", ".join(quote(column.name) for column in chosen.columns)
            options = {"json": "FORMAT json, ARRAY true", "ndjson": "FORMAT json"}[export.form]
    # Written in place: readers follow the file while it grows.
    rows = f"SELECT {cells}{chosen.source}{chosen.order}"
    return f"COPY ({rows}) TO {literal(target)} ({options}, USE_TMP_FILE false)"


def _csv_cell(column: Column, alone: bool) -> str:
    name = quote(column.name)
    # A line that is wholly empty is no row to many readers.
    return f"coalesce(CAST({name} AS VARCHAR), '') AS {name}" if alone else name


def _indonesian_cell(column: Column) -> str:
    name = quote(column.name)
    if column.type == "decimal":
        return f"replace(CAST({name} AS VARCHAR), '.', ',')"
    if column.type == "text":
        pattern = _MISREAD.replace("'", "''")
        return f"CASE WHEN regexp_matches({name}, '{pattern}') THEN '''' || {name} ELSE {name} END"
    return name


def _struct(notes: tuple[tuple[str, str], ...]) -> str:
    pairs = (f"{_text(name)}: {_text(value)}" for name, value in (*notes, ("lumbung", "export")))
    return f"{{{', '.join(pairs)}}}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
