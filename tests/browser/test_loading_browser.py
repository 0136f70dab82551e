"""A reader who waits for a table sees it come along, without doing anything."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect

from catalog import jobs
from catalog.access import SYSTEM
from tests.web.test_loading_pages import Place, new_place


def test_progress_and_the_end_of_it_come_by_themselves(
    tmp_path: Path, start_site: Callable[[Flask], str], open_page: Callable[..., Page]
) -> None:
    place: Place = new_place(tmp_path)
    address = start_site(place.app)
    page = open_page(f"{address}/dataset/pagu/resource/{place.resource}")
    expect(page.locator("#pemuatan")).to_contain_text("menunggu giliran")
    with place.instance.work(SYSTEM, writing=True) as work:
        job = jobs.claim(work.session, work.clock())
        assert job
        jobs.progress(work.session, work.clock(), job, 45)
    expect(page.locator("#pemuatan")).to_contain_text("45 persen", timeout=15_000)
    with place.instance.work(SYSTEM, writing=True) as work:
        jobs.release(work.session, work.clock(), job)
    place.make()
    expect(page.locator("#pemuatan")).to_contain_text("sudah siap", timeout=15_000)
    page.get_by_role("link", name="Buka tabelnya").click()
    expect(page.locator("#isi-tabel")).to_contain_text("2.000.000")
