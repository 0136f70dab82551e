"""What the scripts of the design add: light and dark, dialogs, files sent with their progress, filters."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

_FORM = """
{% extends "base.html" %}
{% from "components/files.html" import file_field, upload_progress %}
{% from "components/notices.html" import error_summary %}
{% block content %}
<h1>Kirim</h1>
{{ error_summary(errors) }}
<form method="post" enctype="multipart/form-data" data-upload>
  <input type="hidden" name="formulir" value="{{ form_token() }}">
  {{ file_field("berkas", "Berkas", max_bytes=2000000) }}
  <button name="tombol" value="kirim">Kirim</button>
  {{ upload_progress() }}
</form>
{% endblock %}
"""
_FACETS = """
{% extends "base.html" %}
{% from "components/facets.html" import facet_list, filters %}
{% block content %}
<h1>Saring</h1>
<div class="region" id="hasil">
  <h2 data-announce>{{ chosen | length }} dipakai</h2>
  {% call filters(active=chosen | length, done_text="Lihat", done_href="#hasil") %}
  {{ facet_list("Tahun", years, open=false, region="hasil") }}
  {% endcall %}
</div>
{% endblock %}
"""


@pytest.fixture(scope="module")
def address(frame: Flask, start_site: Callable[[Flask], str]) -> str:
    @frame.route("/kirim", methods=["GET", "POST"])
    def send() -> ResponseReturnValue:
        if request.method == "GET":
            return render_template_string(_FORM, errors=[])
        size = len(request.files["berkas"].read())
        if size < 10 or request.form["tombol"] != "kirim":
            return render_template_string(_FORM, errors=[{"field": "berkas", "text": "Berkas kosong"}]), 422
        return redirect(f"/tentang?ukuran={size}", 303)

    @frame.get("/saring")
    def narrow() -> str:
        chosen = request.args.getlist("y")
        years = [
            {
                "label": year,
                "count": 1,
                "key": year,
                "active": year in chosen,
                "href": "/saring?y=" + "&y=".join(sorted(set(chosen) ^ {year})),
            }
            for year in ("2023", "2024")
        ]
        return render_template_string(_FACETS, chosen=[one for one in chosen if one], years=years)

    return start_site(frame)


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_light_or_dark_is_chosen_remembered_and_given_back(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{address}/tentang", scheme="light")
    by_day = paper(page)
    page.locator(".scheme summary").click()
    page.get_by_label("Gelap").check()
    by_night = paper(page)
    assert by_night != by_day
    page.keyboard.press("Escape")
    assert not page.get_by_label("Gelap").is_visible()
    page.reload()
    assert paper(page) == by_night
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 35, 30)"
    page.emulate_media(media="screen")
    page.locator(".scheme summary").click()
    assert page.get_by_label("Gelap").is_checked()
    page.get_by_label("Ikuti perangkat").check()
    assert paper(page) == by_day
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def test_without_javascript_the_system_decides_and_no_switch_is_offered(
    address: str, open_page: Callable[..., Page]
) -> None:
    light = open_page(f"{address}/tentang", scheme="light", javascript=False)
    dark = open_page(f"{address}/tentang", scheme="dark", javascript=False)
    assert not light.locator(".scheme").is_visible()
    assert paper(light) != paper(dark)


def test_a_dialog_takes_the_focus_and_gives_it_back(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/_komponen")
    opener = page.get_by_role("link", name="Tarik data ini")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Tarik data ini dari terbitan?")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("box => box.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_without_javascript_a_dialogs_opener_leads_to_a_page(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{address}/_komponen", javascript=False)
    page.get_by_role("link", name="Tarik data ini").click()
    assert page.url == f"{address}/tentang"


def test_a_file_is_sent_and_its_answer_followed(
    address: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "apbd.csv"
    file.write_bytes(b"a" * 1_500_000)
    page = open_page(f"{address}/kirim")
    page.get_by_label("Berkas").set_input_files(file)
    with page.expect_response(f"{address}/kirim"):
        page.get_by_role("button", name="Kirim", exact=True).click()
    page.wait_for_url(f"{address}/tentang?ukuran=1500000")


def test_a_file_that_is_too_big_is_not_sent(
    address: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "besar.csv"
    file.write_bytes(b"a" * 2_000_001)
    page = open_page(f"{address}/kirim")
    page.get_by_label("Berkas").set_input_files(file)
    message = page.get_by_label("Berkas").evaluate("input => input.validationMessage")
    assert message == "Berkas harus lebih kecil dari 2 MB."
    page.get_by_role("button", name="Kirim", exact=True).click()
    assert page.url == f"{address}/kirim"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_that_comes_back_names_its_errors(
    address: str, browser: Browser, tmp_path: Path, javascript: bool
) -> None:
    file = tmp_path / "kosong.csv"
    file.write_bytes(b"a")
    page = browser.new_page(java_script_enabled=javascript)
    page.goto(f"{address}/kirim")
    page.get_by_label("Berkas").set_input_files(file)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Berkas kosong")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Berkas kosong").click()
    expect(page.get_by_label("Berkas")).to_be_focused()
    page.close()


def test_a_cut_line_keeps_the_file_and_says_so(address: str, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "apbd.csv"
    file.write_bytes(b"a" * 100)
    page = browser.new_page()
    page.goto(f"{address}/kirim")
    page.route("**/kirim", lambda route: route.abort())
    page.get_by_label("Berkas").set_input_files(file)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator(".upload-failed")).to_contain_text("Sambungan terputus")
    expect(page.get_by_role("status")).to_contain_text("Sambungan terputus")
    assert page.get_by_label("Berkas").evaluate("input => input.files.length") == 1
    expect(page.get_by_role("button", name="Kirim", exact=True)).to_be_enabled()
    page.close()


def test_sending_can_be_stopped(address: str, open_page: Callable[..., Page], tmp_path: Path) -> None:
    file = tmp_path / "apbd.csv"
    file.write_bytes(b"a" * 100)
    page = open_page(f"{address}/kirim")
    page.route("**/kirim", lambda route: None)  # the server does not answer
    page.get_by_label("Berkas").set_input_files(file)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_role("progressbar", name="Kemajuan pengiriman")).to_be_visible()
    expect(page.locator(".upload-name")).to_have_text("apbd.csv")
    page.get_by_role("button", name="Batalkan pengiriman").click()
    expect(page.get_by_role("status")).to_contain_text("Pengiriman dibatalkan")
    expect(page.get_by_role("progressbar", name="Kemajuan pengiriman")).to_be_hidden()
    assert page.url == f"{address}/kirim"


def test_a_filter_keeps_the_focus_and_its_fold(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/saring", width=360)
    page.get_by_text("Saring", exact=True).last.click()
    page.get_by_text("Tahun", exact=True).click()
    page.get_by_role("link", name="2024").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 dipakai")).to_be_visible()
    expect(page.get_by_role("link", name="2024")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("1 dipakai")
    assert page.get_by_role("link", name="2023").is_visible()
