"""With JavaScript off: every state says what it says with it, and nothing is offered that does nothing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.exceptions import HTTPException

from tests.browser.conftest import Site
from tests.browser.states import STATES

pytestmark = pytest.mark.browser
_PHONE = 360
# Controls that nothing answers, fields that nothing sends, links to nowhere, and what only a script unhides.
_IDLE = """
() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const seen = (what) => [...document.querySelectorAll(what)].filter((one) => one.checkVisibility());
    const submits = (one) => one.type === "submit" && one.form && one.checkVisibility();
    const noPlace = ({ hash, pathname, search }) =>
        hash && pathname + search === location.pathname + location.search &&
        !document.getElementById(decodeURIComponent(hash.slice(1)));
    const scripted = "[data-share], [data-print]";
    return [
        ...seen("button").filter((one) => !submits(one) && !one.popoverTargetElement),
        ...seen("input, select, textarea").filter((one) => ![...(one.form?.elements ?? [])].some(submits)),
        ...seen("a").filter((one) => !one.getAttribute("href") || noPlace(one)),
        ...seen("[role=button], [role=tab], [role=menuitem], [aria-busy=true], .loading"),
        ...seen("progress").filter((one) => !one.parentElement.querySelector("a[href]")), // tells how far
        ...document.querySelectorAll(`[hidden]:not(${scripted}), dialog, template`),
    ].map((one) => one.outerHTML.slice(0, 120));
}
"""
_FORMS = "[...document.forms].map(form => [form.method, new URL(form.action).pathname])"
_TEXT = """
() => {
    for (const one of document.querySelectorAll(".scheme, .copy-button, .share-buttons")) one.remove();
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    return document.body.innerText;
}
"""
_PASSING = re.compile(
    r"\d+ (detik|menit) yang lalu|Nomor jejak: \w+|\b[A-Z2-7]{32}\b"
)  # another at every visit


@pytest.fixture(scope="module")
def pair(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """A page without JavaScript and one with it; both keep what they have loaded."""
    contexts = [
        browser.new_context(viewport={"width": _PHONE, "height": 800}, java_script_enabled=scripts)
        for scripts in (False, True)
    ]
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_whole_and_everything_in_it_works(site: Site, pair: tuple[Page, Page], name: str) -> None:
    address = site.of(STATES[name][0])
    plain, scripted = pair
    for page in pair:
        _sign_in(page, address, site.session(name))
        page.goto(address)
    if name != "komponen":  # it shows parts of forms by themselves, and what is there for a moment
        assert plain.evaluate(_IDLE) == []
        _assert_answered(site, plain.evaluate(_FORMS))
    assert _PASSING.sub("", plain.evaluate(_TEXT)) == _PASSING.sub("", scripted.evaluate(_TEXT))


def _sign_in(page: Page, address: str, session: str) -> None:
    page.context.clear_cookies()
    if session:
        page.context.add_cookies([{"name": "sesi", "value": session, "url": address, "httpOnly": True}])


def _assert_answered(site: Site, forms: list[tuple[str, str]]) -> None:
    adapter = site.demo.app.url_map.bind("localhost")
    for method, path in forms:
        try:
            adapter.match(path, method.upper())
        except HTTPException:
            pytest.fail(f"nothing answers the form to {path}")


@pytest.fixture
def phone(site: Site, pair: tuple[Page, Page]) -> Callable[[str], Page]:
    def open_(state: str) -> Page:
        address = site.of(STATES[state][0])
        _sign_in(pair[0], address, site.session(state))
        pair[0].goto(address)
        return pair[0]

    return open_


def _fact(page: Page, term: str) -> str:
    return page.locator(".answers > div", has_text=term).locator("dd").first.inner_text()


def test_a_search_is_narrowed_widened_and_paged(phone: Callable[[str], Page]) -> None:
    page = phone("depan")
    page.get_by_role("searchbox").fill("anggaran")
    page.get_by_role("button", name="Cari", exact=True).click()
    count = page.locator("#temuan").inner_text()
    page.locator(".filters > summary").click()
    page.locator("nav.facets, .filters nav").get_by_role("link", name="2025").first.click()
    chip = page.get_by_role("link", name="Lepas saringan: Tahun: 2025")
    expect(chip).to_be_visible()
    expect(page.locator("#temuan")).not_to_have_text(count)
    chip.click()
    expect(page.locator("#temuan")).to_have_text(count)
    first = page.locator(".cards h3").first.inner_text()
    page.get_by_role("navigation", name="Halaman hasil").get_by_role("link", name="Berikutnya").click()
    expect(page.locator(".cards h3").first).not_to_have_text(first)
    page.get_by_role("navigation", name="Urutan").get_by_role("link").last.click()
    assert "q=anggaran" in page.url
    assert "sort=" in page.url
    assert "page=" not in page.url


def test_a_table_is_filtered_sorted_paged_and_read_in_english(phone: Callable[[str], Page]) -> None:
    page = phone("tabel")
    rows = _fact(page, "Banyaknya baris")
    page.locator(".table-more > summary").click()
    page.get_by_label("Kolom", exact=True).select_option("Pagu")
    page.get_by_label("Syarat").select_option("paling sedikit")
    page.get_by_label("Nilai", exact=True).fill("1.000.000.000")
    page.get_by_role("button", name="Saring", exact=True).click()
    fewer = _fact(page, "Baris yang cocok")
    assert fewer != rows
    page.get_by_role("columnheader", name="Pagu").get_by_role("link").click()
    page.get_by_role("navigation", name="Halaman tabel").get_by_role("link", name="Berikutnya").click()
    expect(page.get_by_role("columnheader", name="Pagu")).to_have_attribute("aria-sort", "descending")
    assert _fact(page, "Baris yang cocok") == fewer
    expect(page.locator("#isi-tabel .table-note")).to_contain_text("Baris 51–100")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#isi-tabel .table-note")).to_contain_text("Rows 51–100")
    assert _fact(page, "Matching rows") == fewer.replace(".", ",")


def test_other_forms_of_a_table_are_downloads(phone: Callable[[str], Page]) -> None:
    page = phone("tabel-saring")
    page.locator("#bentuk > summary").click()
    with page.expect_download() as download:
        page.locator("#bentuk").get_by_role("link", name="Excel").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_wrong_sql_question_is_told_mended_and_answered(phone: Callable[[str], Page]) -> None:
    page = phone("sql")
    question = page.get_by_label("Pertanyaan dalam SQL")
    question.fill("SELECT sum(hantu) FROM tabel")
    page.get_by_role("button", name="Jalankan").click()
    expect(question).to_have_attribute("aria-invalid", "true")
    expect(question).to_have_value("SELECT sum(hantu) FROM tabel")
    question.fill("SELECT count(*) AS banyaknya FROM tabel")
    page.get_by_role("button", name="Jalankan").click()
    expect(page.get_by_role("table", name="Jawaban").get_by_role("columnheader")).to_have_text("banyaknya")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh jawaban (CSV)").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_versions_are_compared_by_a_key_of_ones_own(phone: Callable[[str], Page]) -> None:
    page = phone("dataset-banyak")
    page.locator("#versi").get_by_role("link", name="yang berubah").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Yang berubah dari versi 1 ke versi 2")
    page.get_by_role("navigation", name="Jenis perubahan").get_by_role("link").nth(1).click()
    assert "jenis=" in page.url
    page.get_by_text("Pilih kolom lain").click()
    chosen = page.get_by_role("group", name="Kolom yang membedakan").get_by_role("checkbox", checked=True)
    expect(chosen.first).to_be_visible()
    page.get_by_role("button", name="Bandingkan").click()
    assert "kunci=" in page.url
    expect(page.locator("#beda")).to_be_visible()


def test_a_budget_is_found_ordered_and_followed_to_its_lines(phone: Callable[[str], Page]) -> None:
    page = phone("anggaran")
    page.get_by_role("searchbox", name="Cari pemerintah daerah").fill("jawa timur")
    page.get_by_role("search", name="Cari pemerintah daerah").get_by_role("button").click()
    page.get_by_role("link", name="Pemprov Jawa Timur 2025").click()
    page.locator("#t-belanja thead").get_by_role("link", name="Terealisasi").click()
    expect(page.locator("#t-belanja thead th", has_text="Terealisasi")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.locator("#t-belanja tbody th").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025")
    figure = page.locator("#t-belanja tbody td a").first
    amount = figure.inner_text()
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Rp{amount}")
    page.locator("#baris tbody th a").first.click()
    expect(page.locator("tr:target")).to_be_in_viewport()
