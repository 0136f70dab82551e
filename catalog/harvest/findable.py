"""The names and codes in a table of figures by which people look for it."""

from pathlib import Path

from catalog.budget import FiguresDraft
from catalog.tabular import ask

# What people type.
_NAMES = (
    "organization_name",
    "sub_unit_name",
    "program_name",
    "kegiatan_name",
    "sub_kegiatan_name",
    "rekening_name",
    "location",
)
_CODES = ("organization_code", "program_code", "kegiatan_code", "rekening_code", "region_code")
_MOST = 2_000  # of each field


def names_in(figures: tuple[FiguresDraft, ...], table: str, path: Path) -> tuple[str, ...]:
    """Distinct names of governments, agencies and activities in a stored table."""
    governments = [one.name for draft in figures if draft.table == table for one in draft.governments]
    return tuple(dict.fromkeys([*governments, *_distinct(figures, table, path, _NAMES)]))


def codes_in(figures: tuple[FiguresDraft, ...], table: str, path: Path) -> tuple[str, ...]:
    """Distinct codes of governments, agencies, activities, accounts and regions in a stored table."""
    governments = [one.code for draft in figures if draft.table == table for one in draft.governments]
    return tuple(dict.fromkeys([*governments, *_distinct(figures, table, path, _CODES)]))


def _distinct(
    figures: tuple[FiguresDraft, ...], table: str, path: Path, wanted: tuple[str, ...]
) -> list[str]:
    columns = {
        draft.fields[field]: None
        for draft in figures
        if draft.table == table
        for field in wanted
        if field in draft.fields
    }
    return [
        str(row[0])
        for column in columns
        for row in ask(
            f'SELECT DISTINCT "{column}" FROM source WHERE "{column}" IS NOT NULL ORDER BY 1 LIMIT {_MOST}',
            {"source": path},
        )
    ]
