"""Harvests of one e-planning feed: first, and with nothing new. Run: python -m tests.bench.bench_harvest."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog import harvest
from catalog.access import SYSTEM
from catalog.db import Base
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from harvesters.eplanning import harvester

SPEC = 'kind = "eplanning"\ntitle = "Uji (DATA CONTOH)"\nurl = "{url}"\nyears = [2025]\nsample = true\n'
SATKER, PROGRAMS, KEGIATAN = 68, 409, 1150


def main() -> None:
    """Print one line for each size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="*", default=[5_000, 200_000])
    print(f"{'rows':>10}{'first s':>10}{'rows/s':>10}{'again s':>10}{'share':>10}{'peak MB':>10}")
    for count in arguments.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            report(Path(folder), count)


def report(folder: Path, count: int) -> None:
    """Harvest a feed twice."""
    write_feed(folder, count)
    with datacenter(folder) as url:
        instance = prepared(folder / "instance", url)
        first, again = timed(instance, "created"), timed(instance, "unchanged")
        instance.engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:>10,}{first:>10.2f}{count / first:>10,.0f}{again:>10.3f}{again / first:>10.1%}{peak:>10.0f}"
    )


def prepared(folder: Path, url: str) -> Instance:
    """An instance with the feed as its source."""
    harvest.register(harvester)
    folder.mkdir()
    instance = open_instance(Settings(instance=folder))
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        harvest.add(work, harvest.SourceDraft("uji", spec=SPEC.format(url=url), allow_private=True))
    return instance


def timed(instance: Instance, expected: str) -> float:
    """Seconds of a run that has to end as expected."""
    started = time.perf_counter()
    done = harvest.run(instance, "uji")
    assert done.counts[expected] == 1, done
    return time.perf_counter() - started


@contextmanager
def datacenter(folder: Path) -> Iterator[str]:
    """The feed, served by a process of its own."""
    command = [sys.executable, "-m", "catalog.demo", "--data", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


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
