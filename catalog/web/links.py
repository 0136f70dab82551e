"""Links that stay on the present page and change its query: filters, chips, sorting, pages."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from flask import Flask, request

# Another filter or order starts again at the first page, so where one was is never carried along.
_PLACES = ("page", "baris")


def register(app: Flask) -> None:
    """Offer the functions below to templates."""
    app.jinja_env.globals.update(
        changed_query=changed_query,
        with_value=with_value,
        without_value=without_value,
        page_window=page_window,
    )
    app.jinja_env.filters["web_address"] = web_address


def changed_query(changes: Mapping[str, str | int | None]) -> str:
    """This page with some query values set, or dropped where the new value is None."""
    kept = [(name, value) for name, value in _pairs() if name not in changes]
    return here_with([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])


def with_value(name: str, value: str) -> str:
    """This page with one more value of a filter that takes several."""
    others = [pair for pair in _pairs() if pair != (name, value)]
    return here_with([*others, (name, value)])


def without_value(name: str, value: str) -> str:
    """This page without one value of a filter."""
    return here_with(pair for pair in _pairs() if pair != (name, value))


def web_address(text: str) -> str:
    """The text if it is an address of the web, else nothing: what publishers write is never run."""
    return text if text.lower().startswith(("https://", "http://")) and text.isprintable() else ""


def page_window(page: int, pages: int) -> list[int | None]:
    """The page numbers to offer: first, last, and those around the present one; None is a gap."""
    wanted = sorted({number for number in (1, page - 1, page, page + 1, pages) if 1 <= number <= pages})
    window: list[int | None] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before == 2:
            window.append(number - 1)
        elif number - before > 2:
            window.append(None)
        window.append(number)
    return window


def here_with(pairs: Iterable[tuple[str, str]]) -> str:
    """This page with exactly this query."""
    query = urlencode(list(pairs))
    here = quote(request.script_root + request.path)
    return f"{here}?{query}" if query else here


def _pairs() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name not in _PLACES]
