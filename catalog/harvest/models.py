"""Sources, their runs, what each run met, and the responses it archived."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db import Base, MessageText
from catalog.text import Message


class HarvestSource(Base):
    """A source and its mapping spec; `interval` is minutes between runs, None when only people start them."""

    __tablename__ = "harvest_source"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    organization: Mapped[str]  # slug of the publisher that its spec names
    spec: Mapped[str] = mapped_column(Text)
    allow_private: Mapped[bool]
    active: Mapped[bool]
    interval: Mapped[int | None]
    created: Mapped[datetime]


class HarvestJob(Base):
    """One run; the counts are of datasets. `reason` says why it is failed, held or interrupted."""

    __tablename__ = "harvest_job"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("harvest_source.id"), index=True)
    status: Mapped[str]  # running | finished | failed | held | interrupted
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    heartbeat: Mapped[datetime]
    stage: Mapped[str] = mapped_column(default="gather")  # gather | fetch | read | check | import
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    reason: Mapped[Message | None] = mapped_column(MessageText)


class HarvestObject(Base):
    """A dataset of a source: which one here, and from what its published version was made.

    `missing_since` is set while the source does not offer it.
    """

    __tablename__ = "harvest_object"

    source_id: Mapped[str] = mapped_column(ForeignKey("harvest_source.id"), primary_key=True)
    remote_id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id"), index=True)
    title: Mapped[str]
    fingerprint: Mapped[str]
    spec_digest: Mapped[str]
    job_id: Mapped[int] = mapped_column(ForeignKey("harvest_job.id"))  # the run that wrote it last
    missing_since: Mapped[datetime | None]


class HarvestError(Base):
    """Why one dataset was not brought in: `outcome` is failed, held or removed; `address` holds no secret."""

    __tablename__ = "harvest_error"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("harvest_job.id"), index=True)
    outcome: Mapped[str]
    stage: Mapped[str]
    remote_id: Mapped[str]
    title: Mapped[str]
    address: Mapped[str]
    message: Mapped[Message] = mapped_column(MessageText)


class RawResponse(Base):
    """An archived answer of a source: bytes by SHA-256; the newest of an address is what it says now."""

    __tablename__ = "raw_response"
    __table_args__ = (Index(None, "source_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("harvest_source.id"))
    job_id: Mapped[int] = mapped_column(ForeignKey("harvest_job.id"))
    address: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    etag: Mapped[str]
    last_modified: Mapped[str]
    fetched_at: Mapped[datetime]
