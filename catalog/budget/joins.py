"""Joining two stages line by line, from the full key down, and what cannot be joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.budget.choice import Source
from catalog.budget.sums import account_to
from catalog.tabular import ask

LISTED = 200  # lines of a remainder that are listed, largest first; its sum and count are of all

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


@dataclass(frozen=True)
class _Key:
    level: int
    columns: tuple[str, ...]


def join(left: Source, right: Source, left_path: Path, right_path: Path, organization: str = "") -> Join:
    """Join two sources of one direction, of one agency (by code or slug) or of all."""
    matches, left_only, right_only = _join(left, right, left_path, right_path, organization)
    return Join(left, right, matches, left_only, right_only)


def shared_keys(left: Source, right: Source) -> tuple[_Key, ...]:
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
        coarser = (_Key(0, group),) if "rekening" in columns and _uneven(left, right) else ()
        return (_Key(0, columns), *coarser) if columns else ()
    keys: list[_Key] = []
    for level in sorted(_KEYS, reverse=True):
        columns = tuple(part for part in _KEYS[level] if part in common)
        # A level that would compare just what the next coarser one does is that one.
        if not keys or columns != keys[0].columns:
            keys.insert(0, _Key(level, columns))
    return tuple(keys)


def _uneven(left: Source, right: Source) -> bool:
    return min(left.least_level, right.least_level) < min(left.greatest_level, right.greatest_level)


def selection(source: Source, organization: str) -> tuple[str, list[object]]:
    """The SQL condition, with its parameters, for what is a source's own, of one agency or of all."""
    condition = "government_code = ? AND direction = ?"
    if not organization:
        return condition, [source.government_code, source.direction]
    return (
        f"{condition} AND (organization = ? OR organization_slug = ?)",
        [source.government_code, source.direction, organization, organization],
    )


def money(value: object) -> Decimal:
    """A sum as the engine gives it, None of nothing, as a decimal."""
    return Decimal(0) if value is None else Decimal(str(value))


@lru_cache(maxsize=256)  # lines never change under their hash, so a join of two is made once
def _join(
    left: Source, right: Source, left_path: Path, right_path: Path, organization: str
) -> tuple[tuple[Match, ...], Remainder, Remainder]:
    keys = shared_keys(left, right)
    columns = tuple(dict.fromkeys(column for key in keys for column in key.columns))
    depths = {
        "rekening": min(left.greatest_level, right.greatest_level),
        "account_group": min(left.least_level, right.least_level),
    }
    fields = [_expression(column, depths) for column in columns]
    left_where, left_params = selection(left, organization)
    right_where, right_params = selection(right, organization)
    steps = [_start(columns, fields, left_where, right_where)]
    steps += [_step(place, ", ".join(key.columns)) for place, key in enumerate(keys)]
    asked = [
        f"SELECT 'm', {place}, count(*), count(*) FILTER (l = r), sum(l), sum(r) FROM m{place}"
        for place in range(len(keys))
    ]
    for side in ("l", "r"):
        rest = f"(SELECT {side}, {side}_first AS first FROM u{len(keys)} WHERE {side} IS NOT NULL)"
        asked.append(f"SELECT '{side}', 0, count(*), 0, sum({side}), NULL FROM {rest}")
        asked.append(
            f"SELECT '{side}', 1, first, 0, {side}, NULL FROM "
            f"(FROM {rest} ORDER BY abs({side}) DESC, first LIMIT {LISTED})"
        )
    rows: list[tuple[Any, ...]] = ask(
        f"WITH {', '.join(steps)} {' UNION ALL '.join(asked)}",
        {"l_lines": left_path, "r_lines": right_path},
        [*left_params, *right_params],
    )
    matches = {row[1]: row for row in rows if row[0] == "m"}
    return (
        tuple(_match(key, matches[place]) for place, key in enumerate(keys)),
        _remainder([row for row in rows if row[0] == "l"], left_path),
        _remainder([row for row in rows if row[0] == "r"], right_path),
    )


def _expression(column: str, depths: dict[str, int]) -> str:
    if column in ("sumber_dana", "komponen"):  # names, not codes
        return f"lower({column}) AS {column}"
    depth = depths.get(column, 0)
    if not depth:  # a column of the lines, or accounts of which the scheme can read none
        return f"rekening AS {column}" if column in depths else column
    return f"{account_to(depth)} AS {column}"


def _start(columns: Sequence[str], fields: Sequence[str], left_where: str, right_where: str) -> str:
    """Both sides by the finest key: each one's sum, or NULL, and the first of its lines."""
    select = "".join(f"{field}, " for field in fields)
    sums = "".join(f"{column}, " for column in columns)
    return f"""u0 AS MATERIALIZED (
        SELECT {sums} sum(l) AS l, sum(r) AS r, min(l_first) AS l_first, min(r_first) AS r_first FROM (
            SELECT {select} amount AS l, NULL AS r, _id AS l_first, NULL AS r_first
            FROM l_lines WHERE kind = 'leaf' AND {left_where}
            UNION ALL SELECT {select} NULL, amount, NULL, _id
            FROM r_lines WHERE kind = 'leaf' AND {right_where}
        ) GROUP BY ALL
    )"""


def _step(place: int, key: str) -> str:
    """m: the keys that both sides have; u of the next place: what is left after them, as fine as it was."""
    if place == 0:  # already summed by this key
        return """m0 AS (SELECT l, r FROM u0 WHERE l IS NOT NULL AND r IS NOT NULL),
            u1 AS MATERIALIZED (FROM u0 WHERE l IS NULL OR r IS NULL)"""
    return f"""m{place} AS MATERIALIZED (
            SELECT {key}, sum(l) AS l, sum(r) AS r FROM u{place}
            GROUP BY ALL HAVING count(l) > 0 AND count(r) > 0
        ), u{place + 1} AS MATERIALIZED (FROM u{place} ANTI JOIN m{place} USING ({key}))"""


def _match(key: _Key, row: tuple[Any, ...]) -> Match:
    _side, _place, groups, equal, left, right = row
    return Match(key.level, key.columns, groups, equal, money(left), money(right))


def _remainder(rows: Sequence[tuple[Any, ...]], path: Path) -> Remainder:
    """From one row with place 0 (count, sum) and those listed (the first row of each, its amount)."""
    amounts = {row[2]: money(row[4]) for row in rows if row[1] == 1}
    whole = next(row for row in rows if row[1] == 0)
    found: list[tuple[Any, ...]] = ask(
        """SELECT _id, line_id, organization, organization_name,
            coalesce(nullif(sub_kegiatan, ''), nullif(kegiatan, ''), program),
            coalesce(nullif(sub_kegiatan_name, ''), nullif(kegiatan_name, ''), program_name),
            rekening, rekening_name, sumber_dana
        FROM lines WHERE _id IN (SELECT unnest(?))""",
        {"lines": path},
        [list(amounts)],
    )
    lines = {row[0]: row[1:] for row in found}
    listed = tuple(Unjoined(*(*lines[first], amount)) for first, amount in amounts.items())
    return Remainder(money(whole[4]), whole[2], listed)
