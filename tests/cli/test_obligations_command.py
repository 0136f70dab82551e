"""Obligations from the terminal."""

from pathlib import Path

from catalog import datasets
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.settings import load_settings
from catalog.work import open_instance
from tests.cli.conftest import Command

DEAD = "https://127.0.0.1:9/perda.pdf"  # which is refused, as every address of this machine


def test_walidata_decides_from_the_terminal(lumbung: Command, folder: Path) -> None:
    lumbung("init")
    with open_instance(load_settings(folder)).work(SYSTEM) as work:
        link = ResourceDraft("isi", "Isi", url=DEAD, format="pdf")
        draft = DatasetDraft("perda", "Perda", "dinas-sosial", years=(2025,), resources=(link,))
        datasets.publish(work, datasets.save(work, draft))

    assert "TPAD-05  Y-01-31 " in lumbung("obligations", "list").stdout
    assert lumbung("obligations", "due", "TPAD-05", "y-03-01", "--reason", "SE 7/2025").returncode == 0
    assert "TPAD-05  Y-03-01 " in lumbung("obligations", "list").stdout
    refused = lumbung("obligations", "due", "TPAD-05", "Y-02-30", "--reason", "x")
    assert refused.returncode == 1
    assert "due:" in refused.stderr

    assert lumbung("obligations", "link", "TPAD-05", "2025", "perda").returncode == 0
    assert "TPAD-05  2025-03-01  late" in lumbung("obligations", "show", "2025").stdout
    before = lumbung("obligations", "show", "2025", "--on", "2025-03-11").stdout
    assert "TPAD-05  2025-03-01  missing 10" in before
    checked = lumbung("obligations", "check")
    assert checked.returncode == 1
    assert f"✗ {DEAD}" in checked.stdout
    assert "TPAD-05  2025-03-01  dead link" in lumbung("obligations", "show", "2025").stdout
    assert lumbung("obligations", "unlink", "TPAD-05", "2025", "perda").returncode == 0
    assert "TPAD-05  2025-03-01  missing" in lumbung("obligations", "show", "2025").stdout

    own = ("TPAD-07", "2025", "--owner", "dinas-sosial")
    assert lumbung("obligations", "exempt", *own, "--reason", "DPA disatukan").returncode == 0
    shown = ("obligations", "show", "2025", "--owner", "dinas-sosial")
    assert "not applicable" in lumbung(*shown).stdout
    assert lumbung("obligations", "oblige", *own).returncode == 0
    assert "not applicable" not in lumbung(*shown).stdout
