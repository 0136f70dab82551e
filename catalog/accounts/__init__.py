"""Accounts: people who sign in, what they are in which organization, and the tokens their programs use."""

from catalog.accounts.members import add_member, end_user, remove_member
from catalog.accounts.models import ApiToken, Membership, User
from catalog.accounts.operations import add_user, create_token
from catalog.accounts.queries import (
    actor_for_token,
    get_user,
    has_administrator,
    members,
    memberships_of,
    users,
)

__all__ = [
    "ApiToken",
    "Membership",
    "User",
    "actor_for_token",
    "add_member",
    "add_user",
    "create_token",
    "end_user",
    "get_user",
    "has_administrator",
    "members",
    "memberships_of",
    "remove_member",
    "users",
]
