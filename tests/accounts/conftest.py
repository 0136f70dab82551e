"""An instance of people alone."""

from pathlib import Path

import pytest

from catalog import organizations
from catalog.access import SYSTEM
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance


@pytest.fixture
def site(tmp_path: Path) -> Instance:
    """An instance with nobody in it."""
    opened = open_instance(Settings(instance=tmp_path))
    Base.metadata.create_all(opened.engine)
    return opened


@pytest.fixture
def offices(site: Instance) -> tuple[str, str]:
    """The ids of two organizations."""
    with site.work(SYSTEM) as work:
        first, second = (
            organizations.ensure(work, OrganizationDraft(title)).id
            for title in ("Dinas Kesehatan", "Dinas Pendidikan")
        )
    return first, second
