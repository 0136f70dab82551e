"""Every head that names a term of the glossary has its explanation on the same page."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import urllib3

from catalog.web.glossary import term_named
from tests.browser.conftest import Site
from tests.browser.states import STATES

_HEADS = {"th", "dt", "summary", "caption", "legend", "h1", "h2", "h3", "h4"}
_BESIDE = {"unit", "visually-hidden", "badge", "table-note"}  # stand in a head, and are no part of its name
_VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class _Heads(HTMLParser):
    """The texts of a page's heads, and the terms that it explains: by a button, in a note."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.buttons: list[int] = []  # how many each head has
        self.pressed: set[str] = set()
        self.notes: set[str] = set()
        self._open: list[
            tuple[str, bool]
        ] = []  # elements around what is read; whether their text is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "popover" in found:
            self.notes.add(found["id"].removeprefix("istilah-"))
        if "popovertarget" in found:
            self.pressed.add(found["popovertarget"].removeprefix("istilah-"))
            if self._in_head():
                self.buttons[-1] += 1
        if tag in _VOID:
            return
        value = tag == "th" and found["scope"] != "col"  # names a row: an agency, say
        if tag in _HEADS and not value:
            self.heads.append("")
            self.buttons.append(0)
        beside = value or bool(_BESIDE & set(found.get("class", "").split()))
        self._open.append((tag, beside or any(left_out for _tag, left_out in self._open)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._in_head() and not self._open[-1][1]:
            self.heads[-1] += data

    def _in_head(self) -> bool:
        return any(tag in _HEADS for tag, _left_out in self._open)

    def unexplained(self) -> list[str]:
        """Heads with a known term that neither they nor another place of the page explain."""
        names = [" ".join(head.split()) for head in self.heads]
        return [
            name
            for name, buttons in zip(names, self.buttons, strict=True)
            if not buttons and term_named(name) not in self.pressed | {""}
        ]


@pytest.fixture(scope="module")
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False) as pool:
        yield pool


def _read(http: urllib3.PoolManager, address: str) -> _Heads:
    page = _Heads()
    page.feed(http.request("GET", address).data.decode())
    return page


@pytest.mark.parametrize("name", [name for name in STATES if name != "glosarium"])
def test_heads_that_name_a_term_explain_it(site: Site, http: urllib3.PoolManager, name: str) -> None:
    path, _status = STATES[name]
    page = _read(http, site.of(path))
    assert page.heads
    assert page.unexplained() == []
    assert page.pressed <= page.notes
    assert _read(http, site.of(f"/en{path}")).pressed == page.pressed
