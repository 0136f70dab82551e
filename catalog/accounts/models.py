"""Users, their memberships and API tokens; secrets are kept only as hashes."""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.access import Role
from catalog.db import Base

_ROLE = Enum(Role, native_enum=False, length=30, values_callable=lambda kind: [one.value for one in kind])


class User(Base):
    """A person; `one_time` marks a password given out by a command, to be changed at first use.

    `name` is what one signs in with and stays; `full_name` is what others read. An `ended` account is nobody.
    """

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    password_hash: Mapped[str]
    one_time: Mapped[bool]
    created: Mapped[datetime]
    ended: Mapped[datetime | None]


class Membership(Base):
    """What a person is in one place: an organization (its id) or, as "*", the whole province.

    `given_by` is the name of whoever gave the role.
    """

    __tablename__ = "membership"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(_ROLE)
    since: Mapped[datetime]
    given_by: Mapped[str]

    user: Mapped[User] = relationship()


class ApiToken(Base):
    """A token's SHA-256; tokens are 256 random bits, so a slow hash would add nothing."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created: Mapped[datetime]

    user: Mapped[User] = relationship()
