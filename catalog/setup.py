"""Preparing an instance: folder, settings, schema, and the facts that every catalogue starts with."""

import uuid

from alembic import command
from alembic.config import Config
from sqlalchemy import select

from catalog import accounts, organizations
from catalog.access import SYSTEM
from catalog.datasets import Theme
from catalog.paths import DATA, MIGRATIONS
from catalog.settings import Settings, load_settings, write_settings
from catalog.work import Work, open_instance

_NAMESPACE = uuid.UUID("0d7a3f0e-2b8e-5c3c-9d2e-3a4b7f1f6a21")
_THEMES = (
    ("anggaran-keuangan", "Anggaran dan Keuangan", "Budget and Finance"),
    ("perencanaan", "Perencanaan Pembangunan", "Development Planning"),
    ("pemerintahan", "Pemerintahan dan Desa", "Government and Villages"),
    ("ekonomi", "Ekonomi", "Economy"),
    ("kesehatan", "Kesehatan", "Health"),
    ("pendidikan", "Pendidikan", "Education"),
    ("infrastruktur", "Infrastruktur", "Infrastructure"),
    ("sosial", "Sosial", "Social Affairs"),
    ("lingkungan", "Lingkungan Hidup", "Environment"),
    ("kependudukan", "Kependudukan", "Population"),
    ("pariwisata-kebudayaan", "Pariwisata dan Kebudayaan", "Tourism and Culture"),
    ("ketenagakerjaan", "Ketenagakerjaan", "Employment"),
)


def prepare(settings: Settings) -> str:
    """Make or bring up to date an instance; gives the first administrator's one-time password, once."""
    write_settings(settings.instance)
    settings = load_settings(settings.instance)
    migrate(settings)
    with open_instance(settings).work(SYSTEM, writing=True) as work:
        organizations.seed(work, DATA / "skpd_jatim.csv")
        _seed_themes(work)
        if accounts.has_administrator(work):
            return ""
        return accounts.add_user(work, "admin", settings.contact_email or "admin@localhost.localdomain", True)


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema."""
    command.upgrade(alembic_config(settings), "head")


def alembic_config(settings: Settings) -> Config:
    """Alembic's configuration without a file: scripts from the package, address from the settings."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", settings.database.replace("%", "%%"))
    return config


def _seed_themes(work: Work) -> None:
    present = set(work.session.scalars(select(Theme.name)))
    for name, title, english in _THEMES:
        if name not in present:
            identifier = str(uuid.uuid5(_NAMESPACE, name))
            work.session.add(
                Theme(id=identifier, name=name, title=title, title_en=english, created=work.clock())
            )
