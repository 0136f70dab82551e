"""Secrets are shown once and stored only as hashes; a token is its user, an unknown one is nobody."""

import pytest
from sqlalchemy import select

from catalog import accounts
from catalog.access import ANONYMOUS, SYSTEM
from catalog.accounts import ApiToken, User
from catalog.errors import Invalid, NotAuthorized, NotFound
from catalog.work import Instance


def test_a_user_and_a_token(site: Instance) -> None:
    with site.work(SYSTEM) as work:
        password = accounts.add_user(work, "admin", "admin@contoh.go.id", administrator=True)
        token = accounts.create_token(work, "admin")
    with site.work() as work:
        assert accounts.has_administrator(work)
        assert accounts.actor_for_token(work, token).labels >= {"everything"}
        assert accounts.actor_for_token(work, token[:-1]) == ANONYMOUS
        stored = work.session.scalars(select(User)).one()
        assert password not in stored.password_hash
        assert stored.password_hash.startswith("$argon2id$")
        assert token not in work.session.scalars(select(ApiToken)).one().digest


def test_bad_names_and_addresses_are_refused_together(site: Instance) -> None:
    with site.work(SYSTEM) as work, pytest.raises(Invalid) as refusal:
        accounts.add_user(work, "Nama Salah", "bukan surel")
    assert set(refusal.value.fields) == {"name", "email"}
    with site.work(SYSTEM) as work:
        accounts.add_user(work, "ani", "ani@contoh.go.id")
    with site.work(SYSTEM) as work, pytest.raises(Invalid):
        accounts.add_user(work, "ani", "lain@contoh.go.id")
    with site.work(SYSTEM) as work, pytest.raises(NotFound):
        accounts.create_token(work, "tidak-ada")


def test_nobody_else_makes_users_or_tokens(site: Instance) -> None:
    with site.work(ANONYMOUS) as work:
        with pytest.raises(NotAuthorized):
            accounts.add_user(work, "ani", "ani@contoh.go.id")
        with pytest.raises(NotAuthorized):
            accounts.create_token(work, "ani")
