"""Data centers in processes of their own, and sources over them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog import harvest
from catalog.access import SYSTEM
from catalog.demo import SPECS
from catalog.work import Instance

BANDUNG = Path(__file__).parents[1] / "specs" / "bandung_eplanning.toml"
_ANSWERS = {
    "satker": "MasterSatker",
    "program": "ProgramMaster",
    "kegiatan": "KegiatanMaster",
    "subkegiatan": "SubKegiatanMaster",
}


@contextmanager
def center(data: Path | None = None) -> Iterator[str]:
    """The address of a data center over a folder, or over the sample figures."""
    command = [sys.executable, "-m", "catalog.demo", "--port", "0", *(["--data", str(data)] if data else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def sample_spec(kind: str, url: str) -> str:
    """The sample source's own mapping spec."""
    return _at(url, (SPECS / f"{kind}.toml").read_text(encoding="utf-8"))


def bandung_spec(url: str) -> str:
    """The mapping spec of Kabupaten Bandung's feed."""
    return _at(url, BANDUNG.read_text(encoding="utf-8"))


def bandung_feed(folder: Path) -> bool:
    """Make the folder serve Kabupaten Bandung's real feed; False where LUMBUNG_REAL_DATA is not set."""
    real = os.environ.get("LUMBUNG_REAL_DATA")
    if not real:
        return False
    source = Path(real).resolve() / "budget_id" / "bandung_sirup_2025"
    answers = [
        f'[[answer]]\naddress = "/eplanning/{kind}"\nfile = "{source}/RUP-{name}.json"\n'
        for kind, name in _ANSWERS.items()
    ]
    (folder / "datacenter.toml").write_text("".join(answers))
    return True


def add_source(instance: Instance, name: str, spec: str) -> None:
    """A source of this spec, on this machine."""
    with instance.work(SYSTEM) as work:
        harvest.add(work, harvest.SourceDraft(name, spec=spec, allow_private=True))


def _at(url: str, spec: str) -> str:
    return re.sub(r"(?m)^url = .*$", f'url = "{url}"', spec)
