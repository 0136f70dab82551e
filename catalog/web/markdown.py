"""Markdown of publishers as safe HTML: no raw HTML, no foreign images, headings below the page's own."""

from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup

_LONGEST = 100_000  # characters that are rendered; a longer text is cut, never refused
_MARKS = 8  # so many times longer than an excerpt is what is read for it: marks and addresses fall away
_SHIFT = 2  # the page has h1, its sections h2


def register(app: Flask) -> None:
    """Offer `markdown` and `plain_excerpt` to templates."""
    app.jinja_env.filters.update(markdown=markdown, plain_excerpt=plain_excerpt)


def markdown(text: str | None) -> Markup:
    """The text as HTML that may stand in a page."""
    return Markup(_RENDERER.render((text or "")[:_LONGEST]))  # noqa: S704  # the renderer escapes what is foreign


def plain_excerpt(text: str | None, length: int = 220) -> str:
    """The beginning of a Markdown text without its marks, cut between words."""
    blocks = [token.children or [] for token in _RENDERER.parse((text or "")[: length * _MARKS])]
    words = " ".join(
        "".join(" " if part.type.endswith("break") else part.content for part in block) for block in blocks
    ).split()
    plain = " ".join(words)
    if len(plain) <= length:
        return plain
    return plain[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _adapt(state: StateCore) -> None:
    """Push headings below the page's own, and tell search engines that links are not the site's word."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _SHIFT, 6)}"
        for part in token.children or []:
            if part.type == "link_open":
                part.attrSet("rel", "nofollow noopener")


def _renderer() -> MarkdownIt:
    # Without images a reader's address is not told to a third party by opening a page; the link to one stays.
    renderer = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    renderer.disable("image")
    renderer.core.ruler.push("adapt", _adapt)
    return renderer


_RENDERER = _renderer()
