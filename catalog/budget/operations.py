"""Writing the budget layer: a dataset version's tables become budget versions with exact lines."""

from collections.abc import Mapping, Sequence

from catalog.budget.drafts import FiguresDraft, Finding, StoredTable
from catalog.datasets import DatasetVersion
from catalog.work import Work


def load(
    work: Work,
    version: DatasetVersion,
    figures: Sequence[FiguresDraft],
    findings: Sequence[Finding],
    tables: Mapping[str, StoredTable],
) -> None:
    """Keep the figures and findings of a dataset version; `tables` has the stored table of each key.

    Raises Invalid when a figures draft names a table, column, stage or scheme that is not there. Loading a
    version again replaces nothing and adds nothing: what it holds already stays.
    """
    raise NotImplementedError
