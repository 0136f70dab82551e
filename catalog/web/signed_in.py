"""Who is signed in: read from the cookie once for each request, before any page; kept by no cache.

A page asks `person()` when it is for people with an account, and `request_work()` acts as them by itself.
"""

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from sqlalchemy.exc import OperationalError

from catalog import accounts
from catalog.accounts import Person, Step
from catalog.mode import Mode, read_mode
from catalog.web.headers import keep_nowhere
from catalog.work import Instance

_COOKIE = "sesi"
_PAGES = {Step.CODE: "sign_in_code", Step.PASSWORD: "account_password", Step.FACTOR: "account_factor"}


def register(app: Flask) -> None:
    """Look at the cookie of every request but those of the API, which know tokens alone.

    Raises BadSettings for a role in `second_factor_roles` that there is not: nobody would be asked for one.
    """
    instance: Instance = app.extensions["lumbung"]
    accounts.factor_roles(instance.settings)
    app.before_request(_recognize)
    app.after_request(_finish)
    app.context_processor(lambda: {"signed_in": signed_in()})


def signed_in() -> Person | None:
    """Whoever this request's cookie belongs to, even if a step of signing in is left."""
    found: Person | None = g.get("person")
    return found


def person() -> Person:
    """Whoever is signed in; others are sent to sign in, or to the step that is left, and then back here."""
    found = signed_in()
    if found is not None and not found.step:
        return found
    rule = request.url_rule
    back = request.full_path.rstrip("?") if rule and "GET" in (rule.methods or ()) else ""
    page = _PAGES[found.step] if found else "sign_in"
    return abort(redirect(url_for(f".{page}", kembali=back or None), 303))


def person_at(*steps: Step) -> Person:
    """Whoever is signed in, also with one of these steps left."""
    found = signed_in()
    return found if found is not None and found.step in steps else person()


def page_after_sign_in(step: Step, back: str) -> str:
    """The address of the step that is left, or of where the person wanted to go."""
    if step:
        return url_for(f".{_PAGES[step]}", kembali=back or None)
    return back or url_for(".account")


def give_cookie(token: str) -> None:
    """Let the browser keep this session, in place of any other; an empty one signs it out."""
    g.cookie = token


def keep_for_sign_on(name: str, value: str) -> None:
    """Let the browser keep this while it is at another site, until it closes; an empty value forgets it."""
    g.sign_on = (name, value)


def cookie_name(name: str) -> str:
    """A name under which no other host and no unencrypted page can set a cookie, if the site is encrypted."""
    return f"__Host-{name}" if encrypted() else name


def encrypted() -> bool:
    """Whether visitors reach the site by https."""
    instance: Instance = current_app.extensions["lumbung"]
    return instance.settings.site_url.startswith("https://")


def session_token() -> str:
    """What the cookie of this request holds."""
    return request.cookies.get(cookie_name(_COOKIE), "")


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie for scripts of nobody, and for requests from this site or by a followed link."""
    response.set_cookie(
        cookie_name(name), value, max_age=None if value else 0,
        path="/", secure=encrypted(), httponly=True, samesite="Lax",
    )  # fmt: skip


def _recognize() -> None:
    token = session_token()
    if not token or request.endpoint == "static" or request.blueprint == "api":
        return
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work() as work:
        g.person = accounts.person_of(work, token)
    if g.person is None:
        give_cookie("")  # what has ended is not sent again
    elif g.person.stale and read_mode(instance.settings.instance).mode is Mode.OPEN:
        try:
            with instance.work(writing=True) as work:
                accounts.touch(work, g.person.session)
        except OperationalError:  # a busy database keeps nobody from reading
            current_app.logger.warning("a session could not be touched")


def _finish(response: Response) -> Response:
    if "person" in g or "cookie" in g or "sign_on" in g:
        keep_nowhere(response)
    if "sign_on" in g:
        set_cookie(response, *g.sign_on)
    if "cookie" in g:
        set_cookie(response, _COOKIE, g.cookie)
    return response
