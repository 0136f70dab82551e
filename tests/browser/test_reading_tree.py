"""The main pages as Chromium tells them to screen readers: in a sensible order, everything with its name."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Site
from tests.browser.states import STATES

pytestmark = pytest.mark.browser
FOLDER = ROOT / "artifacts" / "trees"  # the trees, for people to read
PAGES = ("depan", "cari-saring", "dataset", "tabel", "organisasi", "dataset-banyak", "anggaran-tahun")
_FRAME = ["banner", "main", "contentinfo"]  # one of each: they need no names
_LANDMARKS = {"search", "form", "navigation", "complementary", "region", *_FRAME}
_FOLD = "DisclosureTriangle"
_CONTROLS = {"link", "button", "searchbox", "textbox", "combobox", "checkbox", "radio", _FOLD}
_NAMED = (_LANDMARKS - {*_FRAME}) | _CONTROLS | {"table", "figure", "image", "SvgRoot", "dialog", "heading"}
_UNTOLD = {"none", "generic", "InlineTextBox", "LineBreak"}


@dataclass(frozen=True)
class Node:
    """One line of the tree; `level` is that of a heading, else 0."""

    role: str
    name: str
    level: int
    within: tuple["Node", ...]

    def __str__(self) -> str:
        return "  " * len(self.within) + f"{self.role}{self.level or ''} {self.name}".rstrip()


def _told(nodes: dict[str, dict[str, Any]], raw: dict[str, Any], within: tuple[Node, ...] = ()) -> list[Node]:
    """A node and all below it, in the order in which they are read."""
    found: list[Node] = []
    role = raw["role"]["value"]
    if not raw["ignored"] and role not in _UNTOLD:
        levels = [one["value"]["value"] for one in raw.get("properties", ()) if one["name"] == "level"]
        level = levels[0] if role == "heading" else 0
        found.append(Node(role, raw.get("name", {}).get("value", "").strip(), level, within))
        within = (*within, found[0])
    for child in raw.get("childIds", ()):
        found += _told(nodes, nodes[child], within) if child in nodes else []
    return found


@pytest.fixture(params=PAGES)
def tree(site: Site, open_page: Callable[..., Page], request: pytest.FixtureRequest) -> list[Node]:
    page = open_page(site.of(STATES[request.param][0]))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    raw = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = _told({one["nodeId"]: one for one in raw}, raw[0])
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{request.param}.txt").write_text("\n".join(map(str, nodes)) + "\n", encoding="utf-8")
    return nodes


def _below(tree: list[Node], what: Node, role: str) -> list[Node]:
    return [one for one in tree if one.role == role and any(outer is what for outer in one.within)]


def test_a_page_is_told_in_order_and_by_name(tree: list[Node]) -> None:
    top = [one for one in tree if len(one.within) == 1]
    assert top[0].role == "link"  # past what every page begins with
    assert [one.role for one in top if one.role in _FRAME] == _FRAME
    assert [one.role for one in tree if one.role in _FRAME] == _FRAME
    assert "search" in {one.role for one in tree}
    assert [str(one) for one in tree if one.role in _NAMED and not one.name] == []
    told_apart = Counter((one.role, one.name) for one in tree if one.role in {*_LANDMARKS, _FOLD})
    assert [one for one, times in told_apart.items() if times > 1] == []
    _assert_headings([one for one in tree if one.role == "heading"])
    for table in (one for one in tree if one.role == "table"):
        _assert_table(tree, table)


def _assert_headings(headings: list[Node]) -> None:
    assert [one.level for one in headings].count(1) == 1
    assert headings[0].level == 1
    assert "main" in {one.role for one in headings[0].within}
    assert [f"{one} -> {two}" for one, two in pairwise(headings) if two.level > one.level + 1] == []


def _assert_table(tree: list[Node], table: Node) -> None:
    assert _below(tree, table, "caption")
    head, *rows = _below(tree, table, "row")
    assert all(one.name for one in _below(tree, head, "columnheader"))
    assert _below(tree, head, "cell") == []
    assert [str(row) for row in rows if not _below(tree, row, "rowheader")] == []
