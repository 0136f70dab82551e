"""Writing organizations."""

import csv
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import or_, select

from catalog import activity
from catalog.access import Action, require
from catalog.errors import Invalid
from catalog.organizations.models import Organization
from catalog.text import Message, slugify
from catalog.work import Work

_NAMESPACE = uuid.UUID(
    "6f1d9f0e-5f0b-5d0e-9f3c-1d6a5f0b7c11"
)  # identifiers follow from names: equal everywhere


@dataclass(frozen=True)
class OrganizationDraft:
    """What a caller hands in; `name` is the slug and follows from the title when empty."""

    title: str
    name: str = ""
    description: str = ""
    abbreviation: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    kind: str = ""
    code: str = ""
    bidang_urusan: tuple[str, ...] = ()
    parent: str = ""  # slug or id
    image_url: str = ""
    extras: tuple[tuple[str, str], ...] = ()


def ensure(work: Work, draft: OrganizationDraft) -> Organization:
    """The organization of this name, made if it is not there; an existing one stays as it is.

    Raises Invalid for a title from which no name can be made.
    """
    require(work.actor, Action.EDIT_ORGANIZATION)
    name = draft.name or slugify(draft.title)
    if not name:
        raise Invalid({"title": [Message("Nama organisasi tidak boleh kosong.")]})
    found = work.session.scalars(select(Organization).where(Organization.name == name)).first()
    if found is not None:
        return found
    organization = Organization(id=str(uuid.uuid5(_NAMESPACE, name)), created=work.clock())
    filled(work, organization, replace(draft, name=name))
    work.session.add(organization)
    work.session.flush()
    activity.record(
        work.session, work.clock(), work.actor, "new organization", organization.id, {"name": name}
    )
    return organization


def filled(work: Work, one: Organization, draft: OrganizationDraft) -> Organization:
    """The organization with what the draft says; an unknown parent is none."""
    wanted = or_(Organization.name == draft.parent, Organization.id == draft.parent)
    one.parent = work.session.scalars(select(Organization).where(wanted)).first() if draft.parent else None
    one.name, one.title, one.description = draft.name, draft.title, draft.description
    one.abbreviation, one.kind, one.code = draft.abbreviation, draft.kind, draft.code
    one.aliases, one.former_names = list(draft.aliases), list(draft.former_names)
    one.bidang_urusan = list(draft.bidang_urusan)
    one.image_url, one.extras = draft.image_url, dict(draft.extras)
    return one


def seed(work: Work, path: Path) -> int:
    """Make the SKPDs of a CSV shaped as data/skpd_jatim.csv that are not there yet; gives how many rows."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    for row in rows:
        ensure(
            work,
            OrganizationDraft(
                title=row["name"],
                abbreviation=row["abbreviation"],
                aliases=_split(row["aliases"], "|"),
                former_names=_split(row["former_names"], ";"),
                kind=row["kind"],
                code=row["code"],
                bidang_urusan=_split(row["bidang_urusan"], ";"),
                parent=slugify(row["parent"]),
            ),
        )
    return len(rows)


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())
