"""The budget layer: lines made, the ladder asked first and again. Run: python tests/bench/bench_budget.py."""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from catalog import budget, datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.budget import FiguresDraft, Government, StoredTable
from catalog.budget.joins import _join
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.work import Work, open_instance

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
STAGES = {"rkpd": 0, "apbd": 1, "perubahan": 2, "realisasi": 3}


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, default=200_000)
    lines = arguments.parse_args().lines
    with tempfile.TemporaryDirectory() as folder:
        instance = open_instance(Settings(instance=Path(folder)))
        Base.metadata.create_all(instance.engine)
        with instance.work(SYSTEM) as work:
            organizations.ensure(work, OrganizationDraft("Walidata", "walidata"))
            for stage, seed in STAGES.items():
                row(f"load {lines:,} lines: {stage}", load(work, stage, seed, lines))
            ask(work)
        instance.engine.dispose()


def load(work: Work, stage: str, seed: int, lines: int) -> float:
    """Publish one stage; seconds of measuring and keeping its figures alone."""
    table = tabular.load(work.store, COLUMNS, rows(seed, lines, accounts=stage != "rkpd"))
    draft = DatasetDraft(
        stage, stage, "walidata", resources=(ResourceDraft("a", "a", columns=COLUMNS, table=table),)
    )
    version = datasets.save(work, draft)
    names = NAMES if stage != "rkpd" else NAMES[:4]
    figures = FiguresDraft(
        table="a",
        stage=stage,
        fiscal_year=2025,
        amount="pagu",
        fields={name: name for name in names},
        governments=(JATIM,),
        account_scheme=SCHEME if stage != "rkpd" else "",
        program_scheme=SCHEME,
    )
    stored = StoredTable(version.resources[0].resource_id, table.sha256, table.sha256, COLUMNS)
    tables = {"a": stored}
    seconds = timed(lambda: budget.keep(work, version, budget.measure(work, [figures], tables), [], tables))
    datasets.publish(work, version)
    return seconds


def rows(seed: int, lines: int, accounts: bool) -> Iterator[tuple[Cell, ...]]:
    """Lines of 60 agencies; a tenth of each stage's keys are of that stage alone."""
    chance = random.Random(seed)
    for number in range(lines):
        key = number if chance.random() < 0.9 else number + (seed + 1) * 10_000_000
        agency, activity, account = key % 60, key // 60 % 400, key // 24_000
        yield (
            f"1.01.0.00.0.00.{agency:02}.0000",
            f"Dinas {agency}",
            f"1.01.{agency % 20 + 1:02}.1.{activity % 20 + 1:02}.{activity + 1:04}",
            f"Sub kegiatan nomor {activity} dari dinas {agency}",
            f"5.1.02.01.{account % 90 + 1:02}.{account % 9_000 + 1:04}" if accounts else "",
            f"Belanja barang nomor {account}" if accounts else "",
            ("DAU", "DAK", "PAD")[key % 3] if accounts else "",
            Decimal(chance.randrange(10**9)),
        )


def ask(work: Work) -> None:
    """Each question as a worker meets it first, and again."""
    questions: dict[str, Callable[[], object]] = {
        "overview": lambda: budget.overview(work, JATIM.key, 2025),
        "ladder by agency": lambda: budget.ladder(work, JATIM.key, 2025),
        "ladder of one agency": lambda: budget.ladder(work, JATIM.key, 2025, "1.01.0.00.0.00.07.0000"),
        "compare by agency": lambda: budget.compare(work, JATIM.key, 2025, "apbd", "perubahan"),
        "compare by sub kegiatan": lambda: budget.compare(
            work, JATIM.key, 2025, "apbd", "perubahan", "sub_kegiatan"
        ),
    }
    for name, question in questions.items():
        _join.cache_clear()
        row(f"{name}, first", timed(question))
        row(f"{name}, again", min(timed(question) for _ in range(5)))


def timed(call: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def row(name: str, seconds: float) -> None:
    """One line of the table."""
    print(f"{name:<40}{seconds * 1000:>12,.1f} ms")


if __name__ == "__main__":
    main()
