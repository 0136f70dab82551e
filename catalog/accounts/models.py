"""Users and API tokens; secrets are kept only as hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db import Base


class User(Base):
    """A person; `one_time` marks a password given out by a command, to be changed at first use."""

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    password_hash: Mapped[str]
    one_time: Mapped[bool]
    administrator: Mapped[bool]
    created: Mapped[datetime]


class ApiToken(Base):
    """A token's SHA-256; tokens are 256 random bits, so a slow hash would add nothing."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created: Mapped[datetime]

    user: Mapped[User] = relationship()
