"""SQL of joins: what two stages have in common, agency by agency, and the largest of what they have not.

A row says of an `owner`, an agency (empty where the keys know none): side m, how many groups met at the key
with number `place`, how many of them are equal, and both sums; side l or r at place 0, the count and sum of
what is left of that stage; at place 1, one of the largest with what its first line says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.budget.choice import Source
from catalog.budget.sums import account_to

LISTED = 200  # lines of a remainder that are listed, largest first; its sum and count are of all

_NAMES = (
    "line_id",
    "organization",
    "organization_name",
    "activity",
    "activity_name",
    "rekening",
    "rekening_name",
    "sumber_dana",
)
_TOLD = """line_id, organization, organization_name,
    coalesce(nullif(sub_kegiatan, ''), nullif(kegiatan, ''), program) AS activity,
    coalesce(nullif(sub_kegiatan_name, ''), nullif(kegiatan_name, ''), program_name) AS activity_name,
    rekening, rekening_name, sumber_dana"""
_NOT_TOLD = ", ".join(f"NULL AS {name}" for name in _NAMES)


@dataclass(frozen=True)
class Key:
    """Columns by which lines meet, and what the step is called."""

    level: int
    columns: tuple[str, ...]


def selection(source: Source, agency: frozenset[str]) -> str:
    """The condition for what is a source's own, of one agency (all codes that it has) or of all."""
    own = f"government_code = {text(source.government_code)} AND direction = {text(source.direction)}"
    return f"{own} AND organization IN ({', '.join(map(text, sorted(agency)))})" if agency else own


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def joined(keys: Sequence[Key], left: Source, right: Source, agency: frozenset[str]) -> str:
    """All rows, over l_lines and r_lines."""
    columns = tuple(dict.fromkeys(column for key in keys for column in key.columns))
    depths = {
        "rekening": min(left.greatest_level, right.greatest_level),
        "account_group": min(left.least_level, right.least_level),
    }
    fields = "".join(f"{_expression(column, depths)}, " for column in columns)
    owner = "organization" if "organization" in columns else "''"
    steps = [_start(columns, fields, selection(left, agency), selection(right, agency))]
    steps += [_step(place, key) for place, key in enumerate(keys)]
    found = [
        f"SELECT {owner} AS owner, 'm' AS side, {place} AS place, count(*) AS groups, "
        f"count(*) FILTER (l = r) AS equal, sum(l) AS l, sum(r) AS r, NULL AS first, {_NOT_TOLD} "
        f"FROM m{place} GROUP BY 1"
        for place in range(len(keys))
    ]
    found += [part for side in ("l", "r") for part in _rest(side, owner, f"u{len(keys)}")]
    return f"WITH {', '.join(steps)} {' UNION ALL '.join(found)}"


def answer(rows: str, agency: frozenset[str]) -> str:
    """Rows of one agency or of all, put together: counts and sums first, then the largest of all."""
    mine = f"owner IN ({', '.join(map(text, sorted(agency)))})" if agency else "true"
    return f"""WITH mine AS MATERIALIZED (SELECT * FROM {rows} WHERE {mine}), whole AS (
        SELECT side, place, sum(groups), sum(equal), sum(l) AS l, sum(r), NULL AS first, {_NOT_TOLD}
        FROM mine WHERE line_id IS NULL GROUP BY side, place
    ), largest AS (
        SELECT side, place, 0, 0, l, NULL, first, {", ".join(_NAMES)} FROM mine WHERE line_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY side ORDER BY abs(l) DESC, first) <= {LISTED}
    )
    FROM whole UNION ALL FROM largest ORDER BY side, place, abs(l) DESC, first"""


def _expression(column: str, depths: dict[str, int]) -> str:
    if column in ("sumber_dana", "komponen"):  # names, not codes
        return f"lower({column}) AS {column}"
    depth = depths.get(column, 0)
    if not depth:  # a column of the lines, or accounts of which the scheme can read none
        return f"rekening AS {column}" if column in depths else column
    return f"{account_to(depth)} AS {column}"


def _start(columns: Sequence[str], fields: str, left: str, right: str) -> str:
    """Both sides by the finest key: each one's sum, or NULL, and the first of its lines."""
    keys = "".join(f"{column}, " for column in columns)
    return f"""u0 AS MATERIALIZED (
        SELECT {keys} sum(l) AS l, sum(r) AS r, min(l_first) AS l_first, min(r_first) AS r_first FROM (
            SELECT {fields} amount AS l, NULL AS r, _id AS l_first, NULL AS r_first
            FROM l_lines WHERE kind = 'leaf' AND {left}
            UNION ALL SELECT {fields} NULL, amount, NULL, _id FROM r_lines WHERE kind = 'leaf' AND {right}
        ) GROUP BY ALL
    )"""


def _step(place: int, key: Key) -> str:
    """m: the keys that both sides have; u of the next place: what is left after them, as fine as it was."""
    names = ", ".join(key.columns)
    if place == 0:  # already summed by this key
        return """m0 AS (FROM u0 WHERE l IS NOT NULL AND r IS NOT NULL),
            u1 AS MATERIALIZED (FROM u0 WHERE l IS NULL OR r IS NULL)"""
    return f"""m{place} AS MATERIALIZED (
            SELECT {names}, sum(l) AS l, sum(r) AS r FROM u{place}
            GROUP BY ALL HAVING count(l) > 0 AND count(r) > 0
        ), u{place + 1} AS MATERIALIZED (FROM u{place} ANTI JOIN m{place} USING ({names}))"""


def _rest(side: str, owner: str, left_over: str) -> tuple[str, str]:
    rest = (
        f"(SELECT {owner} AS owner, {side} AS l, {side}_first AS first "
        f"FROM {left_over} WHERE {side} IS NOT NULL)"
    )
    turn = "row_number() OVER (PARTITION BY owner ORDER BY abs(l) DESC, first)"
    return (
        f"SELECT owner, '{side}' AS side, 0 AS place, count(*) AS groups, 0 AS equal, sum(l) AS l, "
        f"NULL AS r, NULL AS first, {_NOT_TOLD} FROM {rest} GROUP BY 1",
        f"SELECT owner, '{side}', 1, 0, 0, l, NULL, first, {_TOLD} "
        f"FROM (FROM {rest} QUALIFY {turn} <= {LISTED}) JOIN {side}_lines ON _id = first",
    )
