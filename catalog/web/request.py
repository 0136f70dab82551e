"""What every view of data begins with: the unit of work of this request, and plain values of its query."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import current_app, request

from catalog import accounts
from catalog.access import ANONYMOUS
from catalog.web.signed_in import signed_in
from catalog.work import Instance, Work

_LONGEST_WORDS = 300  # characters; as much as the search field takes
_LAST_PAGE = 1_000_000


@contextmanager
def request_work(writing: bool = False) -> Iterator[Work]:
    """One transaction for this request, as whoever the Authorization header says, else whoever is signed in.

    `writing` is for a form that changes something.
    """
    instance: Instance = current_app.extensions["lumbung"]
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    found = signed_in()
    with instance.work(found.actor if found else ANONYMOUS, writing) as work:
        yield replace(work, actor=accounts.actor_for_token(work, token)) if token else work


def number_asked(name: str) -> int:
    """A counting number of the query; nonsense is 1."""
    value = request.args.get(name, "1")
    sound = value.isascii() and value.isdigit() and len(value) <= len(str(_LAST_PAGE))
    return min(max(int(value), 1), _LAST_PAGE) if sound else 1


def page_number() -> int:
    """The page asked for, from 1."""
    return number_asked("page")


def words_asked() -> str:
    """The words that are searched for."""
    return request.args.get("q", "").replace("\0", " ").strip()[:_LONGEST_WORDS]
