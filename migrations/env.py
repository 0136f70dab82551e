"""Alembic's environment: the schema of every room, on the instance's own engine."""

from alembic import context
from sqlalchemy.types import TypeDecorator

import catalog.accounts.models
import catalog.activity
import catalog.budget.models
import catalog.datasets.models
import catalog.harvest.models
import catalog.jobs.models
import catalog.obligations.models
import catalog.organizations.models  # noqa: F401  importing a room's models registers its tables
from catalog.db import Base, open_engine


def plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what the database sees, so that a migration outlives the program."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def run() -> None:
    """Apply the migrations in one transaction, where the database can."""
    engine = open_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
