"""Rows that repeat what other rows say: JUMLAH, TOTAL, SURPLUS/(DEFISIT)."""

import re
from collections.abc import Iterable, Sequence

from catalog.tabular.columns import Cell, Column

_WHAT = (
    "pendapatan|belanja|pembiayaan|penerimaan|pengeluaran|anggaran|realisasi|transfer|pagu|keseluruhan|seluruh"
    "|seluruhnya|semua|umum|akhir|program|kegiatan|sub|urusan|bidang|i{1,3}|iv|vi{0,3}|[a-z]|[0-9]{1,2}"
)
_SUBTOTAL = re.compile(
    rf"(?:sub\s*-?\s*total|grand\s+total|(?:total|jumlah))\s*(?:[:=.(+].*|(?:{_WHAT})\b.*)?"
    r"|(?-i:JUMLAH|TOTAL)\s(?-i:[^a-z]*)"
    r"|surplus\s*/?\s*\(?\s*defisit\s*\)?.*|pembiayaan\s+net+o.*"
    r"|sisa\s+lebih\s+(?:pembiayaan|perhitungan)\s+anggaran\s+tahun\s+berkenaan.*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:[0-9IVX]{1,4}|[A-Z])\s*[.)]\s+")  # "3. Jumlah Belanja"
_LONGEST = 200  # characters; no name of a subtotal is longer


def is_subtotal(texts: Iterable[Cell]) -> bool:
    """Whether one of a row's first two texts names it a subtotal."""
    seen = 0
    for text in texts:
        if isinstance(text, str) and (bare := text.strip()):
            seen += 1
            bare = _NUMBERED.sub("", bare)
            if len(bare) <= _LONGEST and bare[0] in "jJtTsSgGpP" and _SUBTOTAL.fullmatch(bare):
                return True
            if seen == 2:
                return False
    return False


def names_and_figures(columns: Sequence[Column]) -> tuple[list[int], list[int]]:
    """The places, from 0, of columns that say what a row is about, and of its figures.

    A row with figures and nothing in any of the former is a subtotal too. There are none of the former in a
    table with fewer than two such columns, where a blank may mean anything.
    """
    figures = [place for place, column in enumerate(columns) if column.type in ("integer", "decimal")]
    last = figures[-1] if figures else -1
    names = [place for place, column in enumerate(columns[: max(last, 0)]) if column.type == "text"]
    return (names if len(names) > 1 else []), figures
