"""Roles are given within what the giver has, hold from the next request on, and end with all tokens."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from catalog import accounts
from catalog.access import ANONYMOUS, PROVINCE, SYSTEM, Action, Actor, Role, may, roles_to_give
from catalog.errors import Busy, Invalid, NotAuthorized, NotFound
from catalog.work import Instance, Work

Offices = tuple[str, str]
GIVEN_IN_AN_OFFICE = (Role.PRODUSEN, Role.WALIDATA_PENDUKUNG, Role.WALIDATA, Role.PEMBINA)


def add(site: Instance, name: str, *roles: tuple[str, Role]) -> str:
    """A user with roles; gives an API token."""
    with site.work(SYSTEM) as work:
        accounts.add_user(work, name, f"{name}@contoh.go.id")
        for place, role in roles:
            accounts.add_member(work, name, place, role)
        return accounts.create_token(work, name)


@contextmanager
def work_of(site: Instance, token: str) -> Iterator[Work]:
    with site.work() as work:
        actor = accounts.actor_for_token(work, token)
    with site.work(actor, writing=True) as work:
        yield work


def actor(site: Instance, token: str) -> Actor:
    with site.work() as work:
        return accounts.actor_for_token(work, token)


def test_a_role_holds_in_its_office_from_the_next_request_on(site: Instance, offices: Offices) -> None:
    own, foreign = offices
    token = add(site, "ani")
    assert actor(site, token) == Actor("ani")
    with site.work(SYSTEM) as work:
        given = accounts.add_member(work, "ani", own, Role.PRODUSEN)
        assert (given.given_by, given.role) == ("sistem", Role.PRODUSEN)
    ani = actor(site, token)
    assert ani.roles == ((own, Role.PRODUSEN),)
    assert may(ani, Action.EDIT_DATASET, own)
    assert not may(ani, Action.EDIT_DATASET, foreign)
    assert not may(ani, Action.MANAGE_MEMBERS, own)
    with site.work(SYSTEM) as work:
        accounts.add_member(work, "ani", own, Role.WALIDATA)
        assert [one.role for one in accounts.memberships_of(work, "ani")] == [Role.WALIDATA]
    assert may(actor(site, token), Action.PUBLISH_DATASET, own)


@pytest.mark.parametrize("role", Role)
def test_nobody_gives_or_takes_more_than_they_may(site: Instance, offices: Offices, role: Role) -> None:
    own, foreign = offices
    expected = {
        Role.WALIDATA_PENDUKUNG: {Role.PRODUSEN, Role.WALIDATA_PENDUKUNG},
        Role.WALIDATA: {Role.PRODUSEN, Role.WALIDATA_PENDUKUNG, Role.WALIDATA},
        Role.ADMINISTRATOR: set(GIVEN_IN_AN_OFFICE),
    }
    place = PROVINCE if role is Role.ADMINISTRATOR else own
    someone = Actor("ani", ((place, role),))
    add(site, "budi")
    for given in GIVEN_IN_AN_OFFICE:
        allowed = given in expected.get(role, set())
        assert (given in roles_to_give(someone, own)) == allowed
        with site.work(someone, writing=True) as work:
            if allowed:
                accounts.add_member(work, "budi", own, given)
                accounts.remove_member(work, "budi", own)
            else:
                with pytest.raises(NotAuthorized):
                    accounts.add_member(work, "budi", own, given)
        with site.work(SYSTEM, writing=True) as work:
            accounts.add_member(work, "budi", own, given)
        if not allowed:
            with site.work(someone, writing=True) as work, pytest.raises(NotAuthorized):
                accounts.remove_member(work, "budi", own)
            with site.work(someone, writing=True) as work, pytest.raises(NotAuthorized):
                accounts.add_member(
                    work, "budi", own, next(one for one in GIVEN_IN_AN_OFFICE if one is not given)
                )
    if role is not Role.ADMINISTRATOR:
        for where in (foreign, PROVINCE):
            with site.work(someone, writing=True) as work, pytest.raises(NotAuthorized):
                accounts.add_member(work, "budi", where, Role.WALIDATA)
            with site.work(someone) as work, pytest.raises(NotAuthorized):
                accounts.members(work, where)


def test_there_are_roles_that_no_office_has(site: Instance, offices: Offices) -> None:
    add(site, "ani")
    with site.work(SYSTEM) as work:
        for place, role in (
            (offices[0], Role.ADMINISTRATOR),
            (offices[0], Role.HARVESTER),
            (PROVINCE, Role.HARVESTER),
        ):
            with pytest.raises(Invalid):
                accounts.add_member(work, "ani", place, role)
        with pytest.raises(NotAuthorized):
            accounts.add_member(work, "ani", PROVINCE, Role.PRODUSEN)


def test_with_a_role_go_all_tokens(site: Instance, offices: Offices) -> None:
    own, foreign = offices
    token = add(site, "ani", (own, Role.PRODUSEN), (foreign, Role.PRODUSEN))
    chief = add(site, "budi", (own, Role.WALIDATA_PENDUKUNG))
    with work_of(site, chief) as work:
        assert [one.user.name for one in accounts.members(work, own)] == ["ani", "budi"]
        accounts.remove_member(work, "ani", own)
        with pytest.raises(NotFound):
            accounts.remove_member(work, "ani", own)
    assert actor(site, token) == ANONYMOUS
    with site.work(SYSTEM) as work:
        assert [one.place for one in accounts.memberships_of(work, "ani")] == [foreign]


def test_an_ended_account_is_nobody(site: Instance, offices: Offices) -> None:
    token = add(site, "ani", (offices[0], Role.WALIDATA))
    add(site, "budi", (PROVINCE, Role.ADMINISTRATOR))
    with site.work(SYSTEM, writing=True) as work:
        accounts.end_user(work, "ani")
    assert actor(site, token) == ANONYMOUS
    with site.work(SYSTEM, writing=True) as work:
        assert accounts.members(work, offices[0]) == []
        assert [(one.name, one.ended is not None) for one in accounts.users(work)] == [
            ("ani", True),
            ("budi", False),
        ]
        with pytest.raises(NotFound):
            accounts.add_member(work, "ani", offices[0], Role.PRODUSEN)
        with pytest.raises(NotFound):
            accounts.create_token(work, "ani")


def test_an_administrator_remains(site: Instance, offices: Offices) -> None:
    add(site, "ani", (PROVINCE, Role.ADMINISTRATOR))
    with site.work(SYSTEM, writing=True) as work:
        with pytest.raises(Busy):
            accounts.remove_member(work, "ani", PROVINCE)
        with pytest.raises(Busy):
            accounts.end_user(work, "ani")
        with pytest.raises(Busy):
            accounts.add_member(work, "ani", PROVINCE, Role.PEMBINA)
    add(site, "budi", (PROVINCE, Role.ADMINISTRATOR))
    with site.work(SYSTEM, writing=True) as work:
        accounts.remove_member(work, "ani", PROVINCE)
        assert accounts.has_administrator(work)


def test_only_administrators_see_what_others_are(site: Instance, offices: Offices) -> None:
    token = add(site, "ani", (offices[0], Role.WALIDATA))
    add(site, "budi", (offices[0], Role.PRODUSEN))
    with work_of(site, token) as work:
        assert [one.role for one in accounts.memberships_of(work, "ani")] == [Role.WALIDATA]
        for look in (lambda: accounts.memberships_of(work, "budi"), lambda: accounts.users(work)):
            with pytest.raises(NotAuthorized):
                look()
        with pytest.raises(NotAuthorized):
            accounts.end_user(work, "budi")
