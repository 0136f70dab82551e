"""Everything that decides how the duties of a year stand, gathered in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from catalog import budget, organizations
from catalog.budget import Covered
from catalog.datasets import DatasetVersion
from catalog.errors import NotFound
from catalog.obligations import evidence
from catalog.obligations.due import parse, span
from catalog.obligations.models import ObligationDue, ObligationEvidence, ObligationExemption
from catalog.obligations.rules import EVERY_SKPD, GOVERNMENT, Obligation, written
from catalog.obligations.standing import TABLE, Checks, Item
from catalog.text import Message
from catalog.work import Work

FIRST_YEAR, LAST_YEAR = 2000, 2200
_ALL_AGENCIES = "semua"
_NOBODY = "?"  # no identifier of an organization

Key = tuple[str, str]  # identifiers of an obligation and of who owes it


@dataclass(frozen=True)
class Owner:
    """Who owes documents: an SKPD, or the government itself (`id` is GOVERNMENT)."""

    id: str
    name: str
    title: str
    abbreviation: str = ""


THE_GOVERNMENT = Owner(GOVERNMENT, "pemerintah-daerah", "Pemerintah daerah")


@dataclass(frozen=True)
class Facts:
    """What is known of a year; `obligations` have the rules in force, `decided` says why some changed."""

    year: int
    obligations: tuple[Obligation, ...]
    decided: Mapping[str, str]
    owners: tuple[Owner, ...]
    items: Mapping[Key, tuple[Item, ...]]
    exemptions: Mapping[Key, str]
    events: Mapping[str, date]
    checks: Checks

    def exempt(self, obligation: str, owner: str) -> str:
        """Why an owner has not to publish it, for itself or as one of all SKPDs; empty where it has to."""
        of_all = "" if owner == GOVERNMENT else self.exemptions.get((obligation, EVERY_SKPD), "")
        return self.exemptions.get((obligation, owner), of_all)


def facts(work: Work, year: int) -> Facts:
    """The facts of a fiscal year, on which any day's board stands; raises NotFound for no year of ours."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(Message("Tahun %(year)s di luar jangkauan papan ini.", {"year": str(year)}))
    dues = {one.obligation: one for one in work.session.scalars(select(ObligationDue))}
    obligations = tuple(_in_force(one, dues.get(one.id)) for one in written())
    owners = (THE_GOVERNMENT, *agencies(work))
    covered = budget.coverage(work, work.settings.government, year)
    found = _Found(obligations, owners)
    for one in covered:
        found.add_figures(one)
    _add_documents(work, found, year)
    _add_links(work, found, year)
    items = found.real_or_sample()
    exempt = select(ObligationExemption).where(ObligationExemption.year == year)
    return Facts(
        year=year,
        obligations=obligations,
        decided={one.obligation: one.reason for one in dues.values()},
        owners=owners,
        items=items,
        exemptions={(one.obligation, one.owner): one.reason for one in work.session.scalars(exempt)},
        events=evidence.events(covered),
        checks=evidence.checks(work, (url for each in items.values() for one in each for url in one.urls)),
    )


def today(work: Work) -> date:
    """The present day in Western Indonesia Time."""
    return work.clock().astimezone(evidence.WIB).date()


def agencies(work: Work) -> tuple[Owner, ...]:
    """The SKPDs that owe documents of their own: no biro or hospital, which another answers for."""
    return tuple(
        Owner(one.id, one.name, one.title, one.abbreviation)
        for one in organizations.listing(work)
        if one.kind and one.parent_id is None
    )


class _Found:
    """Items by obligation and owner, each version of a dataset once."""

    def __init__(self, obligations: Sequence[Obligation], owners: Sequence[Owner]) -> None:
        self.obligations = obligations
        self.agencies = {one.name: one.id for one in owners if one.id != GOVERNMENT}
        self.items: dict[Key, dict[Item, None]] = {}

    def add_figures(self, covered: Covered) -> None:
        """A budget stage: for the government, and for the agencies in it."""
        one = replace(evidence.item(covered.version), form=TABLE, urls=(), sample=covered.sample)
        owners = [GOVERNMENT, *(self.agencies[name] for name in covered.agencies if name in self.agencies)]
        for obligation in self.obligations:
            if obligation.stage == covered.stage:
                for owner in owners:
                    self.add(obligation, owner, one)

    def add_document(self, version: DatasetVersion, about: str) -> None:
        """A document: the government's, whoever published it, or that of the agency it is about."""
        kinds, one = evidence.kinds(version), evidence.item(version)
        for obligation in self.obligations:
            if obligation.document in kinds:
                self.add(obligation, GOVERNMENT if obligation.by_government else about, one)

    def add(self, obligation: Obligation, owner: str, one: Item) -> None:
        """One item; every SKPD has it where it is for all of them."""
        for each in self.agencies.values() if owner == EVERY_SKPD else [owner]:
            self.items.setdefault((obligation.id, each), {})[one] = None

    def real_or_sample(self) -> dict[Key, tuple[Item, ...]]:
        """What is real; only where nothing is, what is DATA CONTOH."""
        sample = all(one.sample for items in self.items.values() for one in items)
        kept = {key: tuple(one for one in items if one.sample == sample) for key, items in self.items.items()}
        return {key: items for key, items in kept.items() if items}


def _in_force(obligation: Obligation, decided: ObligationDue | None) -> Obligation:
    if decided is None:
        return obligation
    return replace(obligation, due=parse(decided.rule) if decided.rule else None)


def _add_documents(work: Work, found: _Found, year: int) -> None:
    resolve = organizations.resolver(work)
    for version in evidence.documents(work, year):
        named = str(version.extras.get(evidence.AGENCY, "")).strip()
        if not named:
            found.add_document(version, version.organization_id)
        elif named.lower() == _ALL_AGENCIES:
            found.add_document(version, EVERY_SKPD)
        elif about := resolve(named, named):
            found.add_document(version, about.id)
        else:  # whose it is cannot be told; the government's it may be all the same
            found.add_document(version, _NOBODY)


def _add_links(work: Work, found: _Found, year: int) -> None:
    """What Walidata linked: for its period where one is said."""
    links = work.session.scalars(select(ObligationEvidence).where(ObligationEvidence.year == year)).all()
    if not links:
        return
    known = {one.id: one for one in found.obligations}
    versions = evidence.versions_of(work, (link.dataset_id for link in links))
    for link in links:
        if (obligation := known.get(link.obligation)) is None:
            continue  # an obligation that the file no longer has
        for version in versions.get(link.dataset_id, ()):
            one = evidence.item(version)
            if link.period:
                one = replace(one, end=span(year, obligation.periodicity, link.period)[1])
            found.add(obligation, link.owner, one)
