"""Signing in and out: password, then the code of a second factor, then whatever else is asked first."""

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import accounts
from catalog.accounts import Step
from catalog.text import Message
from catalog.web.forms import field, way_back
from catalog.web.request import request_work
from catalog.web.signed_in import give_cookie, page_after_sign_in, person_at, signed_in
from catalog.work import Instance

WRONG_PASSWORD = Message("Kata sandi tidak cocok.")


def sign_in() -> ResponseReturnValue:
    """Ask for name and password; whoever is signed in already goes on."""
    back, found = way_back(), signed_in()
    if request.method == "GET":
        if found is not None:
            return redirect(page_after_sign_in(found.step, back))
        return render_template("account/sign_in.html", back=back)
    login, password = field("nama"), request.form.get("sandi", "")
    name, attempt = password_of(login, password)
    if not name:
        return render_template("account/sign_in.html", back=back, login=login, wrong=True), 400
    return enter(name, back, attempt, password=password)


def sign_out() -> ResponseReturnValue:
    """End this browser's session, on the server too."""
    if (found := signed_in()) is not None:
        with request_work(writing=True) as work:
            accounts.end_session(work, found.session)
    give_cookie("")
    return redirect(url_for(".home"), 303)


def sign_in_code() -> ResponseReturnValue:
    """Ask for the code of the second factor, or for a recovery code."""
    found, back = person_at(Step.CODE), way_back()
    if not found.step:
        return redirect(page_after_sign_in(found.step, back))
    if request.method == "GET":
        return render_template("account/code.html", back=back)
    attempt = begin_attempt(f"code {found.name}")
    with request_work(writing=True) as work:
        good = accounts.use_code(work, found.name, field("kode"))
    if not good:
        return render_template("account/code.html", back=back, wrong=True), 400
    return enter(found.name, back, attempt, checked=True)


def enter(
    name: str, back: str, attempt: int | None = None, checked: bool = False, password: str = ""
) -> ResponseReturnValue:
    """Begin a session in place of the one of this browser, and go to the step that is left or back."""
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work(writing=True) as work:
        if attempt is not None:
            accounts.attempt_succeeded(work, attempt)
        if (old := signed_in()) is not None:
            accounts.end_session(work, old.session)
        token = accounts.start_session(work, name, request.user_agent.string, checked, password)
        now = accounts.person_of(work, token)
    give_cookie(token)
    assert now is not None
    return redirect(page_after_sign_in(now.step, back), 303)


def password_of(login: str, password: str) -> tuple[str, int]:
    """The name of whoever has this password, or nothing, and the number of the attempt; raises TooMany."""
    attempt = begin_attempt(login)
    with request_work() as work:  # reads alone: checking a password takes long, and nobody waits for it
        return accounts.check_password(work, login, password), attempt


def begin_attempt(account: str) -> int:
    """Count a try from this client's address before it is looked at; raises TooMany."""
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work(writing=True) as work:
        return accounts.begin_attempt(work, account, g.client)
