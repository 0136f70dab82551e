"""The quick half of a check: SQL that proves cells right, so that frictionless looks at the others alone.

A proof is stricter than frictionless: what it does not cover is judged by frictionless's own reader of cells,
each distinct text once, so nothing is found that frictionless would not find, and nothing is missed.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from frictionless import Field
from frictionless.fields import (
    AnyField,
    BooleanField,
    DateField,
    IntegerField,
    NumberField,
    StringField,
    YearField,
)

from catalog.tabular.columns import Column
from catalog.tabular.convert_sql import text
from catalog.tabular.source_table import SourceTable

_BOUNDS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_LENGTHS = {"minLength": ">=", "maxLength": "<="}
_BOUND_DIGITS, _BOUND_SCALE = 18, 6  # beyond them a bound is left to frictionless
ALL = "true"
_NEVER = "false"
_MANY = 100  # columns with something unproven in them; then frictionless alone is no slower
_AT_ONCE = 8  # conditions of one reading; each may hold a table in memory
_PIECE = 10_000  # distinct cells judged at once


@dataclass(frozen=True)
class Proof:
    """SQL about one column: `fine` holds only where nothing is wrong with the cell.

    `blank` holds at least where frictionless takes the cell as missing; `value` is what equal cells share,
    NULL for missing ones, and is sure where `known` holds.
    """

    fine: str
    blank: str
    value: str
    known: str


def proof(column: Column, place: int, field: Field) -> Proof:
    """What SQL can say of the column at a place, from 1, in a source table."""
    missing = field.missing_values
    if not field.has_defined("missing_values") and field.schema:
        missing = field.schema.missing_values
    cell, misfit = f"v{place}", f"x{place}"
    texts = ", ".join(map(text, missing)) or "NULL"
    if column.type == "text":
        blank = gone = f"({cell} IS NULL OR coalesce({cell} IN ({texts}), false))"
    else:
        same = ", ".join(f"TRY_CAST({text(each)} AS {column.sql_type})" for each in missing) or "NULL"
        gone = f"({cell} IS NULL AND ({misfit} IS NULL OR coalesce({misfit} IN ({texts}), false)))"
        blank = f"({gone} OR coalesce({cell} IN ({same}), false))"
    value, sound = _typed(column, cell, field)
    rules = [sound, *(_rule(column, cell, value, field, name) for name in field.constraints)]
    required = bool(field.constraints.get("required"))
    fine = " AND ".join([*rules, f"NOT {blank}"] if required else rules)
    return Proof(
        fine=f"coalesce({fine if required else f'{gone} OR ({fine})'}, false)",
        blank=blank,
        value=f"CASE WHEN NOT {blank} THEN {value} END",
        known=f"coalesce({gone} OR {sound}, false)",
    )


def _typed(column: Column, cell: str, field: Field) -> tuple[str, str]:
    """SQL of the value that frictionless reads, and of where it surely reads one."""
    if isinstance(field, AnyField):
        return cell, f"{cell} IS NOT NULL"
    if column.type != "text":
        return (cell, f"{cell} IS NOT NULL") if _same_type(column, field) else ("NULL", _NEVER)
    match field:
        case StringField(format="default"):
            return cell, "true"
        case IntegerField(bare_number=True):
            return f"TRY_CAST({cell} AS BIGINT)", f"regexp_full_match({cell}, '-?[0-9]{{1,18}}')"
        case NumberField() if _plain(field):
            shape = r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?"
            return f"TRY_CAST({cell} AS DECIMAL(36,18))", f"regexp_full_match({cell}, '{shape}')"
        case BooleanField():
            known = [*field.true_values, *field.false_values]
            return f"{cell} NOT IN ({_texts(field.false_values)})", f"{cell} IN ({_texts(known)})"
        case DateField(format="default"):
            shape = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
            day = f"TRY_CAST({cell} AS DATE)"
            return day, f"regexp_full_match({cell}, '{shape}') AND {day} >= DATE '0001-01-01'"
        case YearField():
            return f"TRY_CAST({cell} AS BIGINT)", f"regexp_full_match({cell}, '[0-9]{{4}}')"
        case _:
            return "NULL", _NEVER


def _same_type(column: Column, field: Field) -> bool:
    match field:
        case NumberField():
            return column.type in ("integer", "decimal") and not field.float_number
        case IntegerField():
            return column.type == "integer"
        case DateField():
            return column.type == "date"
        case BooleanField():
            return column.type == "boolean"
        case _:
            return False


def _plain(field: NumberField) -> bool:
    changed = {"bare_number", "decimal_char", "group_char"} & set(field.list_defined())
    return not changed and not field.float_number


def _rule(column: Column, cell: str, value: str, field: Field, name: str) -> str:
    """SQL of where a cell that has a value keeps one constraint."""
    wanted = field.constraints[name]
    if wanted is None or name in ("required", "unique"):
        return "true"
    if name in _BOUNDS and value != "NULL":
        bound = _bound(field.create_value_reader()(wanted))
        return f"{value} {_BOUNDS[name]} {bound}" if bound else _NEVER
    if isinstance(field, StringField) and column.type == "text":
        if name in _LENGTHS and isinstance(wanted, int):
            return f"length({cell}) {_LENGTHS[name]} {wanted}"
        if name == "enum" and all(isinstance(each, str) and "\0" not in each for each in wanted):
            return f"{cell} IN ({_texts(wanted)})"
    return _NEVER


def _bound(value: Any) -> str:
    match value:
        case bool():
            return ""
        case date():
            return f"DATE '{value:%Y-%m-%d}'" if type(value) is date and value.year >= 1000 else ""
        case int() if abs(value) < 10**_BOUND_DIGITS:
            return str(value)
        case Decimal() if value.is_finite() and abs(value) < 10**_BOUND_DIGITS:
            exact = round(value, _BOUND_SCALE)
            return f"CAST('{exact:f}' AS DECIMAL({_BOUND_DIGITS + _BOUND_SCALE},{_BOUND_SCALE}))" * (
                exact == value
            )
        case _:
            return ""


def _texts(values: list[str]) -> str:
    return ", ".join(map(text, values)) or "NULL"


@dataclass(frozen=True)
class Suspects:
    """How many rows a table has, and SQL of those that may be wrong: empty for none, or ALL."""

    rows: int
    where: str


def suspects(table: SourceTable, fields: Sequence[Field], schema: Mapping[str, Any]) -> Suspects:
    """Rows that frictionless has to see: all that it would find something wrong with, and few others.

    `fields` are what frictionless expects of each column in turn. Foreign keys, and keys with a cell whose
    value is not sure, leave all rows to frictionless.
    """
    columns = zip(table.columns, fields, strict=True)
    proofs = [proof(column, place, field) for place, (column, field) in enumerate(columns, 1)]
    keys = _keys(fields, schema)
    of_keys = sorted({place for key in keys for place in key})
    asked = ["true", _all_blank(proofs), "_cells IS NOT NULL", *(f"NOT {each.fine}" for each in proofs)]
    counts = _counted(table, [*asked, *(f"NOT {proofs[place].known}" for place in of_keys)])
    rows, blank, uneven, *unproven = counts[: len(asked)]
    if schema.get("foreignKeys") or sum(map(bool, unproven)) > _MANY:
        return Suspects(rows, ALL)
    if any(counts[len(asked) :]):
        return Suspects(rows, ALL)
    where = [f"({_all_blank(proofs)})"] * bool(blank) + ["_cells IS NOT NULL"] * bool(uneven)
    for place, (field, each) in enumerate(zip(fields, proofs, strict=True), 1):
        if unproven[place - 1] and _judge(table, place, field, each):
            where.append(f"{_cell(place)} IN (FROM bad{place})")
    for number, key in enumerate(keys):
        where += _repeated(table, f"same{number}", [proofs[place] for place in key])
    return Suspects(rows, _picked(table, where) if where else "")


def _picked(table: SourceTable, where: Sequence[str]) -> str:
    """SQL of the rows in which a condition holds, found a few conditions at a time, in few columns each."""
    table.connection.execute("CREATE OR REPLACE TABLE picked (number BIGINT)")
    for start in range(0, len(where), _AT_ONCE):
        any_of = " OR ".join(where[start : start + _AT_ONCE])
        table.connection.execute(f"INSERT INTO picked SELECT _row FROM {table.sql} WHERE {any_of}")
    return "CASE WHEN _row IN (FROM picked) THEN true END"  # as a CASE it keeps the order of rows


def _counted(table: SourceTable, conditions: Sequence[str]) -> list[int]:
    """In how many rows each condition holds."""
    counts: list[int] = []
    for start in range(0, len(conditions), _MANY):  # usually one reading of the table
        filters = ", ".join(f"count(*) FILTER ({each})" for each in conditions[start : start + _MANY])
        counts += table.connection.execute(f"SELECT {filters} FROM {table.sql}").fetchall()[0]
    return counts


def _all_blank(proofs: Sequence[Proof]) -> str:
    if len(proofs) > _MANY:  # the engine plans long conditions slowly
        return f"NOT list_contains([{', '.join(f'NOT {each.blank}' for each in proofs)}], true)"
    return " AND ".join(each.blank for each in proofs)


def _cell(place: int) -> str:
    """SQL that two cells of a column share when they are the same; few others do."""
    return f"hash(v{place}, x{place})"


def _judge(table: SourceTable, place: int, field: Field, known: Proof) -> bool:
    """Whether some cell without a proof is wrong; those are kept in a table."""
    table.connection.execute(f"CREATE OR REPLACE TABLE bad{place} (cell UBIGINT)")
    read = field.create_cell_reader()
    sql = (
        f"SELECT DISTINCT {_cell(place)}, v{place}, x{place} FROM {table.sql}"
        f" WHERE NOT {known.fine} AND _cells IS NULL"
    )
    typed, some = table.columns[place - 1].type != "text", False
    with closing(table.connection.cursor()) as cursor:
        found = cursor.execute(sql)
        while cells := found.fetchmany(_PIECE):
            bad = [
                key
                for key, value, misfit in cells
                if read(misfit if value is None else value)[1] or (typed and misfit is not None)
            ]
            if bad:
                some = True
                table.connection.execute(f"INSERT INTO bad{place} SELECT unnest(?)", [bad])
    return some


def _keys(fields: Sequence[Field], schema: Mapping[str, Any]) -> list[list[int]]:
    """Places of columns, from 0, that must differ together in every row."""
    names = [field.name for field in fields]
    keys = [[place] for place, field in enumerate(fields) if field.constraints.get("unique")]
    primary = list(schema.get("primaryKey") or ())
    if primary and set(primary) <= set(names):
        keys.append([names.index(name) for name in primary])
    return keys


def _repeated(table: SourceTable, name: str, key: Sequence[Proof]) -> list[str]:
    """SQL of rows whose key is blank or stands in another row too."""
    blank = " AND ".join(each.blank for each in key)
    same = f"hash({', '.join(each.value for each in key)})"
    table.connection.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT {same} AS key FROM {table.sql}"
        f" WHERE NOT ({blank}) GROUP BY 1 HAVING count(*) > 1"
    )
    return [f"({blank})", f"{same} IN (FROM {name})"]
