"""Who is what in an organization, and all people of the site: lists, invitations, roles."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import accounts, organizations
from catalog.access import PROVINCE, Role, roles_to_give
from catalog.errors import Invalid
from catalog.organizations import Organization
from catalog.text import Message
from catalog.web.forms import field, problems
from catalog.web.request import request_work
from catalog.web.signed_in import person
from catalog.work import Work

_NO_ROLE = Message("Pilih perannya.")


def organization_members(name: str) -> ResponseReturnValue:
    """The members of an organization; as a form, one more: by role at once, or by a letter."""
    person()
    if request.method == "GET":
        with request_work() as work:
            return _page(work, organizations.get(work, name))
    try:
        with request_work(writing=True) as work:
            known = accounts.invite(work, field("email"), organizations.get(work, name).id, _role())
    except Invalid as error:
        with request_work() as work:
            return _page(work, organizations.get(work, name), problems(error)), 400
    said = "ditambahkan" if known else "diundang"
    return redirect(url_for(".organization_members", name=name, selesai=said), 303)


def organization_member_role(name: str) -> ResponseReturnValue:
    """Give a member another role in this organization."""
    person()
    with request_work(writing=True) as work:
        accounts.add_member(work, field("anggota"), organizations.get(work, name).id, _role())
    return redirect(url_for(".organization_members", name=name, selesai="diubah"), 303)


def organization_member_end(name: str) -> ResponseReturnValue:
    """Take a member's role in this organization, or an invitation back."""
    person()
    with request_work(writing=True) as work:
        place = organizations.get(work, name).id
        if email := field("undangan"):
            accounts.withdraw_invitation(work, place, email)
        else:
            accounts.remove_member(work, field("anggota"), place)
    return redirect(url_for(".organization_members", name=name, selesai="dikeluarkan"), 303)


def people() -> ResponseReturnValue:
    """Everybody with an account; as a form, somebody more for the whole province."""
    person()
    if request.method == "GET":
        with request_work() as work:
            return _people(work)
    try:
        with request_work(writing=True) as work:
            known = accounts.invite(work, field("email"), PROVINCE, _role())
    except Invalid as error:
        with request_work() as work:
            return _people(work, problems(error)), 400
    return redirect(url_for(".people", selesai="ditambahkan" if known else "diundang"), 303)


def people_end() -> ResponseReturnValue:
    """End somebody's account, or only what they are in the whole province, or take an invitation back."""
    person()
    with request_work(writing=True) as work:
        if email := field("undangan"):
            accounts.withdraw_invitation(work, PROVINCE, email)
        elif role_of := field("peran_dari"):
            accounts.remove_member(work, role_of, PROVINCE)
        else:
            accounts.end_user(work, field("orang"))
    return redirect(url_for(".people", selesai="dikeluarkan"), 303)


def _role() -> Role:
    try:
        return Role(field("peran"))
    except ValueError:
        raise Invalid({"peran": [_NO_ROLE]}) from None


def _page(work: Work, found: Organization, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "account/members.html",
        organization=found,
        members=accounts.members(work, found.id),
        invitations=accounts.invitations(work, found.id),
        roles=_in_order(roles_to_give(work.actor, found.id)),
        errors=errors or {},
    )


def _people(work: Work, errors: dict[str, str] | None = None) -> str:
    titles = {one.id: one for one in organizations.listing(work)}
    everyone = accounts.users(work)
    return render_template(
        "account/people.html",
        people=[(one, [] if one.ended else accounts.memberships_of(work, one.name)) for one in everyone],
        organizations=titles,
        invitations=accounts.invitations(work, PROVINCE),
        roles=_in_order(roles_to_give(work.actor, PROVINCE)),
        errors=errors or {},
    )


def _in_order(roles: frozenset[Role]) -> list[Role]:
    return [role for role in Role if role in roles]
