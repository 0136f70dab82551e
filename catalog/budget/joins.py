"""Joining two stages line by line, from the full key down, and what cannot be joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.budget import choice, join_sql
from catalog.budget.choice import Source
from catalog.budget.join_sql import Key
from catalog.budget.models import BudgetJoin
from catalog.tabular import ask, derive
from catalog.work import Work

LISTED = join_sql.LISTED
WORTH_KEEPING = 20_000  # lines of both stages together; fewer are joined while the visitor waits

_KEYS = {
    1: ("organization", "sub_unit", "sub_kegiatan", "rekening", "sumber_dana", "komponen"),
    2: ("organization", "sub_unit", "sub_kegiatan", "rekening"),
    3: ("organization", "sub_kegiatan", "rekening"),
    4: ("organization", "sub_kegiatan"),
}


@dataclass(frozen=True)
class Match:
    """Groups of lines that both stages have.

    `level` is 1 (full key), 2 (without sumber dana), 3 (without sub unit), 4 (sub kegiatan), or 0 where the
    two only meet above sub kegiatan; `key` names the columns (account_group: accounts cut to one depth);
    `groups` counts the keys, and `equal` of them have the same amount on both sides.
    """

    level: int
    key: tuple[str, ...]
    groups: int
    equal: int
    left: Decimal
    right: Decimal


@dataclass(frozen=True)
class Unjoined:
    """Lines of one stage with one key that the other stage does not have; `line_id` is the first of them."""

    line_id: str
    organization: str
    organization_name: str
    activity: str
    activity_name: str
    rekening: str
    rekening_name: str
    sumber_dana: str
    amount: Decimal


@dataclass(frozen=True)
class Remainder:
    """What one stage has and the other has not: `amount` and `count` of all, `listed` the largest."""

    amount: Decimal
    count: int
    listed: tuple[Unjoined, ...]


@dataclass(frozen=True)
class Join:
    """Two stages side by side: on each side, what matched and the remainder add up to the stage's total.

    `levels` are all that the two have in common, tried in this order; it is empty when they share no key.
    """

    left: Source
    right: Source
    levels: tuple[Match, ...]
    left_only: Remainder
    right_only: Remainder


def join(work: Work, left: Source, right: Source, agency: frozenset[str] = frozenset()) -> Join:
    """Join two sources of one direction, of one agency (all codes that it has) or of all."""
    keys = shared_keys(left, right)
    kept = kept_at(work, left, right) if _by_agency(keys) or not agency else None
    if kept:
        rows: list[tuple[Any, ...]] = ask(join_sql.answer("joined", agency), {"joined": kept})
    else:
        rows = _computed(left, right, choice.path(work, left), choice.path(work, right), agency)
    matches = {row[1]: row for row in rows if row[0] == "m"}
    return Join(
        left,
        right,
        tuple(_match(key, matches.get(place)) for place, key in enumerate(keys)),
        _remainder([row for row in rows if row[0] == "l"]),
        _remainder([row for row in rows if row[0] == "r"]),
    )


def kept_at(work: Work, left: Source, right: Source) -> Path | None:
    """The file with the join of two sources, if it was made ahead."""
    if left.lines + right.lines < WORTH_KEEPING:
        return None
    key = (left.lines_sha256, right.lines_sha256, left.government_code, left.direction)
    found = work.session.get(BudgetJoin, key)
    return work.store.path(found.joined_sha256) if found else None


def make(work: Work, left: Source, right: Source) -> BudgetJoin:
    """The join of two sources as a file, and a row that leads to it and is not yet added."""
    files = {"l_lines": choice.path(work, left), "r_lines": choice.path(work, right)}
    sql = join_sql.joined(shared_keys(left, right), left, right, frozenset())
    made = derive(work.store, f"{sql} ORDER BY owner, side, place, abs(l) DESC, first", files, {})
    return BudgetJoin(
        left_sha256=left.lines_sha256,
        right_sha256=right.lines_sha256,
        government_code=left.government_code,
        direction=left.direction,
        joined_sha256=made.sha256,
    )


def shared_keys(left: Source, right: Source) -> tuple[Key, ...]:
    """The keys by which the two can be compared, finest first: parts both have, codes of one scheme."""
    common = set(left.parts & right.parts)
    if left.account_scheme != right.account_scheme:
        common.discard("rekening")
    if left.program_scheme != right.program_scheme:
        common -= {"program", "kegiatan", "sub_kegiatan"}
    if "sub_kegiatan" not in common:
        finest = next((part for part in ("kegiatan", "program") if part in common), "")
        columns = tuple(part for part in ("organization", finest, "rekening") if part in common)
        group = tuple("account_group" if part == "rekening" else part for part in columns)
        # Where accounts stop at different depths, what is left meets at the depth that all lines reach.
        coarser = (Key(0, group),) if "rekening" in columns and _uneven(left, right) else ()
        return (Key(0, columns), *coarser) if columns else ()
    keys: list[Key] = []
    for level in sorted(_KEYS, reverse=True):
        columns = tuple(part for part in _KEYS[level] if part in common)
        # A level that would compare just what the next coarser one does is that one.
        if not keys or columns != keys[0].columns:
            keys.insert(0, Key(level, columns))
    return tuple(keys)


def _uneven(left: Source, right: Source) -> bool:
    return min(left.least_level, right.least_level) < min(left.greatest_level, right.greatest_level)


def _by_agency(keys: Sequence[Key]) -> bool:
    """Whether no agency's lines ever meet another's, so that its part of the whole join is its own join."""
    return bool(keys) and all("organization" in key.columns for key in keys)


@lru_cache(maxsize=256)  # lines never change under their hash, so a join of two is made once
def _computed(
    left: Source, right: Source, left_path: Path, right_path: Path, agency: frozenset[str]
) -> list[tuple[Any, ...]]:
    joined = join_sql.joined(shared_keys(left, right), left, right, agency)
    files = {"l_lines": left_path, "r_lines": right_path}
    rows: list[tuple[Any, ...]] = ask(join_sql.answer(f"({joined})", frozenset()), files)
    return rows


def _match(key: Key, row: tuple[Any, ...] | None) -> Match:
    if row is None:
        return Match(key.level, key.columns, 0, 0, Decimal(0), Decimal(0))
    _side, _place, groups, equal, left, right, *_ = row
    return Match(key.level, key.columns, int(groups), int(equal), money(left), money(right))


def _remainder(rows: Sequence[tuple[Any, ...]]) -> Remainder:
    """From one row with place 0 (count, sum), if there is any remainder, and those listed."""
    whole = next((row for row in rows if row[1] == 0), None)
    listed = tuple(Unjoined(*(*row[7:], money(row[4]))) for row in rows if row[1] == 1)
    return Remainder(money(whole[4]) if whole else Decimal(0), int(whole[2]) if whole else 0, listed)


def money(value: object) -> Decimal:
    """A sum as the engine gives it, None of nothing, as a decimal."""
    return Decimal(0) if value is None else Decimal(str(value))
