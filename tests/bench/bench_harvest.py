"""Harvests to searchable pages, first and with nothing new; start-up is not counted.

Run: python -m tests.bench.bench_harvest [NAME ...]; `plain` is the processor time of only downloading and
parsing the same answers, which a harvest archives, checks, types, stores, measures and indexes.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import urllib3
from sqlalchemy import func, select

from catalog import datasets, harvest, setup
from catalog.access import SYSTEM
from catalog.datasets import Resource
from catalog.harvest import RawResponse
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.bench.centers import add_source, bandung_feed, bandung_spec, center, sample_spec
from tests.bench.served import load

SPEC = 'kind = "eplanning"\ntitle = "Uji (DATA CONTOH)"\nurl = "{url}"\nyears = [2025]\nsample = true\n'
SATKER, PROGRAMS, KEGIATAN = 68, 409, 1150
LARGE = 200_000


def main() -> None:
    """Print one table, each case measured in a process of its own, so that its peak memory is its own."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", choices=[[], *CASES], default=[])
    arguments.add_argument("--here", action="store_true", help="in this process")
    chosen = arguments.parse_args()
    if chosen.here:
        with tempfile.TemporaryDirectory() as folder:
            for name in chosen.names:
                CASES[name](Path(folder))
        return
    columns = f"{'rows':>9}{'first s':>9}{'rows/s':>9}{'CPU s':>8}{'x plain':>9}{'again s':>9}{'share':>7}"
    print(f"{'':<34}{columns}{'peak MB':>9}  goal")
    for name in chosen.names or CASES:
        command = [sys.executable, "-m", "tests.bench.bench_harvest", "--here", name]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"{name} failed")
    print(load())


def bandung(folder: Path) -> None:
    """The real feed, or the sample's plan of one year where there is none."""
    if bandung_feed(folder):
        with center(folder) as url:
            report("Kabupaten Bandung 2025 (real)", folder, bandung_spec(url), "5,000 rows/s")
        return
    with center() as url:
        spec = sample_spec("eplanning", url) + "years = [2025]\n"
        report("sample plan (no LUMBUNG_REAL_DATA)", folder, spec, "5,000 rows/s")


def sample(folder: Path) -> None:
    """The 20 datasets of the sample e-budgeting, which the data center makes at the first request."""
    with center() as url:
        for name, goal in (("sample e-budgeting, figures made", ""), ("sample e-budgeting", "under 10 s")):
            report(name, folder / name, sample_spec("ebudgeting", url), goal)


def large(folder: Path) -> None:
    """A made-up feed."""
    write_feed(folder, LARGE)
    with center(folder) as url:
        report("made-up plan", folder, SPEC.format(url=url), "share under 10 %, under 300 MB")


CASES: dict[str, Callable[[Path], None]] = {"bandung": bandung, "sample": sample, "large": large}


def report(name: str, folder: Path, spec: str, goal: str) -> None:
    """Harvest a source twice and print one row."""
    settings = Settings(instance=folder / "instance")
    setup.prepare(settings)
    instance = open_instance(settings)
    add_source(instance, "uji", spec)
    datasets.apply_outbox(instance)
    first, cpu = timed(instance, "created")
    again, _cpu = timed(instance, "unchanged")
    rows, bare = stored_rows(instance), plain(instance)
    instance.engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<34}{rows:>9,}{first:>9.2f}{rows / first:>9,.0f}{cpu:>8.2f}{cpu / bare:>9.1f}"
        f"{again:>9.3f}{again / first:>7.1%}{peak:>9.0f}  {goal}"
    )


def timed(instance: Instance, expected: str) -> tuple[float, float]:
    """Seconds by the clock and of the processor until all of a run is searchable, and is as expected."""
    started, cpu = time.perf_counter(), time.process_time()
    done = harvest.run(instance, "uji")
    while datasets.apply_outbox(instance):
        pass
    assert done.counts[expected] == sum(done.counts.values()) > 0, done
    return time.perf_counter() - started, time.process_time() - cpu


def stored_rows(instance: Instance) -> int:
    """Rows of all tables that were harvested."""
    with instance.work(SYSTEM) as work:
        return work.session.scalar(select(func.sum(Resource.table_rows))) or 0


def plain(instance: Instance) -> float:
    """Processor seconds of downloading all answers once more and parsing those that are JSON."""
    with instance.work(SYSTEM) as work:
        answers = work.session.execute(select(RawResponse.address, RawResponse.media_type)).all()
    started = time.process_time()
    with urllib3.PoolManager() as pool:
        for address, media_type in answers:
            body = pool.request("GET", address).data
            if media_type == "application/json":
                json.loads(body)
    return time.process_time() - started


def write_feed(folder: Path, count: int) -> None:
    """A folder for the data center, with so many sub kegiatan."""
    more = {"jenis_satker": "OPD", "status_satker": "aktif", "ket_satker": ""}
    tables = {
        "satker": (satker(number) | more for number in range(SATKER)),
        "program": (program(number) | {"pagu_program": 10**9} | common() for number in range(PROGRAMS)),
        "kegiatan": (kegiatan(number) | {"pagu_kegiatan": 10**8} | common() for number in range(KEGIATAN)),
        "subkegiatan": (subkegiatan(number) | common() for number in range(count)),
    }
    lines = ['nama = "Uji"']
    for kind, records in tables.items():
        with (folder / f"{kind}.json").open("w") as file:
            for number, record in enumerate(records):
                file.write(("," if number else "[") + json.dumps(record))
            file.write("]")
        lines += ["[[answer]]", f'address = "/eplanning/{kind}"', f'file = "{kind}.json"']
    (folder / "datacenter.toml").write_text("\n".join(lines))


def common() -> dict[str, object]:
    """What every record of the feed carries."""
    return {
        "tahun_anggaran": 2025,
        "kd_klpd": "D35",
        "nama_klpd": "Pemprov Jawa Timur",
        "jenis_klpd": "PROVINSI",
        "is_deleted": False,
        "_event_date": "2025-02-01",
    }


def satker(number: int) -> dict[str, object]:
    """An agency as records name it."""
    return {
        "tahun_anggaran": 2025,
        "kd_klpd": "D35",
        "nama_klpd": "Pemprov Jawa Timur",
        "kd_satker": number,
        "kd_satker_str": f"{number}.01",
        "nama_satker": f"Dinas Uji {number}",
    }


def program(number: int) -> dict[str, object]:
    """A programme and its agency."""
    return satker(number % SATKER) | {
        "kd_program": number,
        "kd_program_str": f"{number % 7}.02.{number % 20:02}",
        "nama_program": f"Program Uji {number}",
    }


def kegiatan(number: int) -> dict[str, object]:
    """An activity and its programme."""
    return program(number % PROGRAMS) | {
        "kd_kegiatan": number,
        "kd_kegiatan_str": f"{number % 7}.02.01.2.{number % 20:02}",
        "nama_kegiatan": f"Kegiatan Uji {number}",
    }


def subkegiatan(number: int) -> dict[str, object]:
    """A sub activity and its activity."""
    return kegiatan(number % KEGIATAN) | {
        "kd_subkegiatan": number,
        "kd_subkegiatan_str": f"1.02.01.2.01.{number:06}",
        "nama_subkegiatan": f"Sub Kegiatan Uji {number}",
        "pagu_subkegiatan": 10**6 + number,
    }


if __name__ == "__main__":
    main()
