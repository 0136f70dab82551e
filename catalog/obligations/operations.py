"""What Walidata decides: by when, who has not to, and which dataset is the document."""

from sqlalchemy import delete

from catalog import activity, datasets, organizations
from catalog.access import Action, require
from catalog.errors import Invalid
from catalog.obligations.due import PERIOD, After, Dated, parse
from catalog.obligations.facts import FIRST_YEAR, LAST_YEAR, THE_GOVERNMENT
from catalog.obligations.models import ObligationDue, ObligationEvidence, ObligationExemption
from catalog.obligations.queries import ALL_SKPDS
from catalog.obligations.rules import EVERY_SKPD, GOVERNMENT, Obligation, written_as
from catalog.text import Message, squeeze
from catalog.work import Work


def set_due(work: Work, obligation: str, rule: str, reason: str) -> None:
    """Give an obligation a due rule in place of the file's; an empty rule says that it has no date.

    Raises NotFound, NotAuthorized, and Invalid for a rule that cannot be, or without a reason.
    """
    require(work.actor, Action.DECIDE_OBLIGATIONS)
    found = written_as(obligation)
    due = parse(rule) if rule.strip() else None
    if isinstance(due, Dated) and len(found.periods) > 1:
        raise Invalid({"due": [_one_day_for_all(found)]})
    why, text = _reason(reason), str(due) if due else ""
    work.session.merge(ObligationDue(obligation=found.id, rule=text, reason=why, at=work.clock()))
    _passage(work, "set due date", found.id, {"due": text, "reason": why})


def exempt(work: Work, obligation: str, year: int, owner: str, reason: str) -> None:
    """Say that somebody has not to publish a document in a year; `owner` as in `owner_id`.

    Raises NotFound, NotAuthorized, and Invalid for a year of nobody or without a reason.
    """
    require(work.actor, Action.DECIDE_OBLIGATIONS)
    found = _owed(work, obligation, year, owner)
    why, who = _reason(reason), owner_id(work, owner)
    row = ObligationExemption(obligation=found.id, year=year, owner=who, reason=why, at=work.clock())
    work.session.merge(row)
    _passage(work, "exempt from obligation", found.id, {"year": year, "owner": owner, "reason": why})


def oblige(work: Work, obligation: str, year: int, owner: str) -> None:
    """Take an exemption back. Raises NotFound, NotAuthorized."""
    require(work.actor, Action.DECIDE_OBLIGATIONS)
    found, who = written_as(obligation), owner_id(work, owner)
    work.session.execute(
        delete(ObligationExemption).where(
            ObligationExemption.obligation == found.id,
            ObligationExemption.year == year,
            ObligationExemption.owner == who,
        )
    )
    _passage(work, "oblige again", found.id, {"year": year, "owner": owner})


def link(work: Work, obligation: str, year: int, owner: str, dataset: str, period: int = 0) -> None:
    """Say that a dataset is a document; `period` numbers the period it is about, 0 where its dates tell.

    Raises NotFound, NotAuthorized, and Invalid for a year or period that is none of the obligation's.
    """
    require(work.actor, Action.DECIDE_OBLIGATIONS)
    found, kept = _owed(work, obligation, year, owner), datasets.get(work, dataset)
    if period and period not in found.periods:
        last = {"last": found.periods[-1]}
        raise Invalid({"period": [Message("Periode adalah nomor dari 1 sampai %(last)s.", last)]})
    row = ObligationEvidence(
        obligation=found.id,
        year=year,
        owner=owner_id(work, owner),
        period=period,
        dataset_id=kept.id,
        at=work.clock(),
    )
    work.session.merge(row)
    _passage(work, "link evidence", found.id, {"year": year, "owner": owner, "dataset": kept.name})


def unlink(work: Work, obligation: str, year: int, owner: str, dataset: str) -> None:
    """Take back that a dataset is a document, for all its periods. Raises NotFound, NotAuthorized."""
    require(work.actor, Action.DECIDE_OBLIGATIONS)
    found, kept = written_as(obligation), datasets.get(work, dataset)
    who = owner_id(work, owner)
    work.session.execute(
        delete(ObligationEvidence).where(
            ObligationEvidence.obligation == found.id,
            ObligationEvidence.year == year,
            ObligationEvidence.owner == who,
            ObligationEvidence.dataset_id == kept.id,
        )
    )
    _passage(work, "unlink evidence", found.id, {"year": year, "owner": owner, "dataset": kept.name})


def owner_id(work: Work, owner: str) -> str:
    """Who is meant by the name of an SKPD, of THE_GOVERNMENT, or ALL_SKPDS; raises NotFound."""
    if owner == THE_GOVERNMENT.name:
        return GOVERNMENT
    return EVERY_SKPD if owner == ALL_SKPDS else organizations.get(work, owner).id


def _owed(work: Work, obligation: str, year: int, owner: str) -> Obligation:
    """The obligation, if this owner can have it in this year."""
    found = written_as(obligation)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid({"year": [Message("Tahun %(year)s di luar jangkauan papan ini.", {"year": str(year)})]})
    if not (found.by_government if owner_id(work, owner) == GOVERNMENT else found.by_skpd):
        told = {"id": found.id, "owner": owner}
        raise Invalid({"owner": [Message("%(id)s bukan kewajiban %(owner)s.", told)]})
    return found


def _reason(text: str) -> str:
    reason = squeeze(text)
    if not reason:
        raise Invalid({"reason": [Message("Alasannya harus disebut; alasan itu tampil di papan.")]})
    return reason


def _one_day_for_all(obligation: Obligation) -> Message:
    example = str(After(30, PERIOD))
    return Message(
        "%(id)s berulang %(count)s kali setahun, jadi perlu hari setelah periode, misalnya: %(example)s.",
        {"id": obligation.id, "count": len(obligation.periods), "example": example},
    )


def _passage(work: Work, kind: str, obligation: str, detail: dict[str, object]) -> None:
    activity.record(work.session, work.clock(), work.actor, kind, obligation, detail)
