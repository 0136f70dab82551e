"""What `make demo` shows, with datasets in rare states and a failed harvest beside it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort

from catalog import datasets, harvest
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.cli.sample import prepare_demo
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.settings import load_settings
from catalog.work import Instance, open_instance
from tests.browser.demo_people import links_in_letters, sign_people_in
from tests.cli.conftest import free_port
from tests.harvest.parts import Source, add_source, narrow, pages, spec_text
from tests.web.conftest import fill

APBD = "/dataset/apbd-pemprov-jawa-timur-2025-data-contoh"
MADE = "/dataset/kegiatan-2024"
UPLOADS = "/dataset/unggahan"


@dataclass(frozen=True)
class Demo:
    """The application, and the addresses that have an id in them by the name that STATES use."""

    app: Flask
    places: dict[str, str]
    sessions: dict[str, str]  # what the cookie of each person holds

    def path(self, state: str) -> str:
        """The path of a template such as `{table}?q=zzz`."""
        return state.format(**self.places)


def build_demo(folder: Path) -> Demo:
    """Harvest the sample data center into a new instance and add the rare states; takes some ten seconds."""
    prepare_demo(load_settings(folder, {}), free_port())
    all_day = {"LUMBUNG_SESSION_IDLE_SECONDS": "86400", "LUMBUNG_SESSION_TOTAL_SECONDS": "86400"}
    instance = open_instance(load_settings(folder, all_day))
    fill(instance)
    _harvest_in_vain(instance)
    _load_files(instance)
    app = create_app(instance.settings, instance)
    app.add_url_rule("/uji/<int:code>", "fail", _fail)
    app.add_url_rule("/en/uji/<int:code>", "fail_en", _fail)
    sessions = sign_people_in(instance)
    return Demo(app, _places(app) | links_in_letters(instance, sessions), sessions)


def _harvest_in_vain(instance: Instance) -> None:
    """One dataset arrives, the other does not."""
    harvest.register(narrow())  # no figures: they would take the place of the sample
    source = Source()
    source.offer("jalan", pages(25))
    add_source(instance, spec_text(source.url, ["jalan", "jembatan"]))
    harvest.run(instance, "uji")
    source.close()
    while datasets.apply_outbox(instance):
        pass


def _load_files(instance: Instance) -> None:
    """A file with wrong cells, one that became a table, and one that waits for its turn."""
    rows = "".join(f"5.1.{number};Kegiatan {number};{number}.000\n" for number in range(1, 41))
    good = f"kode rekening;uraian;pagu\n{rows}"
    contents = {
        "Salah": f"{good}5.2;Modal;banyak\n5.3;Tak terduga;=A1\n",
        "Jadi": good,
        "Menunggu": f"{good}\n",
    }
    resources = []
    for name, text in contents.items():
        stored = instance.store.put(text.encode())
        file = FileDraft(f"{name.lower()}.csv", stored.sha256, stored.size)
        resources.append(ResourceDraft(name.lower(), name, format="CSV", file=file))
    draft = DatasetDraft("unggahan", "Unggahan", "bappeda", resources=tuple(resources))
    with instance.work(SYSTEM, writing=True) as work:
        datasets.publish(work, datasets.save(work, draft))
    for _made in range(2):
        do_next(instance, HANDLERS, lambda: False)
    while datasets.apply_outbox(instance):
        pass


def _fail(code: int) -> str:
    """Errors that no visitor can bring about."""
    if code == 500:
        raise RuntimeError("a fault of our own")
    abort(code)


def _places(app: Flask) -> dict[str, str]:
    client = app.test_client()

    def resources(dataset: str) -> list[str]:
        answer = client.get("/api/3/action/package_show", query_string={"id": dataset.rpartition("/")[2]})
        return [f"{dataset}/resource/{one['id']}" for one in json.loads(answer.text)["result"]["resources"]]

    def link(page: str, pattern: str) -> str:
        found = re.search(f'href="({pattern})', client.get(page).text)
        assert found, f"{page} has no link to {pattern}"
        return found[1]

    lines = link("/anggaran", r"/anggaran/baris/[^\"?]+")
    _table, page, scan, _trap = resources(MADE)
    wrong, loaded, waiting = resources(UPLOADS)
    return {
        "apbd": APBD,
        "made": MADE,
        "table": resources(APBD)[0],
        "old_table": resources(APBD)[0].replace("/resource/", "/v/1/resource/"),
        "link": page,
        "scan": scan,
        "wrong": wrong,
        "loaded": loaded,
        "waiting": waiting,
        "lines": lines,
        "line": link(lines, rf"{lines}/[^\"?#.]+(?=\")"),
    }
