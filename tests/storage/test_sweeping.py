"""What killed processes leave in the file store is removed in time, and nothing else."""

import os
import time
from datetime import timedelta
from pathlib import Path

from catalog.storage import FileStore

DAY = timedelta(days=1)


def test_only_what_was_left_long_ago_is_removed(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    stored = store.put(b"kept for ever")
    old, young = tmp_path / "scratch-old", tmp_path / "scratch-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "table.parquet").write_bytes(b"half a table")
    half = tmp_path / "incoming-old"
    half.write_bytes(b"half an upload")
    long_ago = time.time() - 2 * DAY.total_seconds()
    for path in (old, half, store.path(stored.sha256)):
        os.utime(path, (long_ago, long_ago))
    store.sweep(DAY)
    assert sorted(path.name for path in tmp_path.iterdir()) == [stored.sha256[:2], "scratch-young"]
    assert store.has(stored.sha256)
