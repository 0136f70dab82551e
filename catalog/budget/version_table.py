"""The lines of a budget version as a table to take home: its columns, and which rows are its own."""

import re
from dataclasses import dataclass
from pathlib import Path

from catalog.budget.line_queries import once_published
from catalog.budget.models import BudgetVersion
from catalog.datasets import Dataset
from catalog.tabular import Column, Criteria, Filter, ask
from catalog.work import Work

_TEXTS = (
    "line_id",
    "government_code",
    "kind",
    "direction",
    "organization",
    "organization_name",
    "sub_unit",
    "sub_unit_name",
    "urusan",
    "program",
    "program_name",
    "kegiatan",
    "kegiatan_name",
    "sub_kegiatan",
    "sub_kegiatan_name",
    "rekening",
    "rekening_name",
    "sumber_dana",
    "komponen",
    "region_code",
    "location",
    "output",
    "target",
    "target_unit",
    "description",
)
_SCALE = re.compile(r"DECIMAL\([0-9]+,([0-9]+)\)")


@dataclass(frozen=True)
class VersionTable:
    """Leaves of one budget version: `criteria` choose its rows and columns in a file with `columns`."""

    budget: BudgetVersion
    dataset: Dataset
    path: Path
    columns: tuple[Column, ...]
    criteria: Criteria

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of the table that is given out."""
        return tuple(column for column in self.columns if column.name in self.criteria.columns)


def version_table(work: Work, budget_id: str) -> VersionTable:
    """The leaves of a version that is or was published, in source order; raises NotFound."""
    budget, dataset = once_published(work, budget_id)
    path = work.store.path(budget.lines_sha256)
    ((kind,),) = ask("SELECT typeof(any_value(amount)) FROM lines", {"lines": path})
    scale = _SCALE.fullmatch(str(kind))
    assert scale
    amount = Column("amount", "decimal", unit="rupiah", scale=int(scale[1]))
    return VersionTable(
        budget=budget,
        dataset=dataset,
        path=path,
        columns=(*(Column(name, "text") for name in _TEXTS), amount),
        criteria=Criteria(
            filters=(Filter("kind", "=", "leaf"), Filter("government_code", "=", budget.government_code)),
            columns=tuple(name for name in (*_TEXTS, "amount") if name != "kind"),
        ),
    )
