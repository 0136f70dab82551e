"""The English half: nothing untranslated in the file of translations, nothing untranslatable on the pages."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from catalog import datasets, harvest, obligations, organizations, text
from catalog.access import SYSTEM, Role
from catalog.app import create_app
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.paths import TRANSLATIONS
from catalog.web import setup
from catalog.web.glossary import terms
from catalog.work import Instance
from tests.harvest.parts import Lists, Source, add_source, new_instance, pages, spec_text
from tests.web.budget_site import put
from tests.web.conftest import CSV, fill
from tests.web.people import browse, enlist
from tests.web.test_loading_pages import WRONG, publish

ROOT = TRANSLATIONS.parent.parent
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = "Message License:2 counted:1,1"  # as in the Makefile
PLACES = re.compile(r"%\(\w+\)s|%%|%(?!\()")
MARKUP = re.compile(r"<[^>]*>|[<>&\"]")
OPEN, CLOSE = "⟦", "⟧"
WORD = re.compile(r"[^\W\d_]{3,}")
ADDRESS = re.compile(r"\w+://\S+")
BUDGET_ROWS = [
    {"kode_skpd": "1.01", "nama_skpd": "Dinas Pendidikan", "kode_program": "1.01.02", "pagu": "700"},
    {"kode_skpd": "1.02", "nama_skpd": "Dinas Kesehatan", "kode_program": "1.02.02", "pagu": "31"},
]
# Words that formats of figures and dates bring, names of formats, and programs in examples.
NEUTRAL = (
    {"wib", "csv", "png", "api", "sha", "url", "kua", "ppas", "million", "billion", "trillion"}
    | {
        name.lower()
        for width in ("wide", "abbreviated")
        for name in Locale("en").months["format"][width].values()
    }
    | {"second", "seconds", "minute", "minutes", "ago", "datapackage", "json"}
    | {"bibtex", "ckanapi", "curl", "excel", "python", "sql", "xlsx"}
)
EMBEDDED = re.compile(r"https?://[^/\s&]+(/en/embed/[^&\s]+)&#34;")  # in the code that a page offers
# One is for its makers; a front page that is shared shows its own picture in no link; the secret ways in are
# in letters and behind a password, and looked at with the states of people who are signed in.
NOT_LINKED = {
    "web_en.components",
    "web_en.card_home",
    "web_en.new_password",
    "web_en.accept_invitation",
    "web_en.new_address",
    "web_en.sign_in_code",
}
PER_PAGE_KIND = 8
STARTS = (
    "/en/",
    "/en/tentang",
    "/en/tidak-ada",
    "/en/dataset?q=zzz",
    "/en/dataset/tidak-ada",
    "/en/organization/bappeda?q=zzz",
    "/en/anggaran?cari=zzz",
    "/en/anggaran/kemendagri:35/2025/tidak-ada",
)
SIGNED_IN_STARTS = (
    "/en/akun",
    "/en/akun/kode",
    "/en/pengguna",
    "/en/organization/walidata/anggota",
    "/en/kewajiban/2025/dokumen/TPAD-01",
)


def entries(path: Path) -> dict[str, Message]:
    with path.open("rb") as file:
        return {_forms(one.id)[0]: one for one in read_po(file, locale="en") if one.id}


def _forms(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value or "",) if isinstance(value, str | None) else tuple(value)


def test_every_text_has_a_translation_and_every_translation_a_text(tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping-file"]
    command += ["babel.cfg", "--keyword", KEYWORDS, "--output-file", str(found)]
    subprocess.run([*command, "catalog", "harvesters", "templates"], cwd=ROOT, check=True)
    texts, translated = entries(found), entries(ENGLISH)
    assert len(texts) > 500
    assert set(texts) - set(translated) == set(), "run `make messages`, then translate what is empty"
    assert set(translated) - set(texts) == set(), "run `make messages`"
    with ENGLISH.open("rb") as file:
        assert not read_po(file).obsolete
    for one in translated.values():
        assert all(_forms(one.string)), one.id
        assert not one.fuzzy, one.id


@pytest.mark.parametrize("pattern", [PLACES, MARKUP])
def test_translations_keep_places_and_markup(pattern: re.Pattern[str]) -> None:
    for source, one in entries(ENGLISH).items():
        for form in _forms(one.string):
            assert Counter(pattern.findall(form)) == Counter(pattern.findall(source)), source


def test_a_message_is_written_out_where_it_is_made() -> None:
    """Else translators never see it. Messages that were read back or taken from a list are no new ones."""
    known = {
        "template",
        "message.template",
        "known.template",
        "terms.title",
        "_TEXTS[link.kind].template",
        "_SUBJECTS[link.kind].template",
    }
    for path in [*ROOT.glob("catalog/**/*.py"), *ROOT.glob("harvesters/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                first = node.args[0]
                assert isinstance(first, ast.Constant) or ast.unparse(first) in known, f"{path}:{node.lineno}"


@pytest.fixture(scope="module")
def marked_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, FlaskClient]]:
    """A site with something on every page, whose translations stand between marks."""
    folder = tmp_path_factory.mktemp("translations")
    (folder / "en" / "LC_MESSAGES").mkdir(parents=True)
    marked = Catalog(locale="en")
    for one in entries(ENGLISH).values():
        forms = tuple(f"{OPEN}{form}{CLOSE}" for form in _forms(one.string))
        marked.add(one.id, forms[0] if isinstance(one.id, str) else forms)
    with (folder / "en" / "LC_MESSAGES" / "messages.mo").open("wb") as file:
        write_mo(file, marked)
    instance = new_instance(tmp_path_factory.mktemp("site"))
    _fill(instance)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "TRANSLATIONS", folder)
        patch.setattr(setup, "TRANSLATIONS", folder)
        text.translation.cache_clear()
        yield instance, create_app(instance.settings, instance).test_client()
    text.translation.cache_clear()
    instance.engine.dispose()


def _fill(instance: Instance) -> None:
    fill(instance)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Walidata", "walidata"))
    for stage, rows in (("rkpd", BUDGET_ROWS), ("apbd", BUDGET_ROWS[:1]), ("perubahan", BUDGET_ROWS)):
        put(instance, f"{stage}-2025", stage, rows, sample=True)
    publish(instance, WRONG)
    assert do_next(instance, HANDLERS, lambda: False)
    harvest.register(Lists())
    source = Source()
    source.offer("jalan", pages(3))
    add_source(instance, spec_text(source.url, ["jalan", "jembatan"]))
    harvest.run(instance, "uji")
    source.close()
    while datasets.apply_outbox(instance):
        pass


class Reader(HTMLParser):
    """What people read on a page or hear of it: texts and some attributes; no code, no other language."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(have.get("href", ""))
        if tag in ("script", "code", "pre", "textarea") or (tag != "html" and "lang" in have):
            self._unread.append(tag)
        self.texts += [have[name] for name in ("aria-label", "placeholder", "title") if name in have]
        if tag == "meta" and have.get("name") == "description":
            self.texts.append(have["content"])

    def handle_endtag(self, tag: str) -> None:
        if self._unread and self._unread[-1] == tag:
            self._unread.pop()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.texts.append(data)


