"""Budget versions, their totals, and findings. The lines themselves are Parquet in the file store.

There is no second publication model: a budget version is public when its dataset version is published.
"""

from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.datasets import DatasetVersion
from catalog.db import Base


class BudgetVersion(Base):
    """One stage of one government's fiscal year, from one table of one dataset version."""

    __tablename__ = "budget_version"
    __table_args__ = (
        UniqueConstraint("version_id", "position", "government_scheme", "government_code"),
        Index("ix_budget_version_government", "government_scheme", "government_code", "fiscal_year"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)  # follows from what it is: equal after loading again
    version_id: Mapped[int] = mapped_column(ForeignKey("dataset_version.id"))
    position: Mapped[int]  # which of the dataset version's figures
    resource_id: Mapped[str]
    government_scheme: Mapped[str]
    government_code: Mapped[str]
    government_name: Mapped[str]
    fiscal_year: Mapped[int]
    stage: Mapped[str]
    sequence: Mapped[int]
    account_scheme: Mapped[str]
    program_scheme: Mapped[str]
    source_sha256: Mapped[str]  # of the original bytes
    lines_sha256: Mapped[str]  # of the Parquet with the lines, shared by all governments of a table
    sums_sha256: Mapped[str]  # of the Parquet with their sums, empty where none were made
    leaves: Mapped[int]
    subtotals: Mapped[int]
    blanks: Mapped[int]  # rows of the table without an amount, which are no lines
    precision: Mapped[int] = mapped_column(BigInteger)  # the smallest step in rupiah that the source can show
    sample: Mapped[bool]

    version: Mapped[DatasetVersion] = relationship()
    sides: Mapped[list["BudgetSide"]] = relationship(back_populates="budget")


class BudgetSide(Base):
    """The leaves of a budget version in one direction (empty where none is known): sum, count, grain."""

    __tablename__ = "budget_side"

    budget_id: Mapped[str] = mapped_column(ForeignKey("budget_version.id"), primary_key=True)
    direction: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal]
    lines: Mapped[int]
    parts: Mapped[list[str]]  # which parts of the key its lines have
    least_level: Mapped[int]  # the shallowest and the deepest account among its lines; 0 without accounts
    greatest_level: Mapped[int]

    budget: Mapped[BudgetVersion] = relationship(back_populates="sides")


class BudgetJoin(Base):
    """Where the join of two files of lines is kept; it follows from them, so it is never out of date."""

    __tablename__ = "budget_join"

    left_sha256: Mapped[str] = mapped_column(primary_key=True)  # of the lines
    right_sha256: Mapped[str] = mapped_column(primary_key=True)
    government_code: Mapped[str] = mapped_column(primary_key=True)
    direction: Mapped[str] = mapped_column(primary_key=True)
    joined_sha256: Mapped[str]


class BudgetFinding(Base):
    """What a check found in a dataset version; amounts are exact rupiah as text, as the check gave them."""

    __tablename__ = "budget_finding"

    version_id: Mapped[int] = mapped_column(ForeignKey("dataset_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    table: Mapped[str]
    subject: Mapped[str]
    title: Mapped[str]
    expected: Mapped[str]
    actual: Mapped[str]
    gap: Mapped[str]
