"""A short sample of `make soak`."""

from pathlib import Path

from tests.soak.soak import soak


def test_half_a_minute_of_bad_luck_changes_nothing_in_public(tmp_path: Path) -> None:
    assert soak(tmp_path / "instance", seconds=30) == []
