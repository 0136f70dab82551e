"""Several processes on one index: readers see changes, writers wait, and one killed anywhere does no harm."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.search import Document, Query, WhooshIndex

COUNT = 60

# argv: folder, what to do, at which of its steps on disk to die (0: live). Prints how many steps there were.
WRITER = """
import os, signal, sys
from pathlib import Path
from catalog.search import Document, WhooshIndex

folder, action, fatal = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
index, steps = WhooshIndex(folder), 0

def step(event, arguments):
    global steps
    touches = event == "open" and str(folder) in str(arguments[0])
    if touches or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir"):
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

documents = [Document(str(n), f"n{n}", "keadaan baru") for n in range(60)]
sys.addaudithook(step)
if action == "update":
    index.update(documents)
elif action == "rebuild":
    index.rebuild(documents)
else:
    for n in range(12):
        index.update([Document(f"{action}{n}", f"{action}{n}", f"kata{n}")])
print(steps)
"""

# Searches before and after a fork; the child must not share file positions with its parent.
FORKING = """
import os, sys
from pathlib import Path
from catalog.search import Query, WhooshIndex

index = WhooshIndex(Path(sys.argv[1]))
index.search(Query())
child = os.fork()
for turn in range(400):
    if index.search(Query(words=f"kata{turn}")).total != 1:
        os._exit(1)
if child == 0:
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def write(folder: Path, action: str, fatal: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the writer to its end, whichever that is."""
    command = [sys.executable, "-c", WRITER, str(folder), action, str(fatal)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def old_index(folder: Path) -> WhooshIndex:
    """An index of a few segments in its old state."""
    index = WhooshIndex(folder)
    index.rebuild(Document(str(n), f"n{n}", "keadaan lama") for n in range(30))
    index.update([Document(str(n), f"n{n}", "keadaan lama") for n in range(20, COUNT)])
    return index


def state(index: WhooshIndex) -> tuple[int, int, int]:
    """Documents, and how many are old and new."""
    old, new = (index.search(Query(words=words)).total for words in ("lama", "baru"))
    return index.count(), old, new


@pytest.mark.parametrize("action", ["update", "rebuild"])
def test_a_writer_killed_at_any_step_leaves_a_whole_index(tmp_path: Path, action: str) -> None:
    old_index(tmp_path / "count")
    steps = int(write(tmp_path / "count", action).stdout)
    assert steps > 15
    seen = set()
    for fatal in (steps // 3, steps * 2 // 3, steps):
        folder = tmp_path / str(fatal)
        reader = old_index(folder)
        assert write(folder, action, fatal).returncode == -signal.SIGKILL
        after = state(WhooshIndex(folder))
        assert state(reader) == after
        assert after in ((COUNT, COUNT, 0), (COUNT, 0, COUNT))
        seen.add(after)
        reader.update([Document("lagi", "lagi", "susulan lama")])
        assert reader.count() == COUNT + 1
        assert write(folder, action).returncode == 0
        assert reader.search(Query(words="baru")).total == COUNT
        reader.rebuild([Document("1", "satu", "saja")])
        assert state(WhooshIndex(folder)) == (1, 0, 0)
        assert len(list(folder.iterdir())) == 3
    assert len(seen) == 2, "no kill came before the change, or none after it"


def test_a_first_write_that_is_killed_can_be_repeated(tmp_path: Path) -> None:
    steps = int(write(tmp_path / "count", "update").stdout)
    for fatal in (3, steps // 2):
        folder = tmp_path / str(fatal)
        assert write(folder, "update", fatal).returncode == -signal.SIGKILL
        assert state(WhooshIndex(folder)) == (0, 0, 0)
        assert write(folder, "update").returncode == 0
        assert state(WhooshIndex(folder)) == (COUNT, 0, COUNT)


def test_two_writers_wait_for_each_other_and_a_reader_sees_both(tmp_path: Path) -> None:
    reader = WhooshIndex(tmp_path)
    reader.update([Document("0", "n0", "awal")])
    assert reader.count() == 1
    commands = [[sys.executable, "-c", WRITER, str(tmp_path), name, "0"] for name in ("a", "b")]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    seen = [reader.count()]
    while any(writer.poll() is None for writer in writers):
        seen.append(reader.count())
    assert [writer.wait() for writer in writers] == [0, 0]
    assert reader.count() == 25
    assert seen == sorted(seen)
    assert set(reader.search(Query(words="kata7")).ids) == {"a7", "b7"}


def test_a_forked_process_opens_the_index_for_itself(tmp_path: Path) -> None:
    WhooshIndex(tmp_path).rebuild(Document(str(n), f"n{n}", f"kata{n} sama") for n in range(400))
    command = [sys.executable, "-c", FORKING, str(tmp_path)]
    assert subprocess.run(command, timeout=60, env=os.environ).returncode == 0
