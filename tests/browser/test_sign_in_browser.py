"""Signing in with a real browser: by keyboard, on a phone, with and without JavaScript; the menu; and out."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.web.people import PASSWORD

pytestmark = pytest.mark.browser
NewPage = Callable[[bool], Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """`new_page(javascript)` on a phone; what the console says of refused forms is no failure."""
    contexts = []

    def new(javascript: bool = True) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=javascript)
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_in_and_out_by_keyboard_on_a_phone(
    site: Site, new_page: NewPage, axe: Callable[..., list[str]], javascript: bool
) -> None:
    page = new_page(javascript)
    page.goto(site.of("/akun"))
    assert page.url.endswith("/masuk?kembali=/akun")
    page.get_by_label("Nama pengguna atau surel").focus()
    page.keyboard.type("pengurus")
    page.keyboard.press("Tab")
    page.keyboard.type("bukan ini")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "tidak cocok" in page.get_by_role("alert").inner_text()
    if javascript:
        assert axe(page) == []
    page.get_by_label("Kata sandi", exact=True).focus()
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/akun")
    menu = page.locator("details.menu summary")
    menu.focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu-body").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("details.menu").count() == 0
    page.goto(site.of("/akun"))
    assert "/masuk" in page.url


def test_escape_closes_the_menu(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("/tentang"), session=site.session("akun"))
    page.locator("details.menu summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".menu-body").is_visible()
    assert page.evaluate("document.activeElement.matches('details.menu summary')")


def test_a_page_of_another_site_cannot_send_a_form(
    site: Site, new_page: NewPage, open_page: Callable[..., Page]
) -> None:
    own = open_page(site.of("/akun"), session=site.session("akun"))
    token = own.locator("input[name=formulir]").first.get_attribute("value")
    page = new_page(True)
    page.context.add_cookies(
        [{"name": "sesi", "value": site.session("akun"), "url": site.address, "sameSite": "Lax"}]
    )
    stranger = site.address.replace("127.0.0.1", "localhost") + "/jahat"
    form = (
        f'<form method="post" action="{site.address}/akun/nama"><input name="formulir" value="{token}">'
        '<input name="nama" value="Jahat"><button>Kirim</button></form>'
    )
    page.route(stranger, lambda route: route.fulfill(content_type="text/html", body=form))
    page.goto(stranger)
    with page.expect_response("**/akun/nama") as answer:
        page.get_by_role("button").click()
    assert answer.value.status == 400
    own.reload()
    assert own.get_by_label("Nama yang dibaca orang lain").input_value() != "Jahat"


def test_whoever_is_refused_is_shown_where_to_sign_in(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("/uji/403"), status=403)
    link = page.get_by_role("main").get_by_role("link", name="Masuk")
    assert str(link.get_attribute("href")).endswith("/masuk?kembali=/uji/403")
