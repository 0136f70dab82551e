"""The process that does queued work: each job in a child, which can be killed and frees its memory."""

import logging
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping

from catalog import jobs
from catalog.access import SYSTEM
from catalog.cli.supervisor import end_with
from catalog.errors import LumbungError
from catalog.jobs import Job
from catalog.text import Message
from catalog.work import Instance

Handler = Callable[[Instance, Job], None]
Handlers = Mapping[str, Handler]

_LOOK = 0.1  # seconds between looks at the child
_BEAT = 2.0  # seconds between signs of life, and until a cancelled job is stopped
_LIMITS = {
    resource.RLIMIT_CPU: 3600,  # seconds
    resource.RLIMIT_AS: 4 * 2**30,  # bytes
    resource.RLIMIT_CORE: 0,
}
_FAULT = Message("Ada kesalahan di pihak kami. Kesalahan ini sudah dicatat; hubungi pengelola bila berulang.")
_TOO_LARGE = Message("Berkas ini memerlukan lebih banyak memori daripada yang boleh dipakai satu pekerjaan.")
_log = logging.getLogger("lumbung")


def do_next(instance: Instance, handlers: Handlers, stopping: Callable[[], bool]) -> bool:
    """Do the next job to its end, or until `stopping`; False when there was none.

    A handler raises LumbungError for what the publisher can mend, and calls `jobs.finish` in the transaction
    that keeps its result, so that a job killed at any moment has done all of it or nothing.
    """
    with instance.work() as work:
        if not jobs.due(work.session, work.clock()):
            return False
    with instance.work(SYSTEM, writing=True) as work:
        job = jobs.claim(work.session, work.clock())
    if job is None:
        return False
    handler, parent = handlers[job.kind], os.getpid()
    child = os.fork()
    if child == 0:
        _be_the_child(instance, job, handler, parent)
    _watch(instance, job, child, stopping)
    return True


def _watch(instance: Instance, job: Job, child: int, stopping: Callable[[], bool]) -> None:
    beat = time.monotonic()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if stopping():
            _kill(child)
            with instance.work(SYSTEM, writing=True) as work:
                jobs.release(work.session, work.clock(), job)
            return
        if time.monotonic() > beat + _BEAT:
            beat = time.monotonic()
            with instance.work(SYSTEM, writing=True) as work:
                alive = jobs.beat(work.session, work.clock(), job)
            if not alive:  # cancelled, or done this very moment
                _kill(child)
                return
        time.sleep(_LOOK)
    with instance.work(SYSTEM, writing=True) as work:  # changes nothing when the child said how it ended
        jobs.broke_off(work.session, work.clock(), job)


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _be_the_child(instance: Instance, job: Job, handler: Handler, parent: int) -> None:
    code = 1
    try:
        if not end_with(parent, signal.SIGKILL):
            return
        instance.engine.dispose(close=False)  # a database connection must not be used by two processes
        for kind, limit in _LIMITS.items():
            resource.setrlimit(kind, (limit, limit))
        problem = _attempt(instance, job, handler)
        if problem is not None:
            with instance.work(SYSTEM, writing=True) as work:
                jobs.fail(work.session, work.clock(), job, problem)
        code = 0
    finally:
        os._exit(code)


def _attempt(instance: Instance, job: Job, handler: Handler) -> Message | None:
    try:
        handler(instance, job)
    except LumbungError as error:
        return error.message
    except MemoryError:
        return _TOO_LARGE
    except Exception:
        _log.exception("job %s (%s) failed", job.id, job.kind)
        return _FAULT
    return None