def _outside(marked: str) -> set[str]:
    """Words that stand outside all marks."""
    depth, kept = 0, []
    for letter in marked:
        depth += (letter == OPEN) - (letter == CLOSE)
        kept.append(letter if depth == 0 else " ")
    assert depth == 0, "a translation was cut"
    return {word.lower() for word in WORD.findall(ADDRESS.sub(" ", "".join(kept)))}


def _data_words(instance: Instance) -> set[str]:
    """The words of the database but of failures, of glossary and obligations: what may stand unmarked."""
    settings = instance.settings
    words = [CSV, str(BUDGET_ROWS), settings.site_title, settings.site_description, settings.site_url]
    words += [f"{term.name} {term.text}" for term in terms("en").values()]
    words += [str(obligation) for obligation in obligations.written()]
    with instance.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in ("harvest_job", "harvest_error"):
                continue
            words += [str(tuple(row)) for row in connection.execute(select(table))]
    return {word.lower() for word in WORD.findall(" ".join(words))}


def test_every_text_on_an_english_page_is_a_translation_or_data(
    marked_pages: tuple[Instance, FlaskClient],
) -> None:
    instance, client = marked_pages
    enlist(instance, "penjaga", ("*", Role.ADMINISTRATOR))
    browser = browse(client.application)
    assert browser.sign_in("penjaga").status_code == 303
    allowed, seen = _data_words(instance) | NEUTRAL, Counter[str]()
    assert _untranslated(client.get, STARTS, allowed, client.application, seen) == {}
    assert _untranslated(browser.get, SIGNED_IN_STARTS, allowed, client.application, seen) == {}
    rules = [rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in rules if rule.endpoint.startswith("web_en.")} - NOT_LINKED
    assert pages - set(seen) == set(), "no link led there"


def _untranslated(
    get: Callable[[str], TestResponse],
    starts: Sequence[str],
    allowed: set[str],
    app: Flask,
    seen: Counter[str],
) -> dict[str, set[str]]:
    """Follow links from the starts; gives the words of each page that are no translation and not allowed."""
    waiting, adapter = list(starts), app.url_map.bind("localhost")
    known, untranslated = set(waiting), dict[str, set[str]]()
    while waiting:
        path = waiting.pop(0)
        seen[_kind(adapter, path)] += 1
        reader, answer = Reader(), get(path)
        if answer.mimetype != "text/html":
            continue  # a picture says what its page says
        reader.feed(answer.text)
        reader.links += EMBEDDED.findall(answer.text)
        if words := _outside("\n".join(reader.texts)) - allowed:
            untranslated[path] = words
        for link in (link.partition("#")[0] for link in reader.links):
            kind = _kind(adapter, link)
            if link not in known and kind.startswith("web_en.") and seen[kind] < PER_PAGE_KIND:
                known.add(link)
                waiting.append(link)
    return untranslated


def _kind(adapter: MapAdapter, link: str) -> str:
    path = link.partition("?")[0]
    return str(adapter.match(path)[0]) if path.startswith("/en") and adapter.test(path) else ""
