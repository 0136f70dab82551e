"""The fiscal terms: in both languages, short, all on their page, and explained where they stand."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from catalog.budget import STAGES
from catalog.paths import DATA, TEMPLATES
from catalog.web import budget_words
from catalog.web.glossary import term_key, term_named, terms
from tests.web.budget_site import PROVINCE, YEAR, open_site, put_sample

WRITTEN = tomllib.loads((DATA / "glossary.toml").read_text(encoding="utf-8"))
YEAR_PAGE = f"/anggaran/{PROVINCE.key}/{YEAR}"
_CALL = re.compile(r"""\bterm(?:_mark)?\(\s*["']([^"']+)["']""")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app, instance = open_site(tmp_path_factory.mktemp("terms"))
    put_sample(instance)
    yield app.test_client()
    instance.engine.dispose()


@pytest.mark.parametrize("key", WRITTEN)
@pytest.mark.parametrize("locale", ["id", "en"])
def test_a_term_has_both_languages_and_at_most_sixty_words(key: str, locale: str) -> None:
    assert WRITTEN[key][locale]["name"].strip()
    assert 0 < len(WRITTEN[key][locale]["text"].split()) <= 60


@pytest.mark.parametrize(("prefix", "locale"), [("", "id"), ("/en", "en")])
def test_the_glossary_shows_every_term(client: FlaskClient, prefix: str, locale: str) -> None:
    page = client.get(f"{prefix}/glosarium").text
    for key, one in WRITTEN.items():
        name, text = escape(one[locale]["name"]), escape(one[locale]["text"])
        assert f'<div id="{key}"><dt><dfn>{name}</dfn></dt><dd>{text}</dd></div>' in page
        assert f'<a href="#{key}">{name}</a>' in page


def test_every_term_that_pages_name_is_written() -> None:
    named = {key for path in TEMPLATES.rglob("*.html") for key in _CALL.findall(path.read_text("utf-8"))}
    assert {"skpd", "rekening"} <= named
    named |= set(budget_words.TERMS.values())
    named |= {term_key(one) for one in (*STAGES, *budget_words.DIRECTIONS)}
    assert named <= terms("id").keys()


@pytest.mark.parametrize(
    ("heading", "key"),
    [("Pagu", "pagu"), ("Kode SKPD", "skpd"), ("nama kegiatan", "kegiatan"), ("OPD", "skpd"), ("Warna", "")],
)
def test_a_heading_names_a_term_by_any_of_its_spellings(heading: str, key: str) -> None:
    assert term_named(heading) == key


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (YEAR_PAGE, ("rkpd", "apbd", "realisasi", "serapan", "skpd")),
        (f"{YEAR_PAGE}/banding", ("rkpd", "apbd", "skpd")),
    ],
)
def test_terms_are_explained_where_they_stand(
    client: FlaskClient, prefix: str, path: str, keys: tuple[str, ...]
) -> None:
    page = client.get(prefix + path).text
    pressed = set(re.findall(r'class="term(?:-mark)?" popovertarget="istilah-([^"]+)"', page))
    explained = re.findall(r'<div class="term-note" id="istilah-([^"]+)" popover>', page)
    assert set(keys) <= pressed
    assert sorted(pressed) == sorted(explained)
    for key in keys:
        assert str(escape(terms("en" if prefix else "id")[key].text)) in page
