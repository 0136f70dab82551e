"""Real budgets on the board: who has figures in them, told by the files themselves."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from catalog import obligations, organizations
from catalog.access import SYSTEM
from catalog.budget import Government
from catalog.db import Base
from catalog.obligations import State
from catalog.obligations.standing import FULFILLED
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import open_instance
from tests.web.budget_site import put

BANDUNG = Government("D107", "klpd", "Kab. Bandung")
pytestmark = pytest.mark.real


def test_of_165_units_in_bandung_those_with_a_budget_have_published_it(
    real_data: Path, tmp_path: Path
) -> None:
    folder = real_data / "budget_id" / "bandung_sirup_2025"
    units = json.loads((folder / "RUP-StrukturAnggaranPD.json").read_text(encoding="utf-8"))
    plan = json.loads((folder / "RUP-SubKegiatanMaster.json").read_text(encoding="utf-8"))
    instance = open_instance(Settings(instance=tmp_path, government=BANDUNG.key))
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        for one in units:
            code = str(one["kd_satker"])
            draft = OrganizationDraft(one["nama_satker"], f"satker-{code}", code=code, kind="satker")
            organizations.ensure(work, draft)
        organizations.ensure(work, OrganizationDraft("Walidata", "walidata"))
    budgets = [one for one in units if one["total_belanja"] is not None]
    rows = [{"kode_skpd": str(one["kd_satker"]), "pagu": str(one["total_belanja"])} for one in budgets]
    put(instance, "apbd-bandung", "apbd", rows, government=BANDUNG)
    rows = [
        {
            "kode_skpd": str(one["kd_satker"]),
            "kode_sub_kegiatan": one["kd_subkegiatan_str"],
            "pagu": str(one["pagu_subkegiatan"]),
        }
        for one in plan
    ]
    put(instance, "rkpd-bandung", "rkpd", rows, government=BANDUNG)

    with instance.work() as work:
        board = obligations.board(obligations.facts(work, 2025), obligations.today(work))
        early = obligations.board(obligations.facts(work, 2025), date(2025, 1, 31))
    for obligation, source in (("DATA-01", plan), ("DATA-02", budgets)):
        cells = [one for one in board.cells if one.obligation.id == obligation and one.owner.id]
        published = {one.owner.name for one in cells if one.standing.state in FULFILLED}
        assert published == {f"satker-{one['kd_satker']}" for one in source}
        assert len(cells) == len(units) == 165
    assert not board.sample
    states = Counter(one.standing.state for one in early.cells if one.obligation.id == "DATA-02")
    assert states == {State.NOT_YET_DUE: 166}  # the last day, before anything was here
    instance.engine.dispose()
