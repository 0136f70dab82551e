"""Who is asking."""

from sqlalchemy import select

from catalog.access import ANONYMOUS, Actor, Role
from catalog.accounts.models import ApiToken, User
from catalog.accounts.operations import token_digest
from catalog.work import Work


def actor_for_token(work: Work, token: str) -> Actor:
    """The actor behind an API token; an unknown token is nobody, as CKAN's clients expect."""
    user = work.session.scalars(
        select(User).join(ApiToken).where(ApiToken.digest == token_digest(token))
    ).first()
    if user is None:
        return ANONYMOUS
    return Actor(user.name, (("*", Role.ADMINISTRATOR),) if user.administrator else ())


def has_administrator(work: Work) -> bool:
    """Whether anybody can administer this instance yet."""
    return work.session.scalars(select(User.id).where(User.administrator).limit(1)).first() is not None
