"""Parts of a page that change in place: quicker with JavaScript, the same without."""

from collections.abc import Callable

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

_PAGE = """
{% extends "base.html" %}
{% from "components/navigation.html" import pagination %}
{% block content %}
<h1>Angka</h1>
<div class="region" id="hasil">
  <h2 data-announce>Halaman nomor {{ page }}</h2>
  {{ pagination(page, 3, region="hasil") }}
</div>
{% endblock %}
"""


@pytest.fixture(scope="module")
def address(frame: Flask, start_site: Callable[[Flask], str]) -> str:
    @frame.get("/angka")
    def numbers() -> str:
        page = int(request.args.get("page", "1"))
        if page == 3:
            raise RuntimeError("the third page is broken")
        return render_template_string(_PAGE, page=page)

    return start_site(frame)


def test_only_the_region_changes_and_is_announced(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/angka")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Berikutnya").click()
    heading = page.get_by_role("heading", name="Halaman nomor 2")
    expect(heading).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Halaman nomor 2")
    assert page.url == f"{address}/angka?page=2"
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.get_by_role("heading", name="Halaman nomor 1")).to_be_visible()


def test_it_works_without_javascript(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/angka", javascript=False)
    page.get_by_role("link", name="Berikutnya").click()
    expect(page.get_by_role("heading", name="Halaman nomor 2")).to_be_visible()


def test_an_error_in_a_part_is_shown_as_the_page_that_it_is(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/angka?page=2")
    page.get_by_role("link", name="Berikutnya").click()
    expect(page.get_by_role("heading", name="Ada yang salah di pihak kami")).to_be_visible()
    assert page.url == f"{address}/angka?page=3"
    page.close()
