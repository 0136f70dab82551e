"""SKPDs are found by code, by present and by former names, and never by a guess."""

from catalog import organizations
from catalog.access import SYSTEM
from catalog.organizations import OrganizationDraft
from catalog.paths import DATA
from catalog.work import Instance


def test_the_seed_holds_every_skpd_and_can_be_sown_twice(instance: Instance) -> None:
    for _ in range(2):
        with instance.work(SYSTEM) as work:
            assert organizations.seed(work, DATA / "skpd_jatim.csv") == 65
    with instance.work(SYSTEM) as work:
        listed = organizations.listing(work)
        assert len(listed) == 65 + 1  # `bappeda` of the fixture; its Dinas Kesehatan is the seed's
        soetomo = organizations.get(work, "rumah-sakit-umum-daerah-dr-soetomo")
        assert soetomo.parent is not None
        assert soetomo.parent.name == "dinas-kesehatan"


def test_an_skpd_is_resolved_by_code_then_by_any_of_its_names(instance: Instance) -> None:
    with instance.work(SYSTEM) as work:
        organizations.seed(work, DATA / "skpd_jatim.csv")
        resolve = organizations.resolver(work)
        by_code = resolve("1.05.0.00.0.00.01.0000", "nama lain")
        assert by_code is not None
        assert by_code.abbreviation == "Satpol PP"
        for name in ("DINAS KOMUNIKASI DAN INFORMATIKA", "Diskominfo", " dinas  kominfo "):
            found = resolve("", name)
            assert found is not None
            assert found.name == "dinas-komunikasi-dan-informatika"
        former = resolve("", "Dinas Pendapatan Daerah (Dispenda)")
        assert former is not None
        assert former.abbreviation == "Bapenda"
        assert resolve("", "Dinas Urusan Angin") is None
        for place in ("Malang", "Kediri"):
            organizations.ensure(
                work, OrganizationDraft(f"Balai {place}", aliases=("Balai Uji",), code="9.99")
            )
        again = organizations.resolver(work)
        assert again("", "Balai Malang") is not None
        assert again("", "Balai Uji") is None, "two go by this name"
        assert again("9.99", "Balai Malang") is None, "two have this code"
        assert resolve("", "") is None
