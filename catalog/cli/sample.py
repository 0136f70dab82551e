"""What `lumbung demo` prepares before the site starts."""

import subprocess
import sys
import time

import click
import urllib3

from catalog import harvest as harvesting
from catalog import setup
from catalog.access import SYSTEM
from catalog.cli.frame import Progress
from catalog.cli.harvest import tell, update_index
from catalog.demo import DEFAULT_PORT, SPECS
from catalog.harvest import SourceDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance

_SOURCES = ("eplanning", "ebudgeting")
_DAY = 24 * 60
_PATIENCE = 30.0


def prepare_demo(settings: Settings, port: int) -> list[str]:
    """Make the instance where there is none, and harvest what was not yet; gives the data center's command.

    The data center listens on the port that the sources of the instance name, `port` in a new one.
    """
    password = setup.prepare(settings)
    instance = open_instance(settings)
    port = _add_sources(instance, port)
    command = ["datacenter", "--port", str(port)]
    pending = _pending(instance)
    if pending:
        center = subprocess.Popen([sys.executable, "-m", "catalog", *command], stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", center)
            for name in pending:
                _harvest(instance, name)
        finally:
            center.terminate()
            center.wait()
    if password:
        click.echo(f"\nFirst administrator: admin, one-time password: {password}")
    return command


def _add_sources(instance: Instance, port: int) -> int:
    with instance.work(SYSTEM, writing=True) as work:
        present = {source.name: source.url for source, _job in harvesting.listing(work)}
        for name in _SOURCES:
            if name not in present:
                text = (SPECS / f"{name}.toml").read_text(encoding="utf-8")
                text = text.replace(f"127.0.0.1:{DEFAULT_PORT}", f"127.0.0.1:{port}")
                draft = SourceDraft(name=name, spec=text, allow_private=True, interval=_DAY)
                present[name] = harvesting.add(work, draft).url
    return urllib3.util.parse_url(present[_SOURCES[0]]).port or port


def _pending(instance: Instance) -> list[str]:
    with instance.work(SYSTEM) as work:
        done = {source.name for source, job in harvesting.listing(work) if job and job.status == "finished"}
    return [name for name in _SOURCES if name not in done]


def _harvest(instance: Instance, name: str) -> None:
    progress = Progress()
    result = harvesting.run(instance, name, progress)
    progress.close()
    update_index(instance)
    tell(result)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until our own data center answers; it is ours, so no address of a stranger is opened here."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib3.request("GET", address, retries=False, timeout=2.0)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise click.ClickException("The sample data center did not start; is its port taken?")
