"""Supervised processes: started together, restarted when one dies, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from types import FrameType

import click

_GRACE = 10.0  # seconds a process is given to end by itself
_HEALTHY = 5.0  # a process that lived this long may be restarted for ever
_TRIES = 3
_REST = 10.0  # seconds until a helper that failed so often at its start is tried again
_PR_SET_PDEATHSIG = 1


class Supervisor:
    """Runs `lumbung` commands as children of this process until it is told to stop.

    All ends when one of the `vital` processes fails thrice at its start; the others are tried again and
    again, so that a site answers even where its indexer cannot live.
    """

    def __init__(self, commands: Mapping[str, Sequence[str]], vital: Collection[str]) -> None:
        self.commands = {name: [sys.executable, "-m", "catalog", *words] for name, words in commands.items()}
        self.vital = vital
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.due: dict[str, float] = {}  # when an ended process is started again
        self.started: dict[str, float] = {}
        self.failures: dict[str, int] = dict.fromkeys(self.commands, 0)
        self.stopping = False

    def run(self) -> int:
        """Block until a signal, or until a vital process cannot be kept running; gives the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        code = 0
        while not self.stopping:
            time.sleep(0.2)
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.stopping and not self._tend(name):
                    click.echo(f"lumbung: the {name} process cannot be kept running; stopping.", err=True)
                    self.stopping, code = True, 1
        self._end()
        return code

    def _start(self, name: str) -> None:
        # its own process group: Ctrl-C reaches this process alone, which ends the others in order
        environment = {**os.environ, "LUMBUNG_SUPERVISOR": str(os.getpid())}
        self.children[name] = subprocess.Popen(self.commands[name], env=environment, process_group=0)
        self.started[name] = time.monotonic()

    def _tend(self, name: str) -> bool:
        """Start an ended process again, at once or after a rest; False when it is vital and cannot live."""
        now = time.monotonic()
        if name not in self.due:
            lived = now - self.started[name]
            self.failures[name] = 0 if lived > _HEALTHY else self.failures[name] + 1
            failing = self.failures[name] >= _TRIES
            if failing and name in self.vital:
                return False
            self.due[name] = now + (_REST if failing else 0.0)
            told = f"trying again in {_REST:.0f} s" if failing else "starting it again"
            click.echo(f"lumbung: the {name} process ended; {told}.", err=True)
        if now >= self.due[name]:
            del self.due[name]
            self._start(name)
        return True

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + _GRACE
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def end_with_supervisor() -> None:
    """Ask Linux to end this process when the supervisor that started it is gone, however it went."""
    supervisor = os.environ.get("LUMBUNG_SUPERVISOR")
    if supervisor is not None and not end_with(int(supervisor), signal.SIGTERM):
        sys.exit(0)


def end_with(parent: int, how: signal.Signals) -> bool:
    """Ask Linux to send this process a signal when its parent is gone; False when it went before we asked."""
    if sys.platform != "linux":
        return True
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)
    return os.getppid() == parent
