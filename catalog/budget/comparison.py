"""Two stages of one year side by side, agency by agency or code by code, to the rupiah."""

from dataclasses import dataclass
from decimal import Decimal

from catalog.budget import choice, sums
from catalog.budget.choice import Source
from catalog.budget.join_sql import selection
from catalog.budget.joins import money
from catalog.errors import BadQuery, NotFound
from catalog.tabular import ask
from catalog.text import Message
from catalog.work import Work

BY = ("organization", "program", "kegiatan", "sub_kegiatan", "rekening")


@dataclass(frozen=True)
class ComparedRow:
    """One code: its sum in each stage, None where the stage has no line of it; `difference` is b less a."""

    code: str
    name: str
    a: Decimal | None
    b: Decimal | None
    difference: Decimal


@dataclass(frozen=True)
class Comparison:
    """Every code of both stages, largest difference first; the rows' differences add up to `difference`.

    `agree` and `differ` count codes that both have, `a_only` and `b_only` those of one; `precision` is the
    coarser of the two sources' steps in rupiah.
    """

    government: str
    government_name: str
    year: int
    direction: str
    by: str
    a: Source
    b: Source
    rows: tuple[ComparedRow, ...]
    agree: int
    differ: int
    a_only: int
    b_only: int
    total_a: Decimal
    total_b: Decimal
    difference: Decimal
    precision: int
    sample: bool


def compare(
    work: Work,
    government: str,
    year: int,
    stage_a: str,
    stage_b: str,
    by: str = "organization",
    direction: str = "belanja",
) -> Comparison:
    """Two stages by one of BY; raises NotFound for a missing stage, BadQuery without shared codes."""
    if by not in BY:
        raise BadQuery(Message("Perbandingan menurut %(by)s tidak dikenal.", {"by": by}))
    found = choice.sources(work, government, year)
    a, b = (_source(found, stage, direction) for stage in (stage_a, stage_b))
    if by not in comparable(a, b):
        raise BadQuery(Message("Kedua tahap tidak punya kode %(by)s yang dapat disandingkan.", {"by": by}))
    sums_a, sums_b = _sums(work, a, by), _sums(work, b, by)
    rows = [_row(code, sums_a.get(code), sums_b.get(code)) for code in sorted(sums_a.keys() | sums_b.keys())]
    both = [row for row in rows if row.a is not None and row.b is not None]
    return Comparison(
        government=government,
        government_name=a.government_name,
        year=year,
        direction=direction,
        by=by,
        a=a,
        b=b,
        rows=tuple(sorted(rows, key=lambda row: (-abs(row.difference), row.code))),
        agree=sum(row.difference == 0 for row in both),
        differ=sum(row.difference != 0 for row in both),
        a_only=sum(row.b is None for row in rows),
        b_only=sum(row.a is None for row in rows),
        total_a=a.amount,
        total_b=b.amount,
        difference=b.amount - a.amount,
        precision=max(a.precision, b.precision),
        sample=a.sample,
    )


def comparable(a: Source, b: Source) -> list[str]:
    """Those of BY by which the two can be compared: parts that both have, in codes of one scheme."""
    same = dict.fromkeys(BY, a.program_scheme == b.program_scheme)
    same |= {"organization": True, "rekening": a.account_scheme == b.account_scheme}
    return [by for by in BY if by in a.parts & b.parts and same[by]]


def _source(found: list[Source], stage: str, direction: str) -> Source:
    source = choice.best(found, direction, (stage,))
    if source is None:
        raise NotFound(Message("Tahap %(stage)s belum terbit untuk tahun ini.", {"stage": stage}))
    return source


def _sums(work: Work, source: Source, by: str) -> dict[str, tuple[str, Decimal]]:
    where = selection(source, frozenset())
    path, rows_of = sums.relation(work, source, (by,))
    rows = ask(
        f"""SELECT {by}, coalesce(max({by}_name), ''), sum(amount)
        FROM ({rows_of}) WHERE {where} GROUP BY {by}""",
        {path.name: path},
    )
    return {str(code): (str(name), money(amount)) for code, name, amount in rows}


def _row(code: str, a: tuple[str, Decimal] | None, b: tuple[str, Decimal] | None) -> ComparedRow:
    one, other = (a[1] if a else None), (b[1] if b else None)
    name = (b[0] if b else "") or (a[0] if a else "")
    return ComparedRow(code, name, one, other, (other or Decimal(0)) - (one or Decimal(0)))
