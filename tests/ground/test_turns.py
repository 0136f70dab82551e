"""Two that write at once: both get through, one after the other."""

import threading
from pathlib import Path

from catalog import organizations
from catalog.access import SYSTEM
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import open_instance


def test_whoever_reads_before_it_writes_waits_its_turn(tmp_path: Path) -> None:
    instance = open_instance(Settings(instance=tmp_path))
    Base.metadata.create_all(instance.engine)

    def add(name: str) -> None:
        with instance.work(SYSTEM, writing=True) as work:
            organizations.ensure(work, OrganizationDraft(name))

    other = threading.Thread(target=add, args=("Dinas Kesehatan",))
    with instance.work(SYSTEM, writing=True) as work:
        assert organizations.listing(work) == []
        other.start()
        other.join(0.5)  # long enough to write, were it not its turn to wait
        organizations.ensure(work, OrganizationDraft("Dinas Pendidikan"))
    other.join()
    with instance.work() as work:
        assert [one.title for one in organizations.listing(work)] == ["Dinas Kesehatan", "Dinas Pendidikan"]
    instance.engine.dispose()
