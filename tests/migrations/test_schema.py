"""The migrations make exactly the schema that the models describe."""

import importlib
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import catalog
from catalog.db import Base, open_engine
from catalog.settings import Settings
from catalog.setup import migrate

CATALOG = Path(catalog.__file__).parent


def test_migrations_and_models_agree(tmp_path: Path) -> None:
    for models in CATALOG.glob("*/models.py"):
        importlib.import_module(f"catalog.{models.parent.name}.models")
    settings = Settings(instance=tmp_path)
    migrate(settings)
    engine = open_engine(settings.database)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []
