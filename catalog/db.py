"""The database: base class, exact column types, engine. Every room's models build on this."""

import json
import sqlite3
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    create_engine,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from catalog.text import Message

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

_PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "synchronous=NORMAL",
    "analysis_limit=1000",  # rows of each index that ANALYZE looks at: milliseconds, however large
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, stored without zone; refuses naive values."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: time is UTC inside")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text: SQLite has no exact number that holds a national budget with its fractions."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class PlainText(TypeDecorator[str]):
    """A text without NUL, which PostgreSQL refuses in any place; the mark for a broken letter replaces it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.replace("\0", "\ufffd")


class MessageText(TypeDecorator[Message]):
    """A message kept as template and parameters, so that it is translated where it is shown."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Message | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else _plain(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Message | None:
        return None if value is None else _message(value)


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        Decimal: ExactDecimal,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
        str: PlainText,
    }


def open_engine(url: str) -> Engine:
    """An engine with the settings each database needs; for SQLite: WAL, foreign keys, a patient lock."""
    # What stands in the rows, private or not, is for no log and no terminal.
    engine = create_engine(url, json_serializer=_dump_json, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def count_anew(session: Session) -> None:
    """Let the database look at how its tables are filled; call it after much was written.

    Without that SQLite walks through every dataset to find the few that have budgets.
    """
    session.execute(text("ANALYZE"))


def _dump_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that read first cannot write once another one has written; one that will, waits here.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by the engine, so that reads see one state
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _plain(message: Message) -> dict[str, Any]:
    params = {
        name: _plain(value) if isinstance(value, Message) else _kept(value)
        for name, value in message.params.items()
    }
    return {"template": message.template, "params": params}


def _kept(value: object) -> int | str:
    """Foreign text as database, terminal and page can take it: no control characters, no half letters."""
    if isinstance(value, int):
        return value
    return "".join(one if one.isprintable() else " " if one.isspace() else "\ufffd" for one in str(value))


def _message(plain: dict[str, Any]) -> Message:
    template = plain["template"]
    params = {
        name: _message(value) if isinstance(value, dict) else value for name, value in plain["params"].items()
    }
    return Message(template, params)
