"""The unit of work: an opened instance, and one transaction with everything that rules need."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalog.access import ANONYMOUS, Actor
from catalog.db import open_engine
from catalog.search import SearchIndex
from catalog.search.whoosh_index import WhooshIndex
from catalog.settings import Settings
from catalog.storage import FileStore


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Work:
    """What a rule is given: it reads and writes through this, and never commits."""

    session: Session
    actor: Actor
    index: SearchIndex
    store: FileStore
    clock: Callable[[], datetime]
    settings: Settings


@dataclass(frozen=True)
class Instance:
    """An opened instance folder: settings, database, index, files."""

    settings: Settings
    engine: Engine
    index: SearchIndex
    store: FileStore
    clock: Callable[[], datetime] = utc_now

    @contextmanager
    def work(self, actor: Actor = ANONYMOUS, writing: bool = False) -> Iterator[Work]:
        """One transaction: committed when the block ends well, rolled back when it raises.

        `writing` is for one that reads before it writes: it waits its turn at once, not when it is too late.
        """
        engine = self.engine.execution_options(writing=True) if writing else self.engine
        with Session(engine) as session, session.begin():
            yield Work(session, actor, self.index, self.store, self.clock, self.settings)


def open_instance(settings: Settings) -> Instance:
    """Open database, index and files of an instance; creates nothing that is not there."""
    engine = open_engine(settings.database)
    return Instance(settings, engine, WhooshIndex(settings.index), FileStore(settings.files))
