"""Sums that a table states itself: parents and their children, and rows of JUMLAH."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.budget import codes
from catalog.tabular.engine import quote
from catalog.tabular.report import REASON, Found, Problem, shown
from catalog.tabular.source_table import SourceTable

_SUMS = 50  # just above a sum that may be of them
_LEVELS = 6  # of accounts
_A_SUM = re.compile(r"\W*(?:sub\s*|grand\s*)?(?:jumlah|total)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Tree:
    """A table whose amounts add up along account codes, a tree for each value of the `within` columns."""

    table: SourceTable
    account: str
    scheme: str
    within: Sequence[str]
    amounts: Sequence[str]
    precision: int


def tolerance(precision: int, terms: int) -> Decimal:
    """How far a stated sum may be from that of its terms, each rounded by half a step at most."""
    return Decimal(precision) * (terms + 1) / 2 if precision > 1 else Decimal(0)


def wrong_parents(tree: Tree) -> Iterator[Found]:
    """Accounts whose amount is not the sum of the accounts below them that stand in the table."""
    for nodes in _trees(tree):
        for norm, below in _children(nodes).items():
            for place, column in enumerate(tree.amounts):
                stated = nodes[norm].amounts[place]
                terms = [_signed(norm, child, nodes[child].amounts[place]) for child in below]
                known = [term for term in terms if term is not None]
                if stated is None or not known:
                    continue
                expected = sum(known, Decimal(0))
                if abs(stated - expected) > tolerance(tree.precision, len(known)):
                    yield _found("children-sum", tree, nodes[norm].rows[0], column, stated, expected)


def wrong_totals(tree: Tree) -> Iterator[Found]:
    """Rows of JUMLAH that are neither the sum of the rows above them, nor of the sums just above."""
    if not tree.amounts or not next(tree.table.ask("SELECT count(*) FROM source WHERE _kind <> 'leaf'"))[0]:
        return
    parents = {row for nodes in _trees(tree) for norm in _children(nodes) for row in nodes[norm].rows}
    running = [_Running(tree.precision) for _ in tree.amounts]
    for row, kind, texts, *cells in tree.table.ask(
        f"SELECT _row, _kind, {_texts(tree.table)}, {', '.join(map(quote, tree.amounts))} FROM source"
    ):
        if kind == "leaf":
            for sums, cell in zip(running, cells, strict=True):
                sums.add(Decimal(0 if row in parents or cell is None else cell))
        elif any(_A_SUM.match(text) for text in texts if text):
            for sums, cell, column in zip(running, cells, tree.amounts, strict=True):
                expected = None if cell is None else sums.close(Decimal(cell))
                if expected is not None:
                    yield _found("stated-total", tree, row, column, cell, expected)


@dataclass
class _Node:
    """The rows of one account, and their amounts together."""

    rows: list[int]
    amounts: list[Decimal | None]


class _Running:
    """Sums of a column on the way down: of all rows, of those below the last sum, and the sums so far."""

    def __init__(self, precision: int) -> None:
        self._precision = precision
        self._all = self._since = Decimal(0)
        self._terms = self._since_terms = 0
        self._sums: list[Decimal] = []

    def add(self, amount: Decimal) -> None:
        """A row that is no sum."""
        self._all += amount
        self._since += amount
        self._terms += 1
        self._since_terms += 1

    def close(self, stated: Decimal) -> Decimal | None:
        """A row that states a sum: what is nearest to it, None if it is one of those that it may be.

        Sums that it takes in are not counted once more.
        """
        recent = self._sums[-_SUMS:]
        choices = [(self._all, self._terms, len(recent))]
        choices += [
            (self._since + sum(recent[len(recent) - taken :]), self._since_terms + taken, taken)
            for taken in range(len(recent) + 1)
        ]
        gaps = [abs(stated - total) - tolerance(self._precision, terms) for total, terms, _ in choices]
        nearest, _, taken = choices[gaps.index(min(gaps))]
        right = min(gaps) <= 0 or self._levels(stated)
        if right and taken:
            del self._sums[-taken:]
        self._sums.append(stated)
        self._since, self._since_terms = Decimal(0), 0
        return None if right else nearest

    def _levels(self, stated: Decimal) -> bool:
        """Whether the rows above are the same amounts on several levels, which no column tells apart."""
        return bool(stated) and self._all % stated == 0 and 2 <= self._all / stated <= _LEVELS


def _trees(tree: Tree) -> Iterator[dict[str, _Node]]:
    """The accounts of each tree by their codes in one spelling; computed lines such as 6.3 are left out."""
    if not tree.account:
        return
    account, amounts = quote(tree.account), ", ".join(map(quote, tree.amounts))
    within = ", ".join(f"coalesce({quote(name)}, '')" for name in tree.within) or "''"
    nodes: dict[str, _Node] = {}
    last = None
    for row, raw, key, *cells in tree.table.ask(
        f"SELECT _row, {account}, [{within}] AS tree, {amounts} FROM source"
        f" WHERE _kind = 'leaf' AND {account} IS NOT NULL ORDER BY tree, _row"
    ):
        if key != last:
            if nodes:
                yield nodes
            nodes, last = {}, key
        code = codes.account(raw, tree.scheme)
        if code.level and not codes.computed(code.norm):
            _put(nodes, code.norm, row, cells)
    if nodes:
        yield nodes


def _put(nodes: dict[str, _Node], norm: str, row: int, cells: Sequence[Decimal | None]) -> None:
    known = nodes.setdefault(norm, _Node([], [None] * len(cells)))
    known.rows.append(row)
    for place, cell in enumerate(cells):
        if cell is not None:
            known.amounts[place] = Decimal(cell) + (known.amounts[place] or 0)


def _children(nodes: Mapping[str, _Node]) -> dict[str, list[str]]:
    """The accounts right below each; a source may leave levels out."""
    children: dict[str, list[str]] = {}
    for norm in nodes:
        above = norm
        while "." in above:
            above = above.rpartition(".")[0]
            if above in nodes:
                children.setdefault(above, []).append(norm)
                break
    return children


def _signed(parent: str, child: str, amount: Decimal | None) -> Decimal | None:
    """An amount as its parent takes it: financing itself is what comes in less what goes out."""
    return -amount if amount is not None and parent in ("6", "7") and child == f"{parent}.2" else amount


def _texts(table: SourceTable) -> str:
    texts = [f"nullif(trim({quote(column.name)}), '')" for column in table.columns if column.type == "text"]
    return f"list_filter([{', '.join(texts)}], lambda text: text IS NOT NULL)[:2]" if texts else "[]"


def _found(rule: str, tree: Tree, row: int, column: str, stated: Decimal, expected: Decimal) -> Found:
    table = tree.table
    problem = Problem(
        row, column, table.position(column), shown(stated), table.sheet, expected=shown(expected)
    )
    return Found(rule, problem, level=REASON)
