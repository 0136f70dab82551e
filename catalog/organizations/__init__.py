"""Organizations: the SKPDs and other publishers, with the names they have and had."""

from catalog.organizations.changing import add, change, draft_of, remove
from catalog.organizations.models import Organization
from catalog.organizations.operations import OrganizationDraft, ensure, seed
from catalog.organizations.queries import by_title, get, listing, resolver

__all__ = [
    "Organization",
    "OrganizationDraft",
    "add",
    "by_title",
    "change",
    "draft_of",
    "ensure",
    "get",
    "listing",
    "remove",
    "resolver",
    "seed",
]
