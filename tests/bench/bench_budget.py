"""The budget layer over ten million lines: what a page, an aggregate costs its first visitor, and the next.

Run: python -m tests.bench.bench_budget. `--lines` are those of one stage of one year, `--years` how many
years there are of four stages each.
"""

import argparse
import math
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog import budget, datasets, organizations
from catalog.access import SYSTEM
from catalog.budget import Cut, Drill, FiguresDraft, Government, StoredTable
from catalog.budget.join_job import missing
from catalog.budget.joins import _computed, make
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Column, derive
from catalog.work import Instance, Work, open_instance
from tests.bench.filled import KEPT
from tests.bench.served import load

JATIM = Government("35", "kemendagri", "Pemprov Jawa Timur")
SCHEME = "kepmendagri-050-5889"
NAMES = (
    "organization_code",
    "organization_name",
    "sub_kegiatan_code",
    "sub_kegiatan_name",
    "rekening_code",
    "rekening_name",
    "sumber_dana",
)
COLUMNS = (*(Column(name, "text") for name in NAMES), Column("pagu", "decimal", unit="rupiah"))
STAGES = {"rkpd": 1, "apbd": 2, "perubahan": 3, "realisasi": 4}
NEWEST = 2025
# 60 agencies with 400 sub kegiatan each; a tenth of each stage's keys are of that stage alone.
ROWS = """
    SELECT number + 1 AS _id,
        printf('1.01.0.00.0.00.%02d.0000', agency) AS organization_code,
        'Dinas ' || agency AS organization_name,
        printf('1.01.%02d.1.%02d.%04d', agency % 20 + 1, activity % 20 + 1, activity + 1)
            AS sub_kegiatan_code,
        printf('Sub kegiatan nomor %d dari dinas %d', activity, agency) AS sub_kegiatan_name,
        {account} AS rekening_code,
        {account_name} AS rekening_name,
        {fund} AS sumber_dana,
        CAST(hash(key, {seed}) % 1000000000 AS DECIMAL(18, 0)) AS pagu
    FROM (
        SELECT *, key % 60 AS agency, key // 60 % 400 AS activity, key // 24000 AS account FROM (
            SELECT range AS number, range + CASE WHEN hash(range, {seed}) % 10 = 0
                THEN {place} * 10000000 ELSE 0 END AS key FROM range({lines})
        )
    ) ORDER BY number
"""
_WITH_ACCOUNTS = {
    "account": "printf('%s.%02d.%02d.%04d', list_value('5.1.01', '5.1.02', '5.1.02', '5.1.02', '5.2.02')"
    "[account % 5 + 1], account % 7 + 1, account % 90 + 1, account % 9000 + 1)",
    "account_name": "'Belanja barang nomor ' || account",
    "fund": "list_value('DAU', 'DAK', 'PAD')[key % 3 + 1]",
}
_WITHOUT = {"account": "''", "account_name": "''", "fund": "''"}
AGENCY = "1.01.0.00.0.00.07.0000"


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=500_000)
    arguments.add_argument("--years", type=int, default=5)
    asked = arguments.parse_args()
    with planted(asked.lines, asked.years) as instance:
        print(f"{asked.lines * asked.years * len(STAGES):,} lines, {load()}")
        print(f"{'':<44}{'first ms':>10}{'p50 ms':>10}{'p95 ms':>10}{'CPU ms':>10}")
        for name, question in questions().items():
            measure(instance, name, question)


@contextmanager
def planted(lines: int, years: int) -> Iterator[Instance]:
    """An instance with four stages of each year, made once for all that follow in one run."""
    with tempfile.TemporaryDirectory() as own:
        folder = Path(os.environ.get(KEPT, own)) / f"budget-{lines}-{years}"
        new = not folder.exists()
        instance = open_instance(Settings(instance=folder))
        if new:
            folder.mkdir(parents=True)
            Base.metadata.create_all(instance.engine)
            with instance.work(SYSTEM) as work:
                organizations.ensure(work, OrganizationDraft("Walidata", "walidata"))
                for year in range(NEWEST, NEWEST - years, -1):
                    started = time.perf_counter()
                    for stage in STAGES:
                        put(work, stage, year, lines)
                    took = time.perf_counter() - started
                    print(f"{year}: {lines * len(STAGES):,} lines loaded in {took:.0f} s", flush=True)
            started = time.perf_counter()
            with instance.work(SYSTEM) as work:
                made = [make(work, *pair) for pair in missing(work, JATIM.key, NEWEST)]
                work.session.add_all(made)
            print(f"{len(made)} joins made in {time.perf_counter() - started:.1f} s")
        yield instance
        instance.engine.dispose()


def put(work: Work, stage: str, year: int, lines: int) -> None:
    """Publish one stage."""
    parts = _WITHOUT if stage == "rkpd" else _WITH_ACCOUNTS
    table = derive(
        work.store,
        ROWS.format(**parts, place=STAGES[stage], seed=STAGES[stage] + year * 10, lines=lines),
        {},
        {},
    )
    draft = DatasetDraft(
        f"{stage}-{year}",
        stage,
        "walidata",
        resources=(ResourceDraft("a", "a", columns=COLUMNS, table=table),),
    )
    version = datasets.save(work, draft)
    figures = FiguresDraft(
        table="a",
        stage=stage,
        fiscal_year=year,
        amount="pagu",
        fields={name: name for name in (NAMES if stage != "rkpd" else NAMES[:4])},
        governments=(JATIM,),
        account_scheme=SCHEME if stage != "rkpd" else "",
        program_scheme=SCHEME,
    )
    tables = {"a": StoredTable(version.resources[0].resource_id, table.sha256, table.sha256, COLUMNS)}
    budget.keep(work, version, budget.measure(work, [figures], tables), [], tables)
    datasets.publish(work, version)


