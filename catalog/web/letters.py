"""Where the links in letters lead: a new password, an invitation, a new address."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import accounts, organizations
from catalog.access import PROVINCE
from catalog.errors import Invalid
from catalog.web.forms import field, problems
from catalog.web.request import request_work
from catalog.web.sign_in import WRONG_PASSWORD, begin_attempt, password_of
from catalog.web.signed_in import person


def forgotten() -> ResponseReturnValue:
    """Ask for a letter with a link to a new password; the answer is the same whoever asks for whomever."""
    if request.method == "GET":
        return render_template("account/forgotten.html", asked=False)
    login = field("nama")
    begin_attempt(f"reset {login}")
    with request_work(writing=True) as work:
        accounts.ask_for_reset(work, login)
    return render_template("account/forgotten.html", asked=True)


def new_password(secret: str) -> ResponseReturnValue:
    """Set a new password through a link."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with request_work(writing=True) as work:
                accounts.reset(work, secret, request.form.get("baru", ""))
            return redirect(url_for(".sign_in", selesai="sandi"), 303)
        except Invalid as error:
            errors = problems(error)
    with request_work() as work:
        link = accounts.reset_link(work, secret)
        name = accounts.user_of_link(work, link).name
    return _told_to_nobody(render_template("account/new_password.html", name=name, errors=errors), errors)


def accept_invitation(secret: str) -> ResponseReturnValue:
    """Make an account through an invitation."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with request_work(writing=True) as work:
                full_name, password = field("lengkap"), request.form.get("baru", "")
                accounts.accept(work, secret, field("nama"), full_name, password)
            return redirect(url_for(".sign_in", selesai="undangan"), 303)
        except Invalid as error:
            errors = problems(error)
    with request_work() as work:
        link = accounts.invitation(work, secret)
        place = "" if link.place == PROVINCE else organizations.get(work, link.place).title
        page = render_template("account/invitation.html", link=link, place=place, errors=errors)
    return _told_to_nobody(page, errors)


def account_address() -> ResponseReturnValue:
    """Ask for a letter to a new address of one's own; needs the password."""
    found = person()
    if request.method == "GET":
        return render_template("account/address.html", errors={})
    name, _attempt = password_of(found.name, request.form.get("sandi", ""))
    try:
        if not name:
            raise Invalid({"sandi": [WRONG_PASSWORD]})
        with request_work(writing=True) as work:
            accounts.ask_for_address(work, found, field("email"))
    except Invalid as error:
        page = render_template("account/address.html", errors=problems(error), email=field("email"))
        return page, 400
    return render_template("account/address.html", errors={}, sent=field("email"))


def new_address(secret: str) -> ResponseReturnValue:
    """Take the address that the link was sent to."""
    found = person()
    if request.method == "GET":
        return _told_to_nobody(render_template("account/new_address.html"), {})
    with request_work(writing=True) as work:
        accounts.change_address(work, found, secret)
    return redirect(url_for(".account", tersimpan="surel"), 303)


def _told_to_nobody(page: str, errors: dict[str, str]) -> Response:
    """The address of such a page is a secret: it goes to no cache and no other site."""
    response = make_response(page, 400 if errors else 200)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
