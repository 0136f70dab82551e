"""What Walidata decides about obligations, and what checks of links found.

Which documents there are is in `catalog/data/obligations.csv`; how they stand is computed, never stored.
Who owes (`owner`) is an organization's id, "" for the government, "*" for all SKPDs.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.datasets import DatasetVersion
from catalog.db import Base

# A version that says to be a document, among tens of thousands that do not. The index holds only those, and a
# query finds it by having its very condition, which may not name the table there.
_SAID = (
    """(CAST({0}extras AS VARCHAR) LIKE '%"jenis_dokumen"%' OR CAST({0}tags AS VARCHAR) LIKE '%"dokumen-%')"""
)
IS_DOCUMENT = text(_SAID.format("dataset_version."))
Index("ix_dataset_version_document", DatasetVersion.id, sqlite_where=text(_SAID.format("")))


class ObligationDue(Base):
    """The due rule of an obligation in place of the file's; an empty one says that there is no date."""

    __tablename__ = "obligation_due"

    obligation: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class ObligationExemption(Base):
    """An obligation that somebody does not have in a year, and why."""

    __tablename__ = "obligation_exemption"

    obligation: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    at: Mapped[datetime]


class ObligationEvidence(Base):
    """A dataset that is the document because Walidata says so; `period` is 0 where its own dates tell."""

    __tablename__ = "obligation_evidence"

    obligation: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id"), primary_key=True)
    at: Mapped[datetime]


class LinkCheck(Base):
    """What opening an address found: `problem` is empty when it answered."""

    __tablename__ = "link_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    url: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    problem: Mapped[str]
