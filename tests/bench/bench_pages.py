"""Pages at 10,000 datasets, with the sample budgets and a large table, one worker of the real server.

Run: python -m tests.bench.bench_pages [--datasets N] [--requests N] [--rows N]
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

from catalog import datasets, harvest, tabular
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.bench.bench_tables import COLUMNS, budget_rows
from tests.bench.centers import add_source, center, sample_spec
from tests.bench.filled import filled, word
from tests.bench.served import Question, head, load, measure, proportional, resident, serving

TABLE = DatasetDraft("tabel-besar", "Tabel besar", "dinas-0")
TABLE_ID = "8ae6527d-d8b9-4fae-ab44-0bcf8aad0fd5"  # one for ever, so that another run finds it there
BUDGET = "/anggaran/kemendagri:35"


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=100)
    arguments.add_argument("--rows", type=int, default=200_000)
    chosen = arguments.parse_args()
    with filled(chosen.datasets) as folder:
        instance = open_instance(Settings(instance=folder))
        add_sample(instance)
        table = add_table(instance, chosen.rows)
        instance.engine.dispose()
        report(folder, chosen.datasets, chosen.requests, table)


def report(folder: Path, count: int, requests: int, table: str) -> None:
    """Serve and ask."""
    head()
    with serving("peer", folder) as server:
        bare = measure(server, Question("bare Flask route", 0, lambda _chance: "/"), requests)
    with serving("site", folder) as server:
        for question in pages(count, table):
            measure(server, question, requests, bare)
        export = Question("CSV of the large table", 0, lambda _chance: f"{table}/tabel.csv")
        measure(server, export, 3, bare)
        now, share = resident(server.worker), proportional(server.worker)
        print(
            f"memory of the worker after all: {now:.0f} MB resident, {share:.0f} MB its share "
            f"(goal under 150); {load()}"
        )


def pages(count: int, table: str) -> list[Question]:
    """What visitors open."""

    def year(chance: random.Random) -> int:
        return chance.randint(2022, 2025)

    return [
        Question("home", 30, lambda _chance: "/"),
        Question("search: one word", 30, lambda chance: f"/dataset?q={word(chance)}"),
        Question(
            "search: everything, some page", 30, lambda chance: f"/dataset?page={chance.randint(1, 500)}"
        ),
        Question(
            "search: one word, a filter",
            30,
            lambda chance: f"/dataset?q={word(chance)}&organization=dinas-{chance.randrange(60)}",
        ),
        Question("dataset", 30, lambda chance: f"/dataset/data-{chance.randrange(count)}"),
        Question("table: a page", 300, lambda chance: f"{table}?page={chance.randint(1, 1000)}"),
        Question("table: sorted", 300, lambda chance: f"{table}?sort=-pagu&page={chance.randint(1, 50)}"),
        Question("table: words", 300, lambda chance: f"{table}?q=dinas+{chance.randrange(61)}"),
        Question("budget: governments", 300, lambda _chance: "/anggaran"),
        Question("budget: ladder of the province", 300, lambda chance: f"{BUDGET}/{year(chance)}"),
        Question(
            "budget: comparison",
            300,
            lambda chance: f"{BUDGET}/{year(chance)}/banding?dari=apbd&ke=perubahan",
        ),
        Question("budget: ladder as CSV", 300, lambda chance: f"{BUDGET}/{year(chance)}/tangga.csv"),
    ]


def add_sample(instance: Instance) -> None:
    """The sample budgets, as `lumbung demo` harvests them."""
    with instance.work(SYSTEM) as work:
        if harvest.listing(work):
            return
    with center() as url:
        for kind in ("eplanning", "ebudgeting"):
            add_source(instance, kind, sample_spec(kind, url))
            assert harvest.run(instance, kind).status == "finished"
    while datasets.apply_outbox(instance):
        pass


def add_table(instance: Instance, rows: int) -> str:
    """A published dataset with a large table; gives the address of its page."""
    loaded = tabular.load(instance.store, COLUMNS, budget_rows(rows))
    resource = ResourceDraft("besar", "Tabel besar", columns=COLUMNS, table=loaded)
    with instance.work(SYSTEM) as work:
        version = datasets.save(work, replace(TABLE, resources=(resource,)), TABLE_ID)
        datasets.publish(work, version)
        return f"/dataset/{version.dataset.name}/resource/{version.resources[0].resource_id}"


if __name__ == "__main__":
    main()
