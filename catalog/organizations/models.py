"""The organizations table."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base


class Organization(Base):
    """A publisher; `code` is its SKPD code where one is known, never a guess."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    abbreviation: Mapped[str] = mapped_column(default="")
    aliases: Mapped[list[str]] = mapped_column(default=list)
    former_names: Mapped[list[str]] = mapped_column(default=list)
    kind: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    bidang_urusan: Mapped[list[str]] = mapped_column(default=list)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("organization.id"))
    image_url: Mapped[str] = mapped_column(default="")
    extras: Mapped[dict[str, Any]] = mapped_column(default=dict)  # texts by key, as others keep them
    created: Mapped[datetime]

    parent: Mapped["Organization | None"] = relationship(remote_side="Organization.id")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes or went by, the present title first."""
        return (self.title, *filter(None, [self.abbreviation]), *self.aliases, *self.former_names)
