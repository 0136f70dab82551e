"""The documents that the law asks for: who owes them, how often, by when, and what fulfils them."""

import csv
from dataclasses import dataclass
from functools import cache

from catalog.errors import NotFound
from catalog.obligations.due import PERIODS, Due, parse
from catalog.paths import DATA
from catalog.text import Message

GOVERNMENT, EVERY_SKPD = "", "*"
LISTS = ("tpad", "ipkd", "kip", "data")
_OWED_BY = ("government", "skpd", "both")


@dataclass(frozen=True)
class Obligation:
    """One document, owed for each fiscal year (or each `periodicity` in it, one of PERIODS).

    What is published as `document` (see evidence.py), or as figures of `stage`, fulfils it; a data duty
    (`needs_table`) only with a table. `due` is None until somebody sets a date.
    """

    id: str
    list: str
    title: str
    title_en: str
    owed_by: str
    periodicity: str
    due: Due | None
    document: str
    stage: str
    needs_table: bool
    basis: str

    @property
    def by_government(self) -> bool:
        """Whether the government itself owes it."""
        return self.owed_by != "skpd"

    @property
    def by_skpd(self) -> bool:
        """Whether every SKPD owes its own."""
        return self.owed_by != "government"

    @property
    def periods(self) -> range:
        """Numbers of its periods in a year."""
        return range(1, PERIODS[self.periodicity] + 1)


@cache
def written() -> tuple[Obligation, ...]:
    """All obligations as the file has them, in its order."""
    with (DATA / "obligations.csv").open(encoding="utf-8", newline="") as source:
        return tuple(_read(row) for row in csv.DictReader(source))


def written_as(identifier: str) -> Obligation:
    """An obligation as the file has it; raises NotFound."""
    found = next((one for one in written() if one.id == identifier), None)
    if found is None:
        raise NotFound(Message("Kewajiban %(id)s tidak ditemukan.", {"id": identifier}))
    return found


def _read(row: dict[str, str]) -> Obligation:
    assert row["list"] in LISTS
    assert row["owed_by"] in _OWED_BY
    assert row["periodicity"] in PERIODS
    return Obligation(
        id=row["id"],
        list=row["list"],
        title=row["title"],
        title_en=row["title_en"],
        owed_by=row["owed_by"],
        periodicity=row["periodicity"],
        due=parse(row["due"]) if row["due"] else None,
        document=row["document"],
        stage=row["stage"],
        needs_table=row["form"] == "table",
        basis=row["basis"],
    )
