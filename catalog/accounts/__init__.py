"""Accounts: people who sign in, and the tokens their programs use."""

from catalog.accounts.models import ApiToken, User
from catalog.accounts.operations import add_user, create_token
from catalog.accounts.queries import actor_for_token, has_administrator

__all__ = ["ApiToken", "User", "actor_for_token", "add_user", "create_token", "has_administrator"]
