"""What Walidata decides about one document: its due rule, who has not to publish it, which dataset it is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalog import obligations
from catalog.access import Action, require
from catalog.errors import Invalid, NotFound
from catalog.obligations import ALL_SKPDS, Obligation
from catalog.text import Message
from catalog.web import obligation_words as words
from catalog.web.forms import field, problems
from catalog.web.language import localized
from catalog.web.request import request_work
from catalog.web.signed_in import person
from catalog.work import Work

_LONGEST_REASON = 1000
_EVERY = Message("Semua SKPD")


def obligation_decide(year: int, obligation: str) -> ResponseReturnValue:
    """The decisions about a document in a year; as a form, one more: `putusan` says of which kind."""
    person()
    with request_work() as work:
        require(work.actor, Action.DECIDE_OBLIGATIONS)
    kind, errors = field("putusan"), {}
    if kind in _KINDS:
        try:
            with request_work(writing=True) as work:
                _KINDS[kind](work, obligation, year)
            address = url_for(".obligation_decide", year=year, obligation=obligation, _anchor=kind)
            return redirect(address, 303)
        except Invalid as error:
            errors = {f"{kind}-{name}": text for name, text in problems(error).items()}
        except NotFound as error:
            errors = {f"{kind}-dataset": localized(error.message)}
    return _page(year, obligation, errors), 400 if errors else 200


def _page(year: int, obligation: str, errors: dict[str, str]) -> str:
    with request_work() as work:
        facts = obligations.facts(work, year)
        obligations.written_as(obligation)
        found = next(one for one in facts.obligations if one.id == obligation)
        return render_template(
            "obligations/decide.html",
            obligation=found,
            year=year,
            reason=facts.decided.get(obligation, ""),
            owners=_owners(work, found),
            decisions=obligations.decisions(work, obligation, year),
            errors=errors,
            words=words,
        )


def _owners(work: Work, obligation: Obligation) -> list[tuple[str, str]]:
    """Who can be decided about: names with titles."""
    found: list[tuple[str, str]] = []
    if obligation.by_government:
        found.append((obligations.THE_GOVERNMENT.name, words.owner_title("", "")))
    if obligation.by_skpd:
        found.append((ALL_SKPDS, localized(_EVERY)))
        found.extend((one.name, one.title) for one in obligations.agencies(work))
    return found


def _due(work: Work, obligation: str, _year: int) -> None:
    obligations.set_due(work, obligation, field("due"), field("reason", _LONGEST_REASON))


def _exempt(work: Work, obligation: str, year: int) -> None:
    obligations.exempt(work, obligation, year, field("owner"), field("reason", _LONGEST_REASON))


def _oblige(work: Work, obligation: str, year: int) -> None:
    obligations.oblige(work, obligation, year, field("owner"))


def _link(work: Work, obligation: str, year: int) -> None:
    period = field("period")
    number = int(period) if period.isascii() and period.isdigit() and len(period) < 3 else 0
    obligations.link(work, obligation, year, field("owner"), field("dataset"), number)


def _unlink(work: Work, obligation: str, year: int) -> None:
    obligations.unlink(work, obligation, year, field("owner"), field("dataset"))


_KINDS: Mapping[str, Callable[[Work, str, int], None]] = MappingProxyType(
    {"tanggal": _due, "kecuali": _exempt, "wajib": _oblige, "bukti": _link, "lepas": _unlink}
)
