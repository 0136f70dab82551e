"""Reading organizations; all of them are public."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import or_, select

from catalog.errors import NotFound
from catalog.organizations.models import Organization
from catalog.text import Message, slugify, squeeze
from catalog.work import Work


def get(work: Work, name_or_id: str) -> Organization:
    """The organization of this name or id; raises NotFound."""
    found = work.session.scalars(
        select(Organization).where(or_(Organization.name == name_or_id, Organization.id == name_or_id))
    ).first()
    if found is None:
        raise NotFound(Message("Organisasi %(name)s tidak ditemukan.", {"name": name_or_id}))
    return found


def listing(work: Work) -> Sequence[Organization]:
    """All organizations by title."""
    return work.session.scalars(select(Organization).order_by(Organization.title)).all()


def by_title(work: Work, names: Iterable[str]) -> dict[str, str]:
    """Titles of the organizations with these names."""
    rows = work.session.execute(
        select(Organization.name, Organization.title).where(Organization.name.in_(list(names)))
    )
    return {row.name: row.title for row in rows}


def resolver(work: Work) -> Callable[[str, str], Organization | None]:
    """A function from (code, title) to the SKPD that a source means, or None when none is certain.

    The code decides; without one, a name that exactly one organization has or had.
    """
    by_code: dict[str, list[Organization]] = {}
    by_name: dict[str, list[Organization]] = {}
    for one in listing(work):
        by_code.setdefault(one.code, []).append(one)
        for name in {slugify(name) for name in one.names}:
            by_name.setdefault(name, []).append(one)

    def resolve(code: str, title: str) -> Organization | None:
        candidates = (by_code.get(code, []) if code else []) or by_name.get(slugify(squeeze(title)), [])
        return candidates[0] if len(candidates) == 1 else None

    return resolve
