"""What search engines read first: where they may go, and every lasting address in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from flask import Response, current_app, url_for

from catalog import budget, datasets, organizations
from catalog.errors import NotFound
from catalog.text import Message
from catalog.web.formats import WIB
from catalog.web.language import ENGLISH_PREFIX, in_languages
from catalog.work import Instance, Work

PAGES_PER_FILE = 5_000  # each in two languages
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
# Combinations without end, and what is computed for whoever asks. The sitemap leads to everything in them.
_ENDLESS = (
    "/dataset?*&",
    "/dataset?q=",
    "/dataset/*?",
    "/dataset/*/sql",
    "/dataset/*/pemuatan",
    "/dataset/*/tabel.",
    "/dataset/*/beda/",
    "/organization/*?",
    "/group/*?",
    "/anggaran?",
    "/anggaran/*?",
    "/anggaran/baris/",
    "/kewajiban/*?",
    "/panen/",
    "/_komponen",
)
_OF_ACCOUNTS = ("/masuk", "/lupa", "/akun", "/sandi-baru/", "/undangan/", "/surel-baru/", "/pengguna")
_FRONT = (
    "home",
    "search",
    "organizations",
    "themes",
    "budget",
    "obligation_board",
    "harvest_sources",
    "glossary",
    "about",
    "accessibility",
)


@dataclass(frozen=True)
class _Page:
    """A path of the Indonesian half of the site, and the day of its last change where that is known."""

    path: str
    day: date | None = None


def robots() -> Response:
    """Everything may be read, but not every combination of everything."""
    refused = [
        f"Disallow: {prefix}{path}" for prefix in ("", ENGLISH_PREFIX) for path in (*_ENDLESS, *_OF_ACCOUNTS)
    ]
    lines = ["User-agent: *", "Disallow: /api/", *refused, "", f"Sitemap: {_site()}{url_for('sitemap')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def sitemap() -> Response:
    """All addresses, or where there are too many for one file, the list of the files."""
    pages = _pages()
    if len(pages) <= PAGES_PER_FILE:
        return _addresses(pages)
    index = Element("sitemapindex", xmlns=_SITEMAP)
    for number in range(1, -(-len(pages) // PAGES_PER_FILE) + 1):
        part = SubElement(index, "sitemap")
        SubElement(part, "loc").text = _site() + url_for("sitemap_part", number=number)
    return _xml(index)


def sitemap_part(number: int) -> Response:
    """One file of those that the index lists, from 1; raises NotFound."""
    pages = _pages()[(number - 1) * PAGES_PER_FILE :][:PAGES_PER_FILE] if number else []
    if not pages:
        raise NotFound(Message("Bagian %(number)s dari peta situs tidak ada.", {"number": number}))
    return _addresses(pages)


def _pages() -> list[_Page]:
    """What anybody may see, whoever asks: a caller's token opens nothing here."""
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work() as work:
        return [
            *(_Page(url_for(f"web.{name}")) for name in _FRONT),
            *_data_pages(work),
        ]


def _data_pages(work: Work) -> Iterable[_Page]:
    for name, published in datasets.publication_times(work):
        yield _Page(url_for("web.dataset", name=name), published.astimezone(WIB).date())
    for one in organizations.listing(work):
        yield _Page(url_for("web.organization", name=one.name))
    for known in budget.governments(work):
        for year in known.sample:
            yield _Page(url_for("web.budget_year", government=known.government.key, year=year))


def _addresses(pages: Iterable[_Page]) -> Response:
    root = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in pages:
        languages = [(code, _site() + path) for code, path in in_languages(page.path)]
        for address in dict.fromkeys(address for _code, address in languages):
            entry = SubElement(root, "url")
            SubElement(entry, "loc").text = address
            if page.day:
                SubElement(entry, "lastmod").text = page.day.isoformat()
            for code, other in languages:
                SubElement(entry, "xhtml:link", rel="alternate", hreflang=code, href=other)
    return _xml(root)


def _xml(root: Element) -> Response:
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(text, mimetype="application/xml")


def _site() -> str:
    instance: Instance = current_app.extensions["lumbung"]
    return instance.settings.site_url
