"""The background loops: the indexer empties the outbox, the scheduler runs harvests, the queue its jobs."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from catalog import accounts, datasets, harvest, obligations
from catalog.access import SYSTEM
from catalog.cli.queue import Handlers, do_next
from catalog.errors import LumbungError
from catalog.mode import Mode, read_mode
from catalog.work import Instance

_IDLE = 0.03  # seconds between looks at the outbox; a change is searchable within 50 ms
_SCHEDULE = 20.0
_QUEUE = 0.5
_PAUSE = 2.0
_ABANDONED = timedelta(days=1)  # longer than any job may take
_log = logging.getLogger("lumbung")


def run_indexer(instance: Instance) -> None:
    """Apply the outbox until told to stop."""
    _loop(lambda _stopping: datasets.apply_outbox(instance) > 0, _IDLE)


def run_scheduler(instance: Instance) -> None:
    """Run the harvest sources that are due, one by one, and try failed letters again, until told to stop."""
    _loop(lambda _stopping: _run_due(instance), _SCHEDULE)


def run_queue(instance: Instance, handlers: Handlers) -> None:
    """Do queued jobs, one after another, until told to stop."""
    instance.store.sweep(_ABANDONED)
    _loop(lambda stopping: do_next(instance, handlers, stopping), _QUEUE)


def _run_due(instance: Instance) -> bool:
    if read_mode(instance.settings.instance).mode is not Mode.OPEN:
        return False
    with instance.work(SYSTEM, writing=True) as work:
        accounts.retry_letters(work)
        obligations.queue_day(work)
        due = harvest.due(work)
    for name in due:
        try:
            harvest.run(instance, name)
        except LumbungError as error:
            _log.warning("harvest %s: %s", name, error)
    return False


def _loop(step: Callable[[Callable[[], bool]], bool], idle: float) -> None:
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopping:
        try:
            busy = step(lambda: stopping)
        except Exception:  # the loop outlives a locked database or a full disk; the log says what it was
            _log.exception("background step failed; trying again in %s s", _PAUSE)
            busy, pause = False, _PAUSE
        else:
            pause = idle
        deadline = time.monotonic() + (0.0 if busy else pause)
        while time.monotonic() < deadline and not stopping:
            time.sleep(min(0.5, max(0.0, deadline - time.monotonic())))
