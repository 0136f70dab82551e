"""What `lumbung doctor` looks at; each finding names its remedy."""

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from catalog import budget, datasets, harvest
from catalog.access import SYSTEM
from catalog.settings import Settings
from catalog.setup import alembic_config
from catalog.work import Instance, open_instance

_LOW_DISK = 2 * 2**30


@dataclass(frozen=True)
class Problem:
    """What is wrong, and what to do about it."""

    what: str
    remedy: str


def examine(settings: Settings) -> list[Problem]:
    """Everything that is wrong with an instance, in the order in which to mend it."""
    folder = settings.instance
    if not (folder / "settings.toml").exists():
        return [Problem(f"{folder} is not an instance.", f"Make one: lumbung init --instance {folder}")]
    instance = open_instance(settings)
    problems = list(_schema(instance))
    if problems:
        return problems
    checks: tuple[Callable[[Instance], Iterator[Problem]], ...] = (_database, _files, _index, _disk, _address)
    return [problem for check in checks for problem in check(instance)]


def _schema(instance: Instance) -> Iterator[Problem]:
    remedy = f"Bring it up to date: lumbung init --instance {instance.settings.instance}"
    try:
        with instance.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        yield Problem("The database does not answer.", "Check database_url in settings.toml.")
        return
    if current != ScriptDirectory.from_config(alembic_config(instance.settings)).get_current_head():
        yield Problem("The database schema is not the one of this program version.", remedy)


def _database(instance: Instance) -> Iterator[Problem]:
    if instance.engine.dialect.name != "sqlite":
        return
    with instance.engine.connect() as connection:
        verdict = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if verdict != "ok":
        yield Problem(f"The database file is damaged: {verdict}", "Restore the last backup of the instance.")


def _files(instance: Instance) -> Iterator[Problem]:
    with instance.work(SYSTEM) as work:
        wanted = datasets.kept_files(work) | budget.kept_files(work) | harvest.kept_files(work)
    missing = [sha256 for sha256 in sorted(wanted) if not instance.store.has(sha256)]
    if missing:
        yield Problem(
            f"{len(missing)} stored files are missing, the first is {missing[0]}.",
            f"Restore {instance.settings.files} from the last backup.",
        )


def _index(instance: Instance) -> Iterator[Problem]:
    with instance.work(SYSTEM) as work:
        published = len(datasets.names(work))
    indexed = instance.index.count()
    if indexed != published:
        yield Problem(
            f"The index holds {indexed} datasets, the database {published}.",
            "If the worker is not running, start it (lumbung worker); else: lumbung search rebuild",
        )


def _disk(instance: Instance) -> Iterator[Problem]:
    free = shutil.disk_usage(instance.settings.instance).free
    if free < _LOW_DISK:
        yield Problem(f"Only {free // 2**20} MB are free on the disk.", "Make room before the next harvest.")


def _address(instance: Instance) -> Iterator[Problem]:
    host = instance.settings.site_url.partition("://")[2].partition("/")[0].partition(":")[0]
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        yield Problem(
            f"The public address {instance.settings.site_url} has no DNS entry.",
            "Set site_url in settings.toml to the address that visitors use.",
        )
