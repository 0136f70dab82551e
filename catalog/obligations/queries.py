"""What Walidata decided about a document, to be looked at and taken back."""

from dataclasses import dataclass

from sqlalchemy import select

from catalog.datasets import Dataset
from catalog.obligations.facts import THE_GOVERNMENT, agencies
from catalog.obligations.models import ObligationEvidence, ObligationExemption
from catalog.obligations.rules import EVERY_SKPD
from catalog.work import Work

ALL_SKPDS = "semua"  # how commands and forms name all of them


@dataclass(frozen=True)
class Exemption:
    """`owner` has not to publish it, and why; named as `owner_id` reads it."""

    owner: str
    reason: str


@dataclass(frozen=True)
class Link:
    """`dataset` is the document of `owner`; `period` is 0 where the dataset's own dates tell."""

    owner: str
    dataset: str
    period: int


@dataclass(frozen=True)
class Decisions:
    """Exemptions and links of one obligation in one year."""

    exemptions: tuple[Exemption, ...]
    links: tuple[Link, ...]


def decisions(work: Work, obligation: str, year: int) -> Decisions:
    """What is in force for an obligation in a fiscal year."""
    names = {one.id: one.name for one in (THE_GOVERNMENT, *agencies(work))} | {EVERY_SKPD: ALL_SKPDS}
    exempt = select(ObligationExemption).where(
        ObligationExemption.obligation == obligation, ObligationExemption.year == year
    )
    linked = (
        select(ObligationEvidence, Dataset.name)
        .join(Dataset, Dataset.id == ObligationEvidence.dataset_id)
        .where(ObligationEvidence.obligation == obligation, ObligationEvidence.year == year)
        .order_by(Dataset.name)
    )
    return Decisions(
        tuple(
            Exemption(names.get(one.owner, one.owner), one.reason)
            for one in work.session.scalars(exempt.order_by(ObligationExemption.at))
        ),
        tuple(
            Link(names.get(one.owner, one.owner), name, one.period)
            for one, name in work.session.execute(linked)
        ),
    )
