"""One's own account: name, password, second factor, signed-in browsers, API tokens."""

from dataclasses import dataclass

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from catalog import accounts, organizations
from catalog.access import PROVINCE, Action, Role, may
from catalog.accounts import Person, Step
from catalog.errors import Invalid
from catalog.web.forms import field, problems, way_back
from catalog.web.request import request_work
from catalog.web.sign_in import WRONG_PASSWORD, enter, password_of
from catalog.web.signed_in import give_cookie, person, person_at
from catalog.work import Work


@dataclass(frozen=True)
class Membership:
    """What somebody is where, and whether they manage the members there, or all people.

    `organization` is empty for the whole province.
    """

    role: Role
    organization: str = ""
    title: str = ""
    members: bool = False
    people: bool = False


def account() -> ResponseReturnValue:
    """Everything of one's own account on one page."""
    return _page(person())


def account_name() -> ResponseReturnValue:
    """Change the name that others read."""
    found = person()
    try:
        with request_work(writing=True) as work:
            accounts.rename(work, found, field("nama"))
    except Invalid as error:
        return _page(found, problems(error)), 400
    return redirect(url_for(".account", tersimpan="nama"), 303)


def account_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out, this one gets a new session."""
    found, back = person_at(Step.PASSWORD), way_back()
    page = "account/password.html"
    if request.method == "GET":
        return render_template(page, back=back, first=found.step is Step.PASSWORD, errors={})
    old, new = request.form.get("lama", ""), request.form.get("baru", "")
    name, attempt = password_of(found.name, old)
    try:
        if not name:
            raise Invalid({"lama": [WRONG_PASSWORD]})
        with request_work(writing=True) as work:
            accounts.change_password(work, found, old, new)
    except Invalid as error:
        first = found.step is Step.PASSWORD
        return render_template(page, back=back, first=first, errors=problems(error)), 400
    return enter(found.name, back, attempt, checked=True)


def account_sessions() -> ResponseReturnValue:
    """End one of one's sessions, or all of them."""
    found = person()
    digest = field("sesi")
    with request_work(writing=True) as work:
        if digest:
            accounts.end_own_session(work, found, digest)
        else:
            accounts.end_sessions(work, found.id)
    if digest in ("", found.session):
        give_cookie("")
        return redirect(url_for(".sign_in"), 303)
    return redirect(url_for(".account", _anchor="sesi"), 303)


def account_token() -> ResponseReturnValue:
    """Make an API token and show it, this once."""
    found = person()
    days = field("hari")
    try:
        with request_work(writing=True) as work:
            token = accounts.make_token(work, found, field("untuk"), int(days) if days.isdecimal() else 0)
    except Invalid as error:
        return _page(found, problems(error)), 400
    return render_template("account/token.html", token=token, label=field("untuk"))


def account_token_end() -> ResponseReturnValue:
    """Revoke one of one's API tokens."""
    with request_work(writing=True) as work:
        accounts.revoke_token(work, person(), field("token"))
    return redirect(url_for(".account", _anchor="token"), 303)


def account_factor() -> ResponseReturnValue:
    """Set up the second factor: a picture to scan, a code as proof, then the recovery codes, once."""
    found, back = person_at(Step.FACTOR), way_back()
    with request_work() as work:
        if accounts.get_user(work, found.name).factor:  # which only the password takes away
            return redirect(url_for(".account", _anchor="kode"), 303)
        secret = accounts.sound_secret(field("rahasia"))
        errors: dict[str, str] = {}
        if request.method == "POST":
            try:
                return _factor_set(found, secret, back)
            except Invalid as error:
                errors = problems(error)
        address = accounts.factor_address(work, found.name, secret)
    page = render_template(
        "account/factor.html",
        secret=secret,
        picture=_picture(address),
        errors=errors,
        back=back,
        demanded=found.step is Step.FACTOR,
    )
    return page, 400 if errors else 200


def account_factor_end() -> ResponseReturnValue:
    """Do without the second factor from now on; asks for the password."""
    found = person()
    name, _attempt = password_of(found.name, request.form.get("sandi", ""))
    if not name:
        return _page(found, problems(Invalid({"sandi": [WRONG_PASSWORD]}))), 400
    with request_work(writing=True) as work:
        accounts.remove_factor(work, found.name)
    return redirect(url_for(".account", _anchor="kode"), 303)


def _factor_set(found: Person, secret: str, back: str) -> ResponseReturnValue:
    with request_work(writing=True) as work:
        codes = accounts.set_factor(work, found.name, secret, field("kode"))
        token = accounts.renew_session(work, found)
    give_cookie(token)
    return render_template("account/recovery.html", codes=codes, back=back)


def _picture(address: str) -> Markup:
    """The address as a QR code: SVG within the page, so that no policy is loosened for it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return Markup(drawn)  # noqa: S704  squares alone: no text of anybody is in it


def _page(found: Person, errors: dict[str, str] | None = None) -> str:
    with request_work() as work:
        return render_template(
            "account/account.html",
            person=found,
            user=accounts.get_user(work, found.name),
            memberships=_memberships(work, found),
            sessions=accounts.sessions_of(work, found),
            tokens=accounts.tokens_of(work, found),
            now=work.clock(),
            token_days=accounts.TOKEN_DAYS,
            demanded=accounts.demands_factor(work, found.actor),
            errors=errors or {},
        )


def _memberships(work: Work, found: Person) -> list[Membership]:
    listed = []
    for place, role in found.actor.roles:
        if place == PROVINCE:
            listed.append(Membership(role, people=may(found.actor, Action.MANAGE_USERS)))
        else:
            one = organizations.get(work, place)
            manages = may(found.actor, Action.MANAGE_MEMBERS, place)
            listed.append(Membership(role, one.name, one.title, members=manages))
    return listed
