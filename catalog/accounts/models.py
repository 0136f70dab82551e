"""People, what they are where, and the secrets they sign in with; secrets are kept only as hashes.

The one exception is the secret of a second factor, which a code is made from: it is kept encrypted.
"""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.access import Role
from catalog.db import Base

_ROLE = Enum(Role, native_enum=False, length=30, values_callable=lambda kind: [one.value for one in kind])


class User(Base):
    """A person; `one_time` marks a password given out by a command, to be changed at first use.

    `name` is what one signs in with and stays; `full_name` is what others read. An `ended` account is nobody.
    `factor` is the secret of the second factor, encrypted, empty without one; `factor_used` is the number of
    the last half minute whose code was used.
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
    factor: Mapped[str] = mapped_column(default="")
    factor_used: Mapped[int] = mapped_column(default=0)


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
    """A token's SHA-256; tokens are 256 random bits, so a slow hash would add nothing.

    `label` says what it is for; one without `expires` was made by a command and stays until it is revoked.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str] = mapped_column(default="")
    created: Mapped[datetime]
    expires: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class WebSession(Base):
    """A browser that is signed in: the SHA-256 of what its cookie holds.

    `checked` is whether a second factor was asked for and given, or there is none.
    """

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    checked: Mapped[bool]
    started: Mapped[datetime]
    seen: Mapped[datetime]
    device: Mapped[str]

    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """A password or code that was tried; account and address are keyed digests, so that nobody is listed."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    good: Mapped[bool]


class RecoveryCode(Base):
    """One of the codes for when the second factor is lost; it goes when it is used."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)


class MailLink(Base):
    """A link in a letter, good once until it `expires`; only the SHA-256 of its secret is kept.

    `kind` is invite, reset or address; an invitation has a place and a role and no user yet, the new `email`
    of a person is confirmed by the last.
    """

    __tablename__ = "mail_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    place: Mapped[str] = mapped_column(default="")
    role: Mapped[Role | None] = mapped_column(_ROLE)
    given_by: Mapped[str]
    created: Mapped[datetime]
    expires: Mapped[datetime]


class ExternalIdentity(Base):
    """Who a person is at a provider of single sign-on: `subject` is theirs for good, unlike an address."""

    __tablename__ = "external_identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), index=True)
    created: Mapped[datetime]
