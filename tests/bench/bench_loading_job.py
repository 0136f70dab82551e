"""From a saved file to a table that answers, by a job. Run: python -m tests.bench.bench_loading_job."""

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

from catalog import datasets, organizations
from catalog.access import SYSTEM
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Column, Criteria, page
from catalog.work import Instance, open_instance
from tests.bench.bench_loading import write


def main() -> None:
    """Print one line for each size; processor time and memory are of the job's process, imports included."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="*", default=[1_000_000])
    print(f"load before: {os.getloadavg()[0]:.1f}")
    titles = ("rows", "MB", "put s", "save ms", "job s", "cpu s", "page ms", "all s", "peak MB")
    print("".join(f"{title:>12}" for title in titles))
    for count in arguments.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            report(Path(folder), count)


def report(folder: Path, count: int) -> None:
    """A file of so many rows that nobody says anything about: guessed, checked, stored, asked."""
    path, instance = folder / "table.csv", new_instance(folder / "instance")
    write(path, count)
    started = time.perf_counter()
    stored = instance.store.put_file(path)
    put = time.perf_counter()
    file = FileDraft("table.csv", stored.sha256, stored.size)
    with instance.work(SYSTEM, writing=True) as work:
        draft = DatasetDraft("pagu", "Pagu", "bappeda", resources=(ResourceDraft("a", "A", file=file),))
        version = datasets.save(work, draft)
        datasets.publish(work, version)
        resource_id = version.resources[0].resource_id
    saved = time.perf_counter()
    assert do_next(instance, HANDLERS, lambda: False)
    done = time.perf_counter()
    with instance.work() as work:
        _dataset, made = datasets.resource(work, resource_id)
        columns = [Column(**column) for column in made.columns]
        shown = page(instance.store.path(made.table_sha256), columns, Criteria())
    asked = time.perf_counter()
    assert (shown.total, len(columns)) == (count, 6)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{count:>12,}{stored.size / 1e6:>12.0f}{put - started:>12.2f}{(saved - put) * 1000:>12.0f}"
        f"{done - saved:>12.1f}{child.ru_utime + child.ru_stime:>12.1f}{(asked - done) * 1000:>12.0f}"
        f"{asked - started:>12.1f}{child.ru_maxrss / 1024:>12.0f}"
    )


def new_instance(folder: Path) -> Instance:
    """With one organization, to save under."""
    instance = open_instance(Settings(instance=folder))
    folder.mkdir()
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Badan Perencanaan", name="bappeda"))
    return instance


if __name__ == "__main__":
    main()
