"""The checks of a spec, run over stored tables: what does not add up is found and named, never mended."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from catalog.budget import Finding
from catalog.harvest.spec import CheckSpec
from catalog.tabular import ask

Answer = Sequence[tuple[object, ...]]


def run_check(check: CheckSpec, files: dict[str, Path]) -> list[Finding]:
    """What one check finds; `files` has the Parquet of each table."""
    match check.kind:
        case "children-sum":
            return _children_sum(check, files)
        case "agreement":
            return _agreement(check, files)
        case _:
            return _missing_amount(check, files)


def _children_sum(check: CheckSpec, files: dict[str, Path]) -> list[Finding]:
    # Within one table a row without children is a leaf; between two it is a parent with nothing to it.
    join = "JOIN" if check.table == check.against else "LEFT JOIN"
    keys = ", ".join(check.parent_key)
    pairs = zip(check.key, check.parent_key, strict=True)
    where, values = _where(check, "parent.")
    minus = f"CASE WHEN list_contains(?, {check.key[-1]}) THEN -1 ELSE 1 END" if check.minus else "1"
    rows = ask(
        f"""
        SELECT {_subject("parent.", check.key)}, {_title("parent.", check)},
            parent.{check.amount}, total, rows
        FROM {check.table} AS parent {join} (
            SELECT {keys}, sum({check.against_amount} * {minus}) AS total, count(*) AS rows
            FROM {check.against} GROUP BY ALL
        ) AS child ON {" AND ".join(f"parent.{key} = child.{above}" for key, above in pairs)}
        WHERE {where} AND coalesce(parent.{check.amount}, 0) <> coalesce(total, 0) ORDER BY parent._id
        """,
        files,
        [*([list(check.minus)] if check.minus else []), *values],
    )
    return [
        _finding(
            check,
            check.table,
            row[:2],
            expected=_money(row[3]),
            actual=_money(row[2]),
            steps=_count(row[4]) + 1,
        )
        for row in rows
    ]


def _agreement(check: CheckSpec, files: dict[str, Path]) -> list[Finding]:
    where, values = _where(check, "")
    on = " AND ".join(f"a.{key} = b.{key}" for key in check.key)
    rows = ask(
        f"""
        WITH a AS ({_summed(check, check.table, check.amount)} WHERE {where} GROUP BY ALL),
            b AS ({_summed(check, check.against, check.against_amount)} GROUP BY ALL)
        SELECT a.subject, b.subject, a.title, a.total, b.total
        FROM a FULL JOIN b ON {on}
        WHERE a.total IS DISTINCT FROM b.total OR a.first IS NULL OR b.first IS NULL
        ORDER BY a.first, b.first
        """,
        files,
        values,
    )
    return [_disagreement(check, row) for row in rows]


def _summed(check: CheckSpec, table: str, amount: str) -> str:
    """Sums by key; rows that lack a part of it have no counterpart and stay apart."""
    apart = " OR ".join(f"{key} IS NULL" for key in check.key)
    title = f"any_value({check.title})" if check.title and table == check.table else "''"
    return (
        f"SELECT {', '.join(check.key)}, CASE WHEN {apart} THEN _id END AS apart, {title} AS title,"
        f" {_subject('', check.key)} AS subject, sum({amount}) AS total, min(_id) AS first FROM {table}"
    )


def _disagreement(check: CheckSpec, row: tuple[object, ...]) -> Finding:
    ours, theirs, title, actual, expected = row
    table, subject = (check.table, ours) if ours is not None else (check.against, theirs)
    kind = "no-counterpart" if ours is None or theirs is None else "not-agreeing"
    return _finding(
        check,
        table,
        (subject, title),
        _money(expected),
        _money(actual),
        1 if kind == "not-agreeing" else 0,
        kind,
    )


def _missing_amount(check: CheckSpec, files: dict[str, Path]) -> list[Finding]:
    where, values = _where(check, "")
    rows = ask(
        f"""
        SELECT {_subject("", check.key)}, {_title("", check)} FROM {check.table}
        WHERE {where} AND {check.amount} IS NULL ORDER BY _id
        """,
        files,
        values,
    )
    return [_finding(check, check.table, row, None, None, 0) for row in rows]


def _finding(
    check: CheckSpec,
    table: str,
    about: Sequence[object],
    expected: Decimal | None,
    actual: Decimal | None,
    steps: int,
    kind: str = "",
) -> Finding:
    """`steps` is how many rounded figures stand behind the gap: each may be half a step off."""
    gap = (actual or Decimal(0)) - (expected or Decimal(0))
    rounded = steps > 0 and abs(gap) * 2 <= steps * check.precision
    return Finding(
        kind="rounded" if rounded else kind or check.kind,
        table=table,
        subject=str(about[0]),
        title=f"{about[1] or ''} ({check.amount})".strip(),
        expected="" if expected is None else _plain(expected),
        actual="" if actual is None else _plain(actual),
        gap=_plain(gap),
    )


def _subject(prefix: str, keys: Sequence[str]) -> str:
    parts = ", ' / ', ".join(f"coalesce(CAST({prefix}{key} AS VARCHAR), '-')" for key in keys)
    return f"concat({parts})"


def _title(prefix: str, check: CheckSpec) -> str:
    return f"{prefix}{check.title}" if check.title else "''"


def _where(check: CheckSpec, prefix: str) -> tuple[str, list[object]]:
    conditions = ["true", *(f"CAST({prefix}{name} AS VARCHAR) = ?" for name, _ in check.where)]
    return " AND ".join(conditions), [value for _, value in check.where]


def _money(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _count(value: object) -> int:
    return int(str(value or 0))