def questions() -> dict[str, Callable[[Work], object]]:
    """Pages, then aggregates over one year and over all."""
    belanja = Cut("direction", ("belanja",))
    year = (belanja, Cut("fiscal_year", (str(NEWEST),)))
    apbd = (*year, Cut("stage", ("apbd",)))
    all_years = (belanja, Cut("stage", ("apbd",)))
    agency = Cut("organization", (AGENCY,))

    def sums(*drilldown: Drill, cuts: tuple[Cut, ...]) -> Callable[[Work], object]:
        return lambda work: budget.aggregate(work, drilldown, cuts)

    def version(work: Work) -> str:
        return budget.overview(work, JATIM.key, NEWEST).spent.belanja.budget_id  # type: ignore[union-attr]  # there is one

    def one_line(work: Work) -> object:
        found = budget.lines(work, version(work), offset=100, limit=1).lines[0]
        return budget.line(work, version(work), found.line_id)

    org, stage, years = Drill("organization"), Drill("stage"), Drill("fiscal_year")
    return {
        "page: overview": lambda work: budget.overview(work, JATIM.key, NEWEST),
        "page: ladder": lambda work: budget.ladder(work, JATIM.key, NEWEST),
        "page: ladder of an agency": lambda work: budget.ladder(work, JATIM.key, NEWEST, AGENCY),
        "page: compare by agency": lambda work: budget.compare(work, JATIM.key, NEWEST, "apbd", "perubahan"),
        "page: compare by sub kegiatan": lambda work: budget.compare(
            work, JATIM.key, NEWEST, "apbd", "perubahan", "sub_kegiatan"
        ),
        "page: compare by account": lambda work: budget.compare(
            work, JATIM.key, NEWEST, "apbd", "perubahan", "rekening"
        ),
        "page: lines of a version": lambda work: budget.lines(work, version(work)),
        "page: lines of an account": lambda work: budget.lines(work, version(work), rekening="5.1.02"),
        "page: lines of a sub kegiatan": lambda work: budget.lines(
            work, version(work), activity="1.01.08.1.08.0008"
        ),
        "page: one line": one_line,
        "sum": sums(cuts=apbd),
        "by agency": sums(org, cuts=apbd),
        "by agency and stage": sums(org, stage, cuts=year),
        "by account:3": sums(Drill("account", 3), cuts=apbd),
        "by account": sums(Drill("account"), cuts=apbd),
        "by program and stage": sums(Drill("program"), stage, cuts=year),
        "by sub kegiatan": sums(Drill("sub_kegiatan"), cuts=apbd),
        "by sumber dana and account:2": sums(Drill("sumber_dana"), Drill("account", 2), cuts=apbd),
        "by sub kegiatan, account:3, fund": sums(
            Drill("sub_kegiatan"), Drill("account", 3), Drill("sumber_dana"), cuts=apbd
        ),
        "of an agency by sub kegiatan and account": sums(
            Drill("sub_kegiatan"), Drill("account"), cuts=(*apbd, agency)
        ),
        "by agency and account, from lines": sums(org, Drill("account"), Drill("sumber_dana"), cuts=apbd),
        "all years: by year and stage": sums(years, stage, cuts=(belanja,)),
        "all years: by agency": sums(years, org, cuts=all_years),
        "all years and stages: by agency": sums(years, stage, org, cuts=(belanja,)),
        "all years and stages: by account:3": sums(years, stage, Drill("account", 3), cuts=(belanja,)),
        "all years: by sub kegiatan": sums(years, Drill("sub_kegiatan"), cuts=all_years),
        "all years: of an account by agency": sums(
            years, org, cuts=(*all_years, Cut("account", ("5.1.02.03",)))
        ),
        "members: organization": lambda work: budget.members(work, Drill("organization")),
        "members: account": lambda work: budget.members(work, Drill("account"), year),
        "facts of an agency and account": lambda work: budget.facts(
            work, (*apbd, agency, Cut("account", ("5.1",)))
        ),
    }


def measure(instance: Instance, name: str, question: Callable[[Work], object], times: int = 30) -> None:
    """One row: the first answer of a worker, then others; p95 is of all, CPU of one, both cores together."""
    found = []
    _computed.cache_clear()
    for number in range(times + 1):
        if number == 1:
            cpu = time.process_time()
        started = time.perf_counter()
        with instance.work() as work:
            question(work)
        found.append((time.perf_counter() - started) * 1000)
    spent = (time.process_time() - cpu) * 1000 / times
    p50, p95 = statistics.median(found[1:]), sorted(found)[math.ceil(len(found) * 0.95) - 1]
    print(f"{name:<44}{found[0]:>10,.1f}{p50:>10,.1f}{p95:>10,.1f}{spent:>10,.1f}", flush=True)


if __name__ == "__main__":
    main()
