"""Datasets, their immutable numbered versions, and what the index has still to learn."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base
from catalog.organizations import Organization


class Dataset(Base):
    """The thing with a lasting identifier and address; `published_number` is the version the public sees."""

    __tablename__ = "dataset"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)  # draft | in_review | published | withdrawn
    label: Mapped[str] = mapped_column(index=True)  # visibility: "public" or "organization:<id>"
    private: Mapped[bool]  # as its published version is; before the first, as its draft
    latest_number: Mapped[int]
    published_number: Mapped[int | None]
    created: Mapped[datetime]
    modified: Mapped[datetime] = mapped_column(index=True)

    organization: Mapped[Organization] = relationship()
    published: Mapped["DatasetVersion | None"] = relationship(
        primaryjoin="and_(Dataset.id == foreign(DatasetVersion.dataset_id), "
        "Dataset.published_number == foreign(DatasetVersion.number))",
        viewonly=True,
    )


class DatasetVersion(Base):
    """Metadata, schema and files together, never changed once written; `digest` is of the whole draft."""

    __tablename__ = "dataset_version"
    __table_args__ = (UniqueConstraint("dataset_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id"))
    number: Mapped[int]
    digest: Mapped[str]
    created: Mapped[datetime]
    created_by: Mapped[str]
    published_at: Mapped[datetime | None]
    title: Mapped[str]
    notes: Mapped[str]
    license_id: Mapped[str]
    author: Mapped[str]
    maintainer: Mapped[str]
    author_email: Mapped[str]
    maintainer_email: Mapped[str]
    edition: Mapped[str]  # the publisher's own name for this version
    source_url: Mapped[str]
    frequency: Mapped[str]
    name: Mapped[str]  # the dataset's own name and publisher become these when the version is published
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"))
    private: Mapped[bool]  # a version that was never public stays inside when a later one is public
    sample: Mapped[bool]  # DATA CONTOH: said wherever it appears
    years: Mapped[list[Any]]  # fiscal or reference years, ascending integers
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    tags: Mapped[list[str]]
    themes: Mapped[list[str]]
    extras: Mapped[dict[str, Any]]

    dataset: Mapped[Dataset] = relationship()
    resources: Mapped[list["Resource"]] = relationship(order_by="Resource.position", back_populates="version")


class Resource(Base):
    """One resource as it stands in one version; `resource_id` is the same in every version.

    What follows from its file is filled in once, later: recipe, columns, table.
    """

    __tablename__ = "resource"

    version_id: Mapped[int] = mapped_column(ForeignKey("dataset_version.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[str] = mapped_column(index=True)
    key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    format: Mapped[str]
    media_type: Mapped[str]
    url: Mapped[str]  # of a link resource; empty for stored files
    filename: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)  # of bytes: more than 2 GiB are allowed
    told: Mapped[dict[str, Any]]  # what its draft said of reading the file: a recipe, or some of it; or empty
    recipe: Mapped[dict[str, Any]]  # how the file is read as a table (tabular.recipe); empty: not yet known
    loaded: Mapped[bool]  # whether recipe, columns and table were made here from the file, after the draft
    columns: Mapped[list[Any]]  # dicts of tabular.Column; empty when it is no table, or not yet
    table_sha256: Mapped[str]
    table_size: Mapped[int | None] = mapped_column(BigInteger)
    table_rows: Mapped[int | None]
    terms: Mapped[list[str]] = mapped_column(deferred=True)  # only the index reads these two
    codes: Mapped[list[str]] = mapped_column(deferred=True)
    extras: Mapped[dict[str, Any]]  # what its publisher says beyond this, as JSON values
    created: Mapped[datetime]
    last_modified: Mapped[datetime]  # of the bytes: metadata may change without it

    version: Mapped[DatasetVersion] = relationship(back_populates="resources")


class TableCheck(Base):
    """What was found in a resource's file when its table was to be made; `rows` are those that were checked.

    `stops` counts what must be mended first, `reasons` what may stay when it is explained.
    """

    __tablename__ = "table_check"

    version_id: Mapped[int] = mapped_column(ForeignKey("dataset_version.id"), primary_key=True)
    resource_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    rows: Mapped[int]
    stops: Mapped[int]
    reasons: Mapped[int]
    report_sha256: Mapped[str]  # of the report as JSON (tabular.report) in the file store


class Theme(Base):
    """A theme (CKAN's group)."""

    __tablename__ = "theme"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    image_url: Mapped[str] = mapped_column(default="")
    extras: Mapped[dict[str, Any]] = mapped_column(default=dict)  # texts by key, as others keep them
    created: Mapped[datetime]


class IndexOutbox(Base):
    """A dataset whose index document is out of date; written in the transaction that changed it."""

    __tablename__ = "index_outbox"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dataset_id: Mapped[str]
