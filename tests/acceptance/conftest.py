"""The whole program over the real files: a data center, an instance, a site; only public doors are used."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from tests.acceptance.pages import Page
from tests.cli.conftest import answer, environment, free_port

SPECS = Path(__file__).resolve().parents[1] / "specs"
SAMPLE_SPECS = Path(__file__).resolve().parents[2] / "catalog" / "demo" / "specs"
COMMAND = str(Path(sys.executable).with_name("lumbung"))
SOURCES = {
    "rencana": "bandung_eplanning",
    "struktur": "bandung_apbd",
    "nasional": "apbd_nasional",
    "jatim": "apbd_jatim",
}
PLAN = "rencana-kerja-e-planning-kabupaten-bandung-2025"
STRUCTURE = "struktur-anggaran-perangkat-daerah-kabupaten-bandung-2025"
NATIONAL = "apbd-provinsi-kabupaten-dan-kota-se-indonesia-2023"
REGIONS = {year: f"apbd-dan-realisasi-kabupaten-kota-se-jawa-timur-{year}" for year in (2021, 2022, 2023)}
REAL = (PLAN, STRUCTURE, NATIONAL, *REGIONS.values())
FEED = {
    "/eplanning/satker": "MasterSatker",
    "/eplanning/program": "ProgramMaster",
    "/eplanning/kegiatan": "KegiatanMaster",
    "/eplanning/subkegiatan": "SubKegiatanMaster",
    "/ebudgeting/apbd": "StrukturAnggaranPD",
}


@dataclass(frozen=True)
class Center:
    """A data center over the real files, and the specs that harvest it."""

    address: str
    specs: Path

    def break_down(self, fault: str) -> None:
        """Switch a fault on, or all off with `none`."""
        assert urllib3.request("POST", f"{self.address}/_fault/{fault}", retries=False).status == 200


@dataclass(frozen=True)
class Place:
    """An instance folder that commands work on."""

    folder: Path

    def lumbung(self, *words: str, settings: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Run a command to its end: exit code, standard output, standard error."""
        done = subprocess.run(
            [COMMAND, *words, "--instance", str(self.folder)], capture_output=True, text=True, timeout=300,
            env=environment() | {"LUMBUNG_LANG": "id"} | dict(settings or {}), check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done.returncode, done.stdout, done.stderr

    def expect(self, *words: str) -> str:
        """Run a command that has to do well; gives its standard output."""
        code, out, err = self.lumbung(*words)
        assert code == 0, err
        return out

    def last_run(self, source: str) -> dict[str, Any]:
        """What `harvest show --json` says."""
        found: dict[str, Any] = json.loads(self.expect("harvest", "show", source, "--json"))
        return found


@dataclass(frozen=True)
class Site(Place):
    """An instance that is served."""

    address: str
    log: Path

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        """An answer that has to be 200."""
        found = urllib3.request("GET", f"{self.address}{path}", retries=False, redirect=False, timeout=60)
        assert found.status == 200, f"{path}: {found.status}"
        return found

    def page(self, path: str) -> Page:
        """A page."""
        return Page(self.get(path).data.decode())

    def action(self, name: str, parameters: Mapping[str, object] | None = None) -> Any:
        """The result of an action of the API."""
        found = json.loads(self.get(f"/api/3/action/{name}?{urlencode(dict(parameters or {}))}").data)
        assert found["success"] is True
        return found["result"]

    def rows(self, path: str) -> list[dict[str, str]]:
        """A CSV file."""
        return list(csv.DictReader(io.StringIO(self.get(path).data.decode("utf-8-sig"))))

    def table(self, dataset: str, name: str) -> list[dict[str, str]]:
        """The CSV that the dataset's page offers for a table of this name."""
        return self.rows(self.page(f"/dataset/{dataset}").address(f"CSV {name}"))


@pytest.fixture(scope="session")
def files(real_data: Path) -> Path:
    """The folder of real budget files."""
    return real_data.resolve() / "budget_id"


@pytest.fixture(scope="session")
def center(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """`lumbung datacenter --data DIR` over the real files, in a process of its own."""
    folder = tmp_path_factory.mktemp("center")
    write_center(folder, files)
    with running("datacenter", "--data", str(folder), "--port", "0") as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        yield Center(address, write_specs(folder / "specs", address, files))


@pytest.fixture(scope="session")
def site(center: Center, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """All real inputs, and the sample figures among them, harvested by the command and served."""
    folder = tmp_path_factory.mktemp("site")
    place = Place(folder / "instance")
    place.expect("init")
    add_sources(place, center)
    for name in SOURCES:
        place.expect("harvest", "run", name)
    harvest_samples(place, folder)
    with serving(place.folder) as served:
        yield served


def write_center(folder: Path, files: Path) -> None:
    """The data center's own file, which says what it answers."""
    answers = {address: f"{files}/bandung_sirup_2025/RUP-{name}.json" for address, name in FEED.items()} | {
        "/files/": f"{files}/apbd2023_nasional"
    }
    (folder / "datacenter.toml").write_text(
        "".join(f'[[answer]]\naddress = "{address}"\nfile = "{file}"\n' for address, file in answers.items())
    )


def write_specs(folder: Path, address: str, files: Path) -> Path:
    """The specs of the tests with the addresses that hold here."""
    folder.mkdir()
    for spec in SPECS.glob("*.toml"):
        text = spec.read_text(encoding="utf-8").replace("http://127.0.0.1:5080", address)
        text = text.replace("file:///srv/data/jatim_apbd_djpk", (files / "jatim_apbd_djpk").as_uri())
        (folder / spec.name).write_text(text, encoding="utf-8")
    return folder


def add_sources(place: Place, center: Center) -> None:
    """The four real inputs as sources of an instance."""
    for name, spec in SOURCES.items():
        place.expect("harvest", "add", name, "--spec", str(center.specs / f"{spec}.toml"), "--allow-private")


def harvest_samples(place: Place, folder: Path) -> None:
    """The sample figures, so that the real ones have to be found among others."""
    with running("datacenter", "--port", "0") as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        for kind in ("eplanning", "ebudgeting"):
            spec = folder / f"{kind}.toml"
            text = (SAMPLE_SPECS / f"{kind}.toml").read_text(encoding="utf-8")
            spec.write_text(text.replace("http://127.0.0.1:5080", address), encoding="utf-8")
            place.expect("harvest", "add", f"contoh-{kind}", "--spec", str(spec), "--allow-private")
            place.expect("harvest", "run", f"contoh-{kind}")


@contextmanager
def running(*words: str, log: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until the block ends; what it says on standard error goes to `log`."""
    with (log or Path(os.devnull)).open("w") as errors:
        process = subprocess.Popen(
            [COMMAND, *words], stdout=subprocess.PIPE, stderr=errors, text=True,
            env=environment(), process_group=0,
        )  # fmt: skip
        with process:
            try:
                yield process
            finally:
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """`lumbung serve` over an instance, once it answers."""
    port = free_port()
    log = folder.with_suffix(".log")
    words = ("serve", "--port", str(port), "--workers", "2", "--instance", str(folder))
    with running(*words, log=log):
        address = f"http://127.0.0.1:{port}"
        answer(f"{address}/api/3/action/status_show")
        yield Site(folder, address, log)
