"""Joining two stages line by line, from the full key down, and what cannot be joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.budget.choice import Source
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
    """The SQL condition, with its parameters, for the leaves of a source, of one agency or of all."""
    condition = "kind = 'leaf' AND government_code = ? AND direction = ?"
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
    steps, params = [], []
    for side, source in (("l", left), ("r", right)):
        where, values = selection(source, organization)
        fields = [_cut(column, depths[column]) if column in depths else column for column in columns]
        steps.append(_start(side, fields, where))
        params += values
    steps += [step for place, key in enumerate(keys) for step in _step(place, ", ".join(key.columns))]
    asked = [
        f"SELECT 'm', {place}, count(*), count(*) FILTER (l = r), sum(l), sum(r) FROM m{place}"
        for place in range(len(keys))
    ]
    for side in ("l", "r"):
        last = f"{side}{len(keys)}"
        asked.append(f"SELECT '{side}', 0, count(*), 0, sum(amount), NULL FROM {last}")
        asked.append(
            f"SELECT '{side}', 1, first, 0, amount, NULL FROM "
            f"(FROM {last} ORDER BY abs(amount) DESC, first LIMIT {LISTED})"
        )
    rows: list[tuple[Any, ...]] = ask(
        f"WITH {', '.join(steps)} {' UNION ALL '.join(asked)}",
        {"l_lines": left_path, "r_lines": right_path},
        params,
    )
    matches = {row[1]: row for row in rows if row[0] == "m"}
    return (
        tuple(_match(key, matches[place]) for place, key in enumerate(keys)),
        _remainder([row for row in rows if row[0] == "l"], left_path),
        _remainder([row for row in rows if row[0] == "r"], right_path),
    )


def _cut(name: str, depth: int) -> str:
    if not depth:  # no code that the scheme can read
        return f"rekening AS {name}"
    front = f"array_to_string(string_split(rekening, '.')[:{depth}], '.')"
    return f"CASE WHEN account_level > {depth} THEN {front} ELSE rekening END AS {name}"


def _start(side: str, fields: Sequence[str], where: str) -> str:
    select = ", ".join([*fields, "sum(amount) AS amount", "min(_id) AS first"])
    return f"{side}0 AS (SELECT {select} FROM {side}_lines WHERE {where} GROUP BY ALL HAVING count(*) > 0)"


def _step(place: int, key: str) -> list[str]:
    """What matches by this key, and what each side has left after it."""
    sums = [f"(SELECT {key}, sum(amount) AS amount FROM {side}{place} GROUP BY ALL)" for side in ("l", "r")]
    return [
        f"m{place} AS MATERIALIZED (SELECT {key}, l.amount AS l, r.amount AS r "
        f"FROM {sums[0]} AS l JOIN {sums[1]} AS r USING ({key}))",
        *(
            f"{side}{place + 1} AS MATERIALIZED "
            f"(SELECT * FROM {side}{place} ANTI JOIN m{place} USING ({key}))"
            for side in ("l", "r")
        ),
    ]


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
