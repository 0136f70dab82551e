"""An empty instance with two organizations, on a real database, index and file store."""

from pathlib import Path

import pytest

from catalog import organizations
from catalog.access import SYSTEM
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """Organizations `bappeda` and `dinas-kesehatan`, no datasets."""
    opened = open_instance(Settings(instance=tmp_path))
    Base.metadata.create_all(opened.engine)
    with opened.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Badan Perencanaan Pembangunan Daerah", name="bappeda"))
        organizations.ensure(work, OrganizationDraft("Dinas Kesehatan", code="1.02"))
    return opened
