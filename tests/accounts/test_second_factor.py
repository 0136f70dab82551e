"""Codes of the second factor: each half minute one, good once; recovery codes for when it is lost."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from catalog import accounts
from catalog.access import SYSTEM, Actor, Role
from catalog.accounts import Person, Step, User
from catalog.errors import Invalid
from catalog.settings import BadSettings, Settings
from catalog.work import Instance, Work, utc_now


class Factor:
    """ani's second factor at a site whose clock stands."""

    def __init__(self, site: Instance) -> None:
        self.now = utc_now()
        settings = Settings(instance=site.settings.instance, secret_key="s" * 64)
        self.site = replace(site, settings=settings, clock=lambda: self.now)
        self.secret = accounts.new_secret()
        self.totp = pyotp.TOTP(self.secret)
        with self.site.work(SYSTEM) as work:
            accounts.add_user(work, "ani", "ani@contoh.go.id")
            self.codes = accounts.set_factor(work, "ani", self.secret, self.totp.at(self.now))

    def use(self, code: str) -> bool:
        with self.site.work(writing=True) as work:
            return accounts.use_code(work, "ani", code)


@pytest.fixture
def factor(site: Instance) -> Factor:
    return Factor(site)


def test_a_code_is_good_once_and_around_its_time(factor: Factor) -> None:
    assert not factor.use(factor.totp.at(factor.now)), "it was used to set the factor up"
    following = factor.totp.at(factor.now + timedelta(seconds=30))
    assert factor.use(f"{following[:3]} {following[3:]}"), "a telephone's clock may be fast"
    assert not factor.use(following)
    factor.now += timedelta(minutes=5)
    assert not factor.use(factor.totp.at(factor.now - timedelta(seconds=60)))
    assert factor.use(factor.totp.at(factor.now - timedelta(seconds=30)))
    assert factor.use(factor.totp.at(factor.now))
    for nonsense in ("", "000", "abcdef", "１２３４５６", factor.secret):
        assert not factor.use(nonsense)


def test_a_recovery_code_is_good_once(factor: Factor) -> None:
    assert len(set(factor.codes)) == 10
    assert factor.use(f" {factor.codes[3].upper()} ")
    assert not factor.use(factor.codes[3])
    assert factor.use(factor.codes[4])


def test_nothing_in_the_database_makes_a_code(factor: Factor) -> None:
    with factor.site.work() as work:
        user = work.session.scalars(select(User)).one()
        assert factor.secret not in str(vars(user))
        rows = work.session.connection().exec_driver_sql("select * from recovery_code").all()
    assert not any(code in str(rows) for code in factor.codes)


def test_it_is_kept_only_when_a_code_proves_it(factor: Factor) -> None:
    with factor.site.work(writing=True) as work:
        for secret, code in ((accounts.new_secret(), "000000"), (factor.secret, "")):
            with pytest.raises(Invalid):
                accounts.set_factor(work, "ani", secret, code)
        accounts.remove_factor(work, "ani")
    assert not factor.use(factor.codes[0])
    assert not factor.use(factor.totp.at(factor.now + timedelta(seconds=30)))


def step_of(work: Work, name: str, checked: bool) -> Step:
    token = accounts.start_session(work, name, "", checked)
    found = accounts.person_of(work, token)
    assert found is not None
    return found.step


@pytest.mark.parametrize("text", ["", "A", "a" * 32, "1" * 32, "A" * 33])
def test_a_form_brings_back_a_secret_or_gets_a_new_one(text: str) -> None:
    assert len(accounts.sound_secret(text)) == 32
    assert accounts.sound_secret(text) != text
    assert accounts.sound_secret("A" * 32) == "A" * 32


def test_without_its_code_nobody_is_signed_in(factor: Factor) -> None:
    with factor.site.work(SYSTEM, writing=True) as work:
        accounts.set_password(work, accounts.get_user(work, "ani"), "kucing makan mangga biru")
        accounts.add_member(work, "ani", "*", Role.PEMBINA)
        token = accounts.start_session(work, "ani", "")
        found = accounts.person_of(work, token)
        assert isinstance(found, Person)
        assert (found.step, found.actor) == (Step.CODE, Actor())
        assert step_of(work, "ani", checked=True) is Step.NONE


def test_a_role_may_demand_one(factor: Factor) -> None:
    settings = replace(factor.site.settings, second_factor_roles="walidata, pembina")
    site = replace(factor.site, settings=settings)
    with site.work(SYSTEM, writing=True) as work:
        accounts.set_password(work, accounts.get_user(work, "ani"), "kucing makan mangga biru")
        accounts.remove_factor(work, "ani")
        assert step_of(work, "ani", checked=False) is Step.NONE
        accounts.add_member(work, "ani", "*", Role.PEMBINA)
        assert step_of(work, "ani", checked=False) is Step.FACTOR


def test_a_role_that_there_is_not_is_told_at_once(factor: Factor) -> None:
    with pytest.raises(BadSettings, match="walidatta"):
        accounts.factor_roles(Settings(second_factor_roles="walidatta"))
