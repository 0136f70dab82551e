"""A source, an instance, and the tests' own kind of harvester."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import harvest
from catalog.work import Instance
from tests.harvest.parts import Lists, Source, new_instance


@pytest.fixture(autouse=True)
def _lists() -> None:
    harvest.register(Lists())


@pytest.fixture
def source() -> Iterator[Source]:
    server = Source()
    yield server
    server.close()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    opened = new_instance(tmp_path / "instance")
    yield opened
    opened.engine.dispose()
