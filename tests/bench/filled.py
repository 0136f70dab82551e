"""A catalogue of made-up datasets, written by the rules as a harvest would write them."""

import dataclasses
import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog import datasets, organizations, setup
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft, Theme
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, Work, open_instance

VOCABULARY = 20_000  # words, of which a few are in most texts and most in a few
KEPT = "LUMBUNG_BENCH_FOLDER"  # where one run of all benchmarks keeps its catalogue


@contextmanager
def filled(count: int) -> Iterator[Path]:
    """The folder of an instance with so many datasets, made once for all benchmarks of a run."""
    with tempfile.TemporaryDirectory() as own:
        folder = Path(os.environ.get(KEPT, own)) / str(count)
        if not folder.exists():
            setup.prepare(Settings(instance=folder))
            instance = open_instance(Settings(instance=folder))
            started, cpu = time.perf_counter(), time.process_time()
            fill(instance, count)
            took, cpu = time.perf_counter() - started, time.process_time() - cpu
            print(f"{count:,} datasets written by the rules and indexed in {took:.0f} s, {cpu:.0f} s of CPU")
            instance.engine.dispose()
        yield folder


def fill(instance: Instance, count: int) -> None:
    """Datasets by the rules, as a harvest would write them: 60 organizations, 12 themes, 1 to 4 resources."""
    with instance.work(SYSTEM) as work:
        for number in range(60):
            organizations.ensure(work, OrganizationDraft(title=f"Dinas {number}", name=f"dinas-{number}"))
        for number in range(12):
            add_theme(work, number)
    for start in range(0, count, 500):
        with instance.work(SYSTEM) as work:
            for number in range(start, min(start + 500, count)):
                datasets.publish(work, datasets.save(work, draft(number)))
    datasets.rebuild(instance, lambda _done, _total: None)


def add_theme(work: Work, number: int) -> None:
    """One theme."""
    names = {"name": f"tema-{number}", "title": f"Tema {number}", "title_en": f"Theme {number}"}
    work.session.add(Theme(id=f"00000000-0000-0000-0000-{number:012}", created=work.clock(), **names))


def word(chance: random.Random) -> str:
    """A made-up word, rare or frequent as words are."""
    return f"kata{int(chance.paretovariate(0.6)) % VOCABULARY}pokok"


def draft(number: int) -> DatasetDraft:
    """A dataset like those of a real portal in length and number of parts."""
    chance = random.Random(number)

    def words(many: int) -> str:
        return " ".join(word(chance) for _ in range(many))

    resources = [
        ResourceDraft(
            key=str(place), name=words(3), description=words(8), format=chance.choice(["csv", "xlsx", "pdf"]),
            media_type="text/csv", file=FileDraft(f"{words(2)}.csv", f"{number:064x}", 1000 + number),
        )
        for place in range(number % 4 + 1)
    ]  # fmt: skip
    simple = DatasetDraft(
        name=f"data-{number}",
        title=words(7).capitalize(),
        organization=f"dinas-{chance.randrange(60)}",
        notes=words(60),
        license_id=chance.choice(["cc-by-4.0", "cc-zero", "notspecified"]),
    )
    return dataclasses.replace(
        simple,
        tags=tuple(dict.fromkeys(words(4).split())),
        themes=(f"tema-{number % 12}",),
        years=(2015 + number % 10,),
        extras=(("wilayah", json.dumps(words(2))),),
        resources=tuple(resources),
    )
