"""What is kept of a dataset version's figures, and which of them may ever be seen."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from catalog import budget, datasets, organizations
from catalog.access import ANONYMOUS
from catalog.budget import BudgetVersion, FiguresDraft, Finding, Government
from catalog.datasets import DatasetVersion
from catalog.errors import Invalid, NotFound
from catalog.organizations import OrganizationDraft
from catalog.tabular import Column
from catalog.work import Work

Put = Callable[..., DatasetVersion]

JATIM = Government("35", "kemendagri", "Pemprov Jawa Timur")
COLUMNS = (
    Column("pemda", "text"),
    Column("skpd", "text"),
    Column("rekening", "text"),
    Column("baris", "text"),
    Column("pagu", "decimal", unit="rupiah", scale=6),
)
APBD = FiguresDraft(
    table="angka",
    stage="apbd",
    fiscal_year=2025,
    amount="pagu",
    fields={"organization_name": "skpd", "rekening_code": "rekening"},
    governments=(JATIM,),
    account_scheme="kepmendagri-050-5889",
    leaf_column="baris",
    leaf_values=("rincian",),
)


def row(
    amount: str | None, account: str = "5.1.01", kind: str = "rincian", government: str = "35"
) -> list[object]:
    return [government, "Dinas Kesehatan", account, kind, None if amount is None else Decimal(amount)]


def belanja(work: Work) -> Decimal:
    source = budget.overview(work, JATIM.key, 2025).budget.belanja
    assert source
    return source.amount


def test_fractions_stay_exact_and_subtotals_are_not_summed(work: Work, put: Put) -> None:
    rows = [
        row("0.000001"),
        row("9007199254740993.33"),
        row("9007199254740993.330001", "5", "jumlah"),
        row(None),
    ]
    put("apbd", COLUMNS, rows, APBD)
    assert belanja(work) == Decimal("9007199254740993.330001")
    source = budget.overview(work, JATIM.key, 2025).budget.belanja
    assert source
    kept = budget.lines(work, source.budget_id).budget
    assert (kept.leaves, kept.subtotals, kept.blanks) == (2, 1, 1)


def test_the_published_pointer_decides(work: Work, put: Put) -> None:
    first = put("apbd", COLUMNS, [row("1")], APBD)
    old = budget.overview(work, JATIM.key, 2025).budget.belanja
    assert old
    second = put("apbd", COLUMNS, [row("2")], APBD, publish=False)
    assert belanja(work) == 1
    unpublished = select(BudgetVersion.id).where(BudgetVersion.version_id == second.id)
    with pytest.raises(NotFound):
        budget.lines(work, work.session.scalars(unpublished).one())
    datasets.publish(work, second)
    assert belanja(work) == 2
    cited = budget.lines(work, old.budget_id)
    assert (cited.current, cited.amount, cited.budget.version.number) == (False, Decimal(1), first.number)
    datasets.withdraw(work, second.dataset, "keliru")
    with pytest.raises(NotFound):
        budget.overview(work, JATIM.key, 2025)
    with pytest.raises(NotFound):
        budget.lines(work, old.budget_id)


def test_private_figures_are_in_no_answer(work: Work, put: Put) -> None:
    put("umum", COLUMNS, [row("1")], APBD)
    put("rahasia", COLUMNS, [row("5")], replace(APBD, stage="perubahan"), private=True)
    source = budget.overview(work, JATIM.key, 2025).budget.belanja
    assert source
    assert source.amount == 5
    stranger = replace(work, actor=ANONYMOUS)
    assert belanja(stranger) == 1
    assert budget.ladder(stranger, JATIM.key, 2025).sections[0].total.revised is None
    with pytest.raises(NotFound):
        budget.compare(stranger, JATIM.key, 2025, "apbd", "perubahan")
    with pytest.raises(NotFound):
        budget.lines(stranger, source.budget_id)


def test_lines_that_were_private_stay_inside_when_the_next_edition_is_public(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, [row("7")], APBD, private=True)
    private = budget.overview(work, JATIM.key, 2025).budget.belanja
    put("apbd", COLUMNS, [row("1")], APBD)
    public = budget.overview(work, JATIM.key, 2025).budget.belanja
    assert private
    assert public
    stranger = replace(work, actor=ANONYMOUS)
    assert budget.lines(stranger, public.budget_id).amount == 1
    line = budget.lines(work, private.budget_id).lines[0]
    with pytest.raises(NotFound):
        budget.lines(stranger, private.budget_id)
    with pytest.raises(NotFound):
        budget.line(stranger, private.budget_id, line.line_id)


def test_sample_figures_never_stand_beside_real_ones(work: Work, put: Put) -> None:
    put("contoh", COLUMNS, [row("1")], replace(APBD, sample=True))
    put("contoh-pak", COLUMNS, [row("2")], replace(APBD, stage="perubahan", sample=True))
    assert budget.overview(work, JATIM.key, 2025).sample
    assert budget.governments(work)[0].sample == {2025: True}
    put("asli", COLUMNS, [row("3")], APBD)
    found = budget.overview(work, JATIM.key, 2025)
    assert not found.sample
    assert belanja(work) == 3
    assert budget.ladder(work, JATIM.key, 2025).sections[0].total.revised is None
    assert budget.governments(work)[0].sample == {2025: False}


def test_a_table_over_many_governments_makes_a_version_of_each(work: Work, put: Put) -> None:
    many = replace(
        APBD,
        fields={**APBD.fields, "government_code": "pemda"},
        governments=(
            JATIM,
            Government("35.01", "kemendagri", "Kab. Pacitan"),
            Government("11", "kemendagri", "Aceh"),
        ),
    )
    put("semua", COLUMNS, [row("1"), row("2", government="35.01"), row("3", government="35.01")], many)
    assert [(one.government.name, one.sample) for one in budget.governments(work)] == [
        ("Kab. Pacitan", {2025: False}),
        ("Pemprov Jawa Timur", {2025: False}),
    ]
    assert budget.ladder(work, "kemendagri:35.01", 2025).sections[0].total.budgeted == 5
    with pytest.raises(Invalid, match=r"99\.01"):
        put("semua", COLUMNS, [row("1", government="99.01")], many)


def test_an_agency_is_found_in_the_catalogue_only_for_its_own_government(work: Work, put: Put) -> None:
    organizations.ensure(work, OrganizationDraft("Dinas Kesehatan"))
    put("apbd", COLUMNS, [row("1")], APBD)
    put("lain", COLUMNS, [row("1")], replace(APBD, governments=(Government("D107", "klpd", "Kab. Bandung"),)))
    assert budget.ladder(work, JATIM.key, 2025).sections[0].rows[0].organization == "dinas-kesehatan"
    assert budget.ladder(work, "klpd:D107", 2025).sections[0].rows[0].organization is None
    drilled = budget.ladder(work, JATIM.key, 2025, "dinas-kesehatan")
    assert drilled.organization_name == "Dinas Kesehatan"
    assert drilled.sections[0].total.budgeted == 1


def test_loading_again_puts_a_mended_mapping_in_place(work: Work, put: Put) -> None:
    put("apbd", COLUMNS, [row("1"), row("5", kind="jumlah")], replace(APBD, leaf_column=""))
    before = budget.overview(work, JATIM.key, 2025).budget.belanja
    put("apbd", COLUMNS, [row("1"), row("5", kind="jumlah")], APBD)
    after = budget.overview(work, JATIM.key, 2025).budget.belanja
    assert before
    assert after
    assert (before.amount, after.amount, before.version, after.version) == (Decimal(6), Decimal(1), 1, 1)
    assert before.budget_id == after.budget_id


def test_findings_are_kept_in_order_and_counted_by_kind(work: Work, put: Put) -> None:
    listed = [
        Finding(
            "children-sum" if number % 3 else "rounded",
            "angka",
            f"id-{number}",
            "Kegiatan",
            "1.50",
            "2",
            "0.50",
        )
        for number in range(7)
    ]
    version = put("apbd", COLUMNS, [row("1")], APBD, findings=listed)
    page = budget.findings(work, version, offset=2, limit=3)
    assert (page.total, page.counts) == (7, {"children-sum": 4, "rounded": 3})
    assert list(page.findings) == listed[2:5]
    rounded = budget.findings(work, version, kind="rounded", limit=2)
    assert (rounded.total, [one.subject for one in rounded.findings]) == (3, ["id-0", "id-3"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"table": "lain"},
        {"amount": "skpd"},
        {"amount": "tiada"},
        {"stage": "anggaran"},
        {"account_scheme": ""},
        {"account_scheme": "permendagri"},
        {"fields": {"sub_kegiatan_code": "rekening"}},
        {"fields": {"apa": "rekening"}},
        {"governments": ()},
        {"governments": (JATIM, replace(JATIM, code="36"))},
    ],
)
def test_a_draft_that_does_not_fit_its_table_is_refused(
    work: Work, put: Put, wrong: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        put("apbd", COLUMNS, [row("1")], replace(APBD, **wrong))  # type: ignore[arg-type]  # that is the point
