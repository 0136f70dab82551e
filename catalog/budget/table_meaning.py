"""What the columns of a foreign table are in a budget, as far as they tell it themselves."""

import re
from collections.abc import Sequence
from dataclasses import replace

from catalog.budget.reference_codes import account_problem
from catalog.budget.table_checks import BudgetColumns, check_budget
from catalog.tabular import Column
from catalog.tabular.engine import quote
from catalog.tabular.report import REASON, Report
from catalog.tabular.source_table import SourceTable

_ACCOUNT = re.compile(r"(?:kode|kd|no\.?|nomor)[\s_.]*(?:rek|akun)|^rekening$", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:jumlah|anggaran|pagu|realisasi|nilai|sebelum|sesudah|setelah)\b", re.IGNORECASE)
_SCHEMES = ("kepmendagri-050-5889", "permendagri-13-2006")  # with lists of accounts to tell them apart
_CODES = 2_000  # different ones that are looked at
_ENOUGH = 0.8  # of them are in the list of the scheme


def check_as_budget(table: SourceTable) -> Report:
    """What is wrong in a table that looks like a budget; as it only looks so, all of it may be explained."""
    meant = budget_columns(table)
    report = check_budget(table, meant) if meant else Report(0)
    return replace(report, groups=tuple(replace(group, level=REASON) for group in report.groups))


def budget_columns(table: SourceTable) -> BudgetColumns | None:
    """Account codes and the amounts that add up along them; None for a table without both."""
    account = next((column.name for column in table.columns if _is_account(column)), "")
    amounts = tuple(column.name for column in table.columns if _is_money(column))
    scheme = _scheme(table, account) if account and amounts else ""
    return BudgetColumns(account=account, account_scheme=scheme, amounts=amounts) if scheme else None


def _is_account(column: Column) -> bool:
    return column.type == "text" and bool(_ACCOUNT.search(column.title or column.name))


def _is_money(column: Column) -> bool:
    if column.type not in ("integer", "decimal"):
        return False
    return column.unit.endswith("rupiah") or (not column.unit and bool(_AMOUNT.match(column.title)))


def _scheme(table: SourceTable, account: str) -> str:
    """The scheme whose list has most of the codes; empty when neither has nearly all."""
    name = quote(account)
    found = table.ask(
        f"SELECT DISTINCT {name} FROM source WHERE _kind = 'leaf' AND trim({name}) <> '' LIMIT {_CODES}"
    )
    written = [raw for (raw,) in found]
    fits = {scheme: _known(written, scheme) for scheme in _SCHEMES}
    best = max(fits, key=lambda scheme: fits[scheme])
    return best if written and fits[best] >= _ENOUGH * len(written) else ""


def _known(written: Sequence[str], scheme: str) -> int:
    return sum(account_problem(raw, scheme) is None for raw in written)
