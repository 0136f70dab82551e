"""What `make demo` shows, with datasets in rare states and a failed harvest beside it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort

from catalog import datasets, harvest
from catalog.app import create_app
from catalog.cli.sample import prepare_demo
from catalog.settings import load_settings
from catalog.work import Instance, open_instance
from tests.cli.conftest import free_port
from tests.harvest.parts import Source, add_source, narrow, pages, spec_text
from tests.web.conftest import fill

APBD = "/dataset/apbd-pemprov-jawa-timur-2025-data-contoh"
MADE = "/dataset/kegiatan-2024"


@dataclass(frozen=True)
class Demo:
    """The application, and the addresses that have an id in them by the name that STATES use."""

    app: Flask
    places: dict[str, str]

    def path(self, state: str) -> str:
        """The path of a template such as `{table}?q=zzz`."""
        return state.format(**self.places)


def build_demo(folder: Path) -> Demo:
    """Harvest the sample data center into a new instance and add the rare states; takes some ten seconds."""
    prepare_demo(load_settings(folder, {}), free_port())
    instance = open_instance(load_settings(folder, {}))
    fill(instance)
    _harvest_in_vain(instance)
    app = create_app(instance.settings, instance)
    app.add_url_rule("/uji/<int:code>", "fail", _fail)
    app.add_url_rule("/en/uji/<int:code>", "fail_en", _fail)
    return Demo(app, _places(app))


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
    return {
        "apbd": APBD,
        "made": MADE,
        "table": resources(APBD)[0],
        "old_table": resources(APBD)[0].replace("/resource/", "/v/1/resource/"),
        "link": page,
        "scan": scan,
        "lines": lines,
        "line": link(lines, rf"{lines}/[^\"?#]+"),
    }
