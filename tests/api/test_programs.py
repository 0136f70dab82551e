"""The programs that a dataset's page offers, run as they stand against the running server."""

import json
import subprocess
import sys

import pytest

from catalog import datasets
from catalog.web import programs
from tests.api.conftest import ROWS, Served


def offered(served: Served, language: str) -> str:
    with served.instance.work() as work:
        published = datasets.get(work, "apbd-2024").published
        assert published is not None
        table = next(one for one in published.resources if one.table_sha256)
        return next(one.text for one in programs.of_table(table, served.address) if one.language == language)


@pytest.mark.parametrize("language", ["Python", "ckanapi"])
def test_a_python_program_prints_how_many_rows_and_the_first(served: Served, language: str) -> None:
    command = [sys.executable, "-c", offered(served, language)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{len(ROWS)} {{")
    assert "'nama': 'Belanja operasi'" in done.stdout


def test_the_line_for_a_shell_gives_the_rows(served: Served) -> None:
    command = ["sh", "-c", offered(served, "curl")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["success"] is True
    assert [one["nama"] for one in answer["result"]["records"]] == [row[1] for row in ROWS]
