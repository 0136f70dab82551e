"""Changing and removing organizations."""

import re
import uuid

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from catalog import activity
from catalog.access import Action, require
from catalog.errors import Busy, Invalid
from catalog.organizations.models import Organization
from catalog.organizations.operations import OrganizationDraft, filled
from catalog.text import Message
from catalog.work import Work

_NAME = re.compile("[a-z0-9_-]{2,100}")


def draft_of(one: Organization) -> OrganizationDraft:
    """The draft that would make this organization."""
    return OrganizationDraft(
        title=one.title,
        name=one.name,
        description=one.description,
        abbreviation=one.abbreviation,
        aliases=tuple(one.aliases),
        former_names=tuple(one.former_names),
        kind=one.kind,
        code=one.code,
        bidang_urusan=tuple(one.bidang_urusan),
        parent=one.parent.name if one.parent else "",
        image_url=one.image_url,
        extras=tuple(one.extras.items()),
    )


def add(work: Work, draft: OrganizationDraft, identifier: str = "") -> Organization:
    """Make an organization, with this id or a new one.

    Raises NotAuthorized, and Invalid for what is taken or wrong.
    """
    require(work.actor, Action.EDIT_ORGANIZATION)
    if identifier and work.session.get(Organization, identifier) is not None:
        raise Invalid({"id": [Message("Pengenal ini sudah dipakai.")]})
    _check(work, draft, "")
    one = filled(work, Organization(id=identifier or str(uuid.uuid4()), created=work.clock()), draft)
    work.session.add(one)
    work.session.flush()
    activity.record(work.session, work.clock(), work.actor, "new organization", one.id, {"name": one.name})
    return one


def change(work: Work, one: Organization, draft: OrganizationDraft) -> None:
    """Let an organization be what the draft says. Raises NotAuthorized, and Invalid for what is wrong."""
    require(work.actor, Action.EDIT_ORGANIZATION, one.id)
    before = draft_of(one)
    if draft == before:
        return
    _check(work, draft, one.id)
    filled(work, one, draft)
    work.session.flush()
    changed = sorted(name for name, value in vars(draft).items() if value != getattr(before, name))
    detail = {"name": one.name, "changed": changed}
    activity.record(work.session, work.clock(), work.actor, "change organization", one.id, detail)


def remove(work: Work, one: Organization) -> None:
    """Remove an organization that nothing stands on; what happened to it stays in the record.

    Raises NotAuthorized, and Busy while it has datasets, parts or members.
    """
    require(work.actor, Action.EDIT_ORGANIZATION)
    identifier, detail = one.id, {"name": one.name, "title": one.title}
    try:
        with work.session.begin_nested():
            work.session.execute(delete(Organization).where(Organization.id == identifier))
    except IntegrityError:
        raise Busy(
            Message("Organisasi %(name)s masih punya dataset atau bagian.", {"name": detail["name"]})
        ) from None
    work.session.expunge(one)
    activity.record(work.session, work.clock(), work.actor, "delete organization", identifier, detail)


def _check(work: Work, draft: OrganizationDraft, identifier: str) -> None:
    problems: dict[str, list[Message]] = {}
    if not _NAME.fullmatch(draft.name):
        problems["name"] = [
            Message(
                "Nama %(name)s harus 2 sampai 100 huruf kecil, angka, garis bawah atau tanda hubung.",
                {"name": draft.name[:100]},
            )
        ]
    taken = select(Organization.id).where(Organization.name == draft.name, Organization.id != identifier)
    if work.session.scalars(taken).first():
        problems["name"] = [Message("Nama %(name)s sudah dipakai.", {"name": draft.name})]
    wanted = or_(Organization.name == draft.parent, Organization.id == draft.parent)
    if draft.parent and not work.session.scalars(select(Organization.id).where(wanted)).first():
        problems["groups"] = [Message("Organisasi %(name)s tidak ditemukan.", {"name": draft.parent})]
    if problems:
        raise Invalid(problems)
