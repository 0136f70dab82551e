"""Checks of a table as a budget, before it is stored: its codes, and its own arithmetic.

A code that cannot be one stops; everything else may be right after all, so it asks for a reason.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from catalog.budget import codes
from catalog.budget.reference_codes import account_problem, agency_problem, program_problem
from catalog.budget.table_sums import Tree, tolerance, wrong_parents, wrong_totals
from catalog.tabular.engine import quote
from catalog.tabular.report import REASON, STOP, Found, Problem, Report, gather, shown
from catalog.tabular.source_table import SourceTable


@dataclass(frozen=True)
class Formula:
    """A column that is the sum of some columns less others; an empty cell counts as nothing."""

    column: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """The formula as a person writes it."""
        return " + ".join(self.plus) + "".join(f" - {name}" for name in self.minus)


@dataclass(frozen=True)
class BudgetColumns:
    """What the columns of a table are in a budget; what is left empty is not checked.

    `amounts` add up along the account codes, in trees of their own for each value of the `within` columns.
    `ceilings` names for each column of spending the column with its ceiling. `agencies` are the known codes,
    in their one spelling, with names. `precision` is the step in rupiah to which the source rounds.
    """

    account: str = ""
    account_scheme: str = ""
    program: str = ""
    program_scheme: str = ""
    agency: str = ""
    agencies: Mapping[str, str] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    ceilings: Mapping[str, str] = field(default_factory=dict)
    formulas: tuple[Formula, ...] = ()
    precision: int = 1


def check_budget(table: SourceTable, meant: BudgetColumns) -> Report:
    """What is wrong in a budget table by its codes and sums: exact, but for the rounding of the source."""
    rows = next(table.ask("SELECT count(*) FROM source"))[0]
    tree = Tree(table, meant.account, meant.account_scheme, meant.within, meant.amounts, meant.precision)
    found = chain(_codes(table, meant), _formulas(table, meant), _ceilings(table, meant))
    return gather(rows, chain(found, wrong_parents(tree), wrong_totals(tree)))


def _codes(table: SourceTable, meant: BudgetColumns) -> Iterator[Found]:
    account = partial(account_problem, scheme=meant.account_scheme)
    program = partial(program_problem, scheme=meant.program_scheme)
    agency = partial(agency_problem, known=meant.agencies)
    if meant.account:
        yield from _coded(table, meant.account, "account-code", account, _reads_account(meant))
    if meant.program:
        yield from _coded(table, meant.program, "program-code", program, _reads_program(meant))
    if meant.agency:
        yield from _coded(table, meant.agency, "agency-code", agency, bool)


def _reads_account(meant: BudgetColumns) -> Callable[[str], bool]:
    return lambda raw: codes.account(raw, meant.account_scheme).level > 0


def _reads_program(meant: BudgetColumns) -> Callable[[str], bool]:
    return lambda raw: codes.activity(raw, meant.program_scheme).level > 0


def _coded(
    table: SourceTable,
    column: str,
    rule: str,
    problem: Callable[[str], str | None],
    readable: Callable[[str], bool],
) -> Iterator[Found]:
    """Rows with a code that is not in its list; subtotals may have none that can be read."""
    name = quote(column)
    wrong: dict[str, str] = {}
    for (raw,) in table.ask(
        f"SELECT DISTINCT {name} FROM source WHERE _kind = 'leaf' AND trim({name}) <> ''"
    ):
        nearest = problem(raw)
        if nearest is not None:
            wrong[raw] = nearest
    if not wrong:
        return
    sql = f"SELECT _row, {name} FROM source WHERE _kind = 'leaf' AND {name} IN (SELECT unnest(?))"
    for row, raw in table.ask(sql, [list(wrong)]):
        level = REASON if readable(raw) else STOP
        yield Found(rule, _problem(table, row, column, raw, wrong[raw]), level=level)


def _formulas(table: SourceTable, meant: BudgetColumns) -> Iterator[Found]:
    for formula in meant.formulas:
        terms = len(formula.plus) + len(formula.minus)
        right = " + ".join(f"coalesce({quote(name)}, 0)" for name in formula.plus)
        right += "".join(f" - coalesce({quote(name)}, 0)" for name in formula.minus)
        stated = quote(formula.column)
        sql = (
            f"SELECT _row, {stated}, {right} FROM source"
            f" WHERE {stated} IS NOT NULL AND abs({stated} - ({right})) > {tolerance(meant.precision, terms)}"
        )
        for row, actual, expected in table.ask(sql):
            problem = _problem(table, row, formula.column, actual, expected)
            yield Found("formula", problem, formula.written, REASON)


def _ceilings(table: SourceTable, meant: BudgetColumns) -> Iterator[Found]:
    for spent, ceiling in meant.ceilings.items():
        over = f"{quote(spent)} - {quote(ceiling)} > {tolerance(meant.precision, 1)}"
        sql = f"SELECT _row, {quote(spent)}, {quote(ceiling)} FROM source WHERE _kind = 'leaf' AND {over}"
        for row, actual, most in table.ask(sql):
            yield Found("over-ceiling", _problem(table, row, spent, actual, most), ceiling, REASON)


def _problem(table: SourceTable, row: int, column: str, value: object, expected: object) -> Problem:
    return Problem(row, column, table.position(column), shown(value), table.sheet, expected=shown(expected))
