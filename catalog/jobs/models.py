"""The jobs table."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from catalog.db import Base


class Job(Base):
    """A piece of work; `leased_until` in the past means that its worker died and it may be taken again."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
