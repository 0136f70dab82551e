"""Accounts: people who sign in, what they are in which organization, and the tokens their programs use."""

from catalog.accounts.attempts import PER_ACCOUNT as TRIES
from catalog.accounts.attempts import begin as begin_attempt
from catalog.accounts.attempts import succeed as attempt_succeeded
from catalog.accounts.members import add_member, end_user, remove_member
from catalog.accounts.models import ApiToken, Membership, User, WebSession
from catalog.accounts.operations import add_user, create_token
from catalog.accounts.profile import (
    TOKEN_DAYS,
    change_password,
    make_token,
    rename,
    revoke_token,
    set_password,
    tokens_of,
)
from catalog.accounts.queries import (
    actor_for_token,
    get_user,
    has_administrator,
    members,
    memberships_of,
    users,
)
from catalog.accounts.second_factor import factor_address, new_secret, remove_factor, set_factor, use_code
from catalog.accounts.sessions import (
    Person,
    Step,
    check_password,
    demands_factor,
    end_own_session,
    end_session,
    end_sessions,
    person_of,
    renew_session,
    sessions_of,
    start_session,
    touch,
)

__all__ = [
    "TOKEN_DAYS",
    "TRIES",
    "ApiToken",
    "Membership",
    "Person",
    "Step",
    "User",
    "WebSession",
    "actor_for_token",
    "add_member",
    "add_user",
    "attempt_succeeded",
    "begin_attempt",
    "change_password",
    "check_password",
    "create_token",
    "demands_factor",
    "end_own_session",
    "end_session",
    "end_sessions",
    "end_user",
    "factor_address",
    "get_user",
    "has_administrator",
    "make_token",
    "members",
    "memberships_of",
    "new_secret",
    "person_of",
    "remove_factor",
    "remove_member",
    "rename",
    "renew_session",
    "revoke_token",
    "sessions_of",
    "set_factor",
    "set_password",
    "start_session",
    "tokens_of",
    "touch",
    "use_code",
    "users",
]
