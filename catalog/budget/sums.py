"""Sums of lines, made once with them: what pages and aggregates read, so that no visitor waits for lines.

For each of a few sets of columns the lines are summed, from the set with the fewest rows to that with the
most; a question is answered from the first that has all it asks for, and from the lines when none has.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.budget.choice import Source
from catalog.storage import FileStore
from catalog.tabular import Loaded, derive
from catalog.work import Work

# What goes along with the codes of a part, one for each of its groups.
NAMES: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization_name", "organization_slug"),
    "sub_unit": ("sub_unit_name",),
    "program": ("program_name",),
    "kegiatan": ("kegiatan_name",),
    "sub_kegiatan": ("sub_kegiatan_name",),
    "rekening": ("rekening_name",),
}
_ACTIVITIES = ("urusan", "program", "kegiatan", "sub_kegiatan")
WHOLE = 9  # segments, more than any account has


@dataclass(frozen=True)
class _Set:
    """Columns that lines are summed by; accounts are cut to their first `depth` segments."""

    columns: tuple[str, ...]
    depth: int = WHOLE


_SETS = (
    _Set(("organization", "rekening", "sumber_dana"), 3),
    _Set(("rekening", "sumber_dana")),
    _Set(("organization", "sub_unit", *_ACTIVITIES)),
    _Set(("organization", "rekening")),
    _Set(("organization", *_ACTIVITIES, "region_code", "location")),
    _Set(("organization", *_ACTIVITIES, "rekening", "sumber_dana"), 3),
)


def make(store: FileStore, lines: Path) -> Loaded:
    """Store the sums of a file of lines: `place` says of which set a row is, `lines` counts leaves."""
    parts = [f"SELECT {place} AS place, {_summed(one)}" for place, one in enumerate(_SETS)]
    order = ", ".join(dict.fromkeys(column for one in _SETS for column in one.columns))
    sql = f"{' UNION ALL BY NAME '.join(parts)} ORDER BY place, government_code, direction, {order}"
    return derive(store, sql, {"lines": lines}, {})


def relation(work: Work, source: Source, columns: Collection[str], depth: int = WHOLE) -> tuple[Path, str]:
    """A file, and a SELECT over it by its name, whose `amount` and `lines` add up to those of all leaves.

    It has government_code, direction, these columns of the lines and their NAMES; accounts have at least
    their first `depth` segments, and `account_level` says how many.
    """
    wanted = set(columns)
    if source.sums_sha256:
        for place, one in enumerate(_SETS):
            if wanted <= set(one.columns) and ("rekening" not in wanted or depth <= one.depth):
                path = work.store.path(source.sums_sha256)
                return path, f"SELECT * FROM {_view(path)} WHERE place = {place}"
    path = work.store.path(source.lines_sha256)
    texts = ", ".join(f"coalesce({name}, '') AS {name}" for name in ("region_code", "location"))
    return path, f"SELECT * REPLACE ({texts}), 1 AS lines FROM {_view(path)} WHERE kind = 'leaf'"


def account_to(depth: int) -> str:
    """Accounts cut to their first segments, as SQL."""
    front = f"array_to_string(string_split(rekening, '.')[:{depth}], '.')"
    return f"CASE WHEN account_level > {depth} THEN {front} ELSE rekening END"


def _summed(one: _Set) -> str:
    fields, groups = ["government_code", "direction"], len(one.columns) + 2
    for column in one.columns:
        fields.append(_field(column, one.depth))
    if "rekening" in one.columns:
        fields.append(f"least(account_level, {one.depth}) AS account_level")
        groups += 1
    names = [
        f"max({_name(name, one.depth)}) AS {name}" for column in one.columns for name in NAMES.get(column, ())
    ]
    totals = ("sum(amount) AS amount", "count(*) AS lines")
    by = ", ".join(str(number + 2) for number in range(groups))  # the first field is the place
    return f"{', '.join((*fields, *names, *totals))} FROM lines WHERE kind = 'leaf' GROUP BY {by}"


def _field(column: str, depth: int) -> str:
    if column == "rekening" and depth < WHOLE:
        return f"{account_to(depth)} AS rekening"
    return f"coalesce({column}, '') AS {column}"


def _name(name: str, depth: int) -> str:
    """An account that was cut has not the name of what was below it."""
    return f"CASE WHEN account_level <= {depth} THEN {name} END" if name == "rekening_name" else name


def _view(path: Path) -> str:
    return f'"{path.name}"'
