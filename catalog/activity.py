"""What happened, by whom, when: one append-only table that every writing rule adds to."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.access import Actor
from catalog.db import Base


class Activity(Base):
    """One passage: `kind` is verb and thing (`publish dataset`), `object_id` the thing's identifier."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]


def record(
    session: Session, at: datetime, actor: Actor, kind: str, object_id: str, detail: dict[str, Any]
) -> None:
    """Add one activity to the caller's transaction."""
    session.add(Activity(at=at, actor=actor.name, kind=kind, object_id=object_id, detail=detail))


def latest(session: Session, kind: str, object_id: str) -> Activity | None:
    """The last time that this happened to the thing of this identifier."""
    wanted = select(Activity).where(Activity.object_id == object_id, Activity.kind == kind)
    return session.scalars(wanted.order_by(Activity.id.desc())).first()
