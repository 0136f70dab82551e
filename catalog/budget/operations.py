"""Writing the budget layer: a dataset version's tables become budget versions with exact lines."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete, select

from catalog import organizations
from catalog.budget import codes, line_table, sums
from catalog.budget.drafts import LINE_FIELDS, STAGES, FiguresDraft, Finding, Government, StoredTable
from catalog.budget.join_job import queue_joins
from catalog.budget.models import BudgetFinding, BudgetSide, BudgetVersion
from catalog.datasets import DatasetVersion
from catalog.errors import Invalid
from catalog.tabular import ask
from catalog.text import Message
from catalog.work import Work

_NAMESPACE = uuid.UUID("0d3b8f0e-6a43-5c1b-9b5e-1f2f6f4c9a77")
_CODED = {"account_scheme": ("rekening_code",), "program_scheme": line_table.ACTIVITY_FIELDS}
_SCHEMES = {"account_scheme": codes.ACCOUNT_SCHEMES, "program_scheme": codes.PROGRAM_SCHEMES}


@dataclass(frozen=True)
class Measured:
    """Figures worked out of their stored table; all that is left is to keep them with a version.

    `counts` has leaves and subtotals of each government, `sides` its leaves in each direction.
    """

    draft: FiguresDraft
    lines_sha256: str
    sums_sha256: str
    blanks: Mapping[str, int]
    counts: Mapping[str, tuple[int, int]]
    sides: Mapping[str, list[BudgetSide]]


def measure(work: Work, figures: Sequence[FiguresDraft], tables: Mapping[str, StoredTable]) -> list[Measured]:
    """The long part of loading figures: it writes files and no row, so that no transaction waits for it.

    `tables` has the stored table of each key. Raises Invalid for a draft that does not fit its table.
    """
    for draft in figures:
        _check(draft, tables)
    resolve = organizations.resolver(work)

    def slug(code: str, title: str) -> str:
        found = resolve(code, title)
        return found.name if found else ""

    measured = []
    for draft in figures:
        # The catalogue lists one government's agencies; a namesake elsewhere is another agency.
        own = [one.key for one in draft.governments] == [work.settings.government]
        table = tables[draft.table]
        blanks = _blanks(draft, work.store.path(table.sha256))
        stored = line_table.build(work.store, draft, table, slug if own else _nobody)
        lines = work.store.path(stored.sha256)
        summed = sums.make(work.store, lines)
        measured.append(Measured(draft, stored.sha256, summed.sha256, blanks, *_measure(lines)))
    return measured


def keep(
    work: Work,
    version: DatasetVersion,
    measured: Sequence[Measured],
    findings: Sequence[Finding],
    tables: Mapping[str, StoredTable],
) -> None:
    """The short part of loading: put figures that were measured once in place of what the version had.

    So a mapping that was mended counts for the bytes that are there.
    """
    mine = select(BudgetVersion.id).where(BudgetVersion.version_id == version.id)
    work.session.execute(delete(BudgetSide).where(BudgetSide.budget_id.in_(mine)))
    work.session.execute(delete(BudgetVersion).where(BudgetVersion.version_id == version.id))
    work.session.execute(delete(BudgetFinding).where(BudgetFinding.version_id == version.id))
    for position, one in enumerate(measured):
        _keep_table(work, version, position, one, tables[one.draft.table])
    work.session.add_all(
        BudgetFinding(version_id=version.id, position=position, **asdict(finding))
        for position, finding in enumerate(findings)
    )
    work.session.flush()
    queue_joins(work, version)


def _nobody(_code: str, _title: str) -> str:
    return ""


def _check(draft: FiguresDraft, tables: Mapping[str, StoredTable]) -> None:
    if draft.table not in tables:
        raise Invalid({"table": [Message("Tabel %(table)s tidak ada.", {"table": draft.table})]})
    types = {column.name: column.type for column in tables[draft.table].columns}
    for column in (*draft.fields.values(), draft.amount, *filter(None, [draft.leaf_column])):
        if column not in types:
            problem = Message(
                "Tabel %(table)s tidak punya kolom %(column)s.", {"table": draft.table, "column": column}
            )
            raise Invalid({"fields": [problem]})
    if types[draft.amount] not in ("decimal", "integer"):
        raise Invalid({"amount": [Message("Kolom %(column)s bukan bilangan.", {"column": draft.amount})]})
    if draft.stage not in STAGES or not draft.fields.keys() <= set(LINE_FIELDS):
        raise Invalid({"stage": [Message("Tahap atau isian anggaran tidak dikenal.")]})
    if not draft.governments or ("government_code" not in draft.fields and len(draft.governments) > 1):
        raise Invalid({"governments": [Message("Pemerintah daerah pemilik angka ini harus jelas.")]})
    for name, scheme in (("account_scheme", draft.account_scheme), ("program_scheme", draft.program_scheme)):
        needed = any(field in draft.fields for field in _CODED[name])
        if (needed or scheme) and scheme not in _SCHEMES[name]:
            problem = Message("Skema kode %(scheme)s tidak dikenal.", {"scheme": scheme or "(kosong)"})
            raise Invalid({name: [problem]})


def _keep_table(
    work: Work, version: DatasetVersion, position: int, measured: Measured, table: StoredTable
) -> None:
    draft = measured.draft
    for government in draft.governments:
        leaves, subtotals = measured.counts.get(government.code, (0, 0))
        if leaves + subtotals == 0:
            continue
        budget = BudgetVersion(
            id=_identity(version, position, government),
            version_id=version.id,
            position=position,
            resource_id=table.resource_id,
            government_scheme=government.scheme,
            government_code=government.code,
            government_name=government.name,
            fiscal_year=draft.fiscal_year,
            stage=draft.stage,
            sequence=draft.sequence,
            account_scheme=draft.account_scheme,
            program_scheme=draft.program_scheme,
            source_sha256=table.source_sha256,
            lines_sha256=measured.lines_sha256,
            sums_sha256=measured.sums_sha256,
            leaves=leaves,
            subtotals=subtotals,
            blanks=measured.blanks.get(government.code, 0),
            precision=draft.precision,
            sample=draft.sample,
            sides=measured.sides.get(government.code, []),
        )
        work.session.add(budget)


def _identity(version: DatasetVersion, position: int, government: Government) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{version.dataset_id}/{version.number}/{position}/{government.key}"))


def _blanks(draft: FiguresDraft, path: Path) -> dict[str, int]:
    """Rows without an amount for each government; raises Invalid for one that the draft does not name."""
    single = draft.governments[0].code
    code = line_table.field(draft, "government_code")
    rows = ask(
        f'SELECT {code}, count(*) - count("{draft.amount}") FROM source GROUP BY 1 ORDER BY 1',
        {"source": path},
    )
    if "government_code" not in draft.fields:
        return {single: sum(_int(row[1]) for row in rows)}
    unknown = {str(row[0]) for row in rows} - {one.code for one in draft.governments}
    if unknown:
        problem = Message(
            "Kode pemerintah daerah %(code)s tidak dikenal.", {"code": sorted(unknown)[0] or "(kosong)"}
        )
        raise Invalid({"governments": [problem]})
    return {str(row[0]): _int(row[1]) for row in rows}


def _measure(path: Path) -> tuple[dict[str, tuple[int, int]], dict[str, list[BudgetSide]]]:
    """Leaves and subtotals of each government, and its leaves in each direction."""
    parts = ", ".join(f"bool_or({part} <> '')" for part in line_table.PARTS)
    counts: dict[str, tuple[int, int]] = {}
    sides: dict[str, list[BudgetSide]] = {}
    for code, leaves, subtotals in ask(
        """SELECT government_code, count(*) FILTER (kind = 'leaf'), count(*) FILTER (kind <> 'leaf')
        FROM lines GROUP BY 1""",
        {"lines": path},
    ):
        counts[str(code)] = (_int(leaves), _int(subtotals))
    for code, direction, amount, number, least, greatest, *present in ask(
        f"""SELECT government_code, direction, sum(amount), count(*),
            coalesce(min(nullif(account_level, 0)), 0), max(account_level), {parts}
        FROM lines WHERE kind = 'leaf' GROUP BY 1, 2 ORDER BY 1, 2""",
        {"lines": path},
    ):
        sides.setdefault(str(code), []).append(
            BudgetSide(
                direction=str(direction),
                amount=Decimal(str(amount)),
                lines=_int(number),
                parts=[part for part, there in zip(line_table.PARTS, present, strict=True) if there],
                least_level=_int(least),
                greatest_level=_int(greatest),
            )
        )
    return counts, sides


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
