"""Guessing is slowed down for each account and each address, and keeps nobody out of their own account."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog import accounts
from catalog.errors import TooMany
from catalog.work import Instance, utc_now

HOME, AWAY = "198.51.100.7/32", "203.0.113.5/32"


class Tries:
    """Tries at a site whose clock can be moved."""

    def __init__(self, site: Instance) -> None:
        self.ahead = timedelta()
        self.site = replace(site, clock=lambda: utc_now() + self.ahead)

    def __call__(self, account: str, address: str, good: bool = False) -> bool:
        """Whether the try is looked at."""
        try:
            with self.site.work(writing=True) as work:
                attempt = accounts.begin_attempt(work, account, address)
                if good:
                    accounts.attempt_succeeded(work, attempt)
        except TooMany:
            return False
        return True


@pytest.fixture
def attempt(site: Instance) -> Tries:
    return Tries(site)


@pytest.mark.parametrize("name", ["ani", "hantu"])
def test_an_account_is_tried_ten_times_from_wherever(attempt: Tries, name: str) -> None:
    assert [attempt(name, f"192.0.2.{number}/32") for number in range(11)] == [True] * 10 + [False]
    assert not attempt(f" {name.upper()} ", AWAY), "the same account"
    assert attempt("lain", AWAY)
    attempt.ahead += timedelta(minutes=6)
    assert attempt(name, AWAY)


def test_an_address_tries_thirty_times(attempt: Tries) -> None:
    assert [attempt(f"orang{number}", AWAY) for number in range(31)] == [True] * 30 + [False]
    assert attempt("orang1", HOME)


def test_clients_that_nobody_can_tell_apart_are_not_counted_together(attempt: Tries) -> None:
    assert all(attempt(f"orang{number}", "") for number in range(40))


def test_strangers_keep_nobody_out_of_where_they_were(attempt: Tries) -> None:
    assert attempt("ani", HOME, good=True)
    assert [attempt("ani", AWAY) for _ in range(11)].count(True) == 10
    assert attempt("ani", HOME)
    assert [attempt("ani", HOME) for _ in range(11)].count(True) == 9, "but is not free of the limit either"
    attempt.ahead += timedelta(days=31)
    for _ in range(10):
        attempt("ani", AWAY)
    assert not attempt("ani", HOME), "an address is known for thirty days"


def test_good_ones_are_no_failures(attempt: Tries) -> None:
    assert all(attempt("ani", HOME, good=True) for _ in range(40))
