"""SIGKILL anywhere in a run, then one more run: the catalogue of an undisturbed one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from catalog import harvest
from catalog.work import Instance
from tests.harvest.parts import Source, add_source, catalogue, new_instance, pages, spec_text

IDS = ("a", "b")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def undisturbed(tmp_path: Path, source: Source) -> Iterator[Instance]:
    """An instance harvested twice in peace: first all is new, then one dataset has changed."""
    offer_first(source)
    opened = new_instance(tmp_path / "undisturbed")
    add_source(opened, spec_text(source.url, IDS))
    harvest.run(opened, "uji")
    offer_second(source)
    harvest.run(opened, "uji")
    offer_first(source)
    yield opened
    opened.engine.dispose()


def offer_first(source: Source) -> None:
    for start, one in enumerate(IDS):
        source.offer(one, pages(25, start=100 * start))


def offer_second(source: Source) -> None:
    source.offer("b", pages(26, start=700))


def start(instance: Instance, when: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.harvest.killable", str(instance.settings.instance), when]
    return subprocess.Popen(command, cwd=ROOT)


def killed_everywhere(instance: Instance, what: str) -> int:
    """Kill a run at its first point, the next at its second and so on, until one ends; gives the kills."""
    for number in count(1):
        ended = start(instance, f"{what}:{number}").wait(60)
        if ended == 0:
            return number - 1
        assert ended == -signal.SIGKILL
    raise AssertionError("counting ends")


def whole(instance: Instance) -> None:
    report = harvest.run(instance, "uji")
    assert report.status == "finished"
    assert not report.problems
    with instance.work() as work:
        assert all(job.status in ("finished", "interrupted") for job, _name in harvest.jobs(work))


@pytest.mark.parametrize("what", ["commit", "progress"])
def test_killed_at_every_point(undisturbed: Instance, instance: Instance, source: Source, what: str) -> None:
    add_source(instance, spec_text(source.url, IDS))
    assert killed_everywhere(instance, what) >= 5
    whole(instance)
    offer_second(source)
    assert killed_everywhere(instance, what) >= 5
    whole(instance)
    assert catalogue(instance) == catalogue(undisturbed)


def test_killed_while_bodies_arrive(undisturbed: Instance, instance: Instance, source: Source) -> None:
    add_source(instance, spec_text(source.url, IDS))
    for path in ("/a/1", "/b/2", "/b/3"):
        process = start(instance, "never")

        def kill(asked: str, at: str = path, victim: subprocess.Popen[bytes] = process) -> None:
            if asked == at:
                os.kill(victim.pid, signal.SIGKILL)

        source.midway = kill
        assert process.wait(60) == -signal.SIGKILL
    source.midway = lambda asked: None
    whole(instance)
    offer_second(source)
    whole(instance)
    assert catalogue(instance) == catalogue(undisturbed)
