"""Closing a site and opening it again from the terminal."""

from pathlib import Path

from catalog.mode import Mode, read_mode
from tests.cli.conftest import Command


def test_a_site_is_closed_and_opened_by_one_word(lumbung: Command, folder: Path) -> None:
    lumbung("init")
    assert lumbung("mode").stdout == "open\n"
    closed = lumbung("mode", "read-only", "--say", "Pindah mesin.", "--until", "2031-03-01T09:30")
    assert closed.stdout == "read-only\nuntil 2031-03-01 09:30 WIB\nPindah mesin.\n"
    now = read_mode(folder)
    assert (now.mode, now.words) == (Mode.READ_ONLY, "Pindah mesin.")
    assert now.until is not None
    assert now.until.isoformat() == "2031-03-01T02:30:00+00:00"
    assert lumbung("mode", "open").stdout == "open\n"
    assert read_mode(folder).mode is Mode.OPEN
    wrong = lumbung("mode", "closed")
    assert wrong.returncode == 2
    assert "maintenance" in wrong.stderr
