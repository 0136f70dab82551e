"""A small source of the tests' own: a server whose answers a test changes, and a harvester for its lists."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from sqlalchemy import inspect, select

from catalog import harvest
from catalog.access import SYSTEM
from catalog.budget import FiguresDraft, Finding
from catalog.datasets import DatasetDraft
from catalog.db import Base, UtcDateTime
from catalog.errors import Unreadable
from catalog.harvest import Fetch, Planned, Raw, Record, TableDraft
from catalog.harvest.spec import Spec
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.text import Message
from catalog.work import Instance, open_instance

COLUMNS = (
    Column("kode", "text", "Kode"),
    Column("nama", "text", "Nama"),
    Column("pagu", "decimal", "Pagu", unit="rupiah"),
)
_HEAD = """
kind = "lists"
title = "Daftar uji"
url = "{url}"
years = [2025]
[publisher]
slug = "dinas-uji"
title = "Dinas Uji"
[government]
code = "35"
scheme = "kemendagri"
name = "Pemprov Jawa Timur"
[columns.isi]
kode = {{ title = "Kode" }}
"""
_DATASET = """
[[dataset]]
id = "{id}"
title = "Daftar {id}"
[dataset.table.isi]
name = "Isi"
address = "/{id}/{{page}}"
format = "json-pages"
columns = ["isi"]
publish_original = true
"""


def spec_text(url: str, ids: Sequence[str], head: str = "") -> str:
    """A spec of kind `lists` that offers these datasets."""
    return head + _HEAD.format(url=url) + "".join(_DATASET.format(id=one) for one in ids)


@dataclass(frozen=True)
class Lists:
    """Each dataset is pages of JSON: {"pages": n, "rows": [[kode, nama, pagu], ...]}."""

    kind: str = "lists"
    title: str = "Daftar"
    default_spec: str = ""
    columns: tuple[Column, ...] = COLUMNS

    def gather(self, spec: Spec) -> Iterator[Planned]:
        for dataset in spec.datasets:
            yield Planned(dataset.id, dataset.title)

    def fetch(self, spec: Spec, planned: Planned, fetch: Fetch) -> list[Raw]:
        first = fetch(f"{spec.url}/{planned.remote_id}/1")
        pages = _content(first)["pages"]
        assert isinstance(pages, int)
        return [first, *(fetch(f"{spec.url}/{planned.remote_id}/{page}") for page in range(2, pages + 1))]

    def read(self, spec: Spec, planned: Planned, raws: Sequence[Raw]) -> Record:
        def rows() -> Iterator[Sequence[Cell]]:
            for raw in raws:
                rows = _content(raw)["rows"]
                assert isinstance(rows, list)
                for kode, nama, pagu in rows:
                    yield (kode, nama, Decimal(pagu))[: len(self.columns)]

        def look(files: dict[str, Path]) -> list[Finding]:
            return [Finding("uji", "isi", planned.remote_id, str(sorted(files)), "1", "1", "0")]

        return Record(
            draft=DatasetDraft(
                f"daftar-{planned.remote_id}", planned.title, spec.publisher.slug, source_url=raws[0].address
            ),
            tables=(TableDraft("isi", "Isi", "", self.columns, rows(), tuple(raws)),),
            figures=self._figures(spec),
            inspect=look,
        )

    def _figures(self, spec: Spec) -> tuple[FiguresDraft, ...]:
        fields = {"organization_code": "kode", "organization_name": "nama"}
        if len(self.columns) < len(COLUMNS):
            return ()
        return (FiguresDraft("isi", "apbd", 2025, "pagu", fields, (spec.government,)),)


def _content(raw: Raw) -> dict[str, object]:
    try:
        content = json.loads(raw.path.read_bytes())
    except ValueError:
        raise Unreadable(Message("%(url)s bukan JSON.", {"url": raw.address})) from None
    assert isinstance(content, dict)
    return content


def narrow() -> Lists:
    """The same harvester, whose tables have lost the column of amounts."""
    return replace(Lists(), columns=COLUMNS[:2])


def pages(rows: int, per_page: int = 10, start: int = 0) -> list[bytes]:
    """A dataset as its pages."""
    lines = [[str(start + number), f"Baris {number}", f"{1000 + number}.50"] for number in range(rows)]
    parts = [lines[at : at + per_page] for at in range(0, rows, per_page)] or [[]]
    return [json.dumps({"pages": len(parts), "rows": part}).encode() for part in parts]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_request: object) -> None:
        """A client that was killed is what these tests want."""


class Source:
    """An HTTP server with ETags: `answers` maps a path to a body, or to a status without one."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | int] = {}
        self.log: list[tuple[str, int]] = []  # path and status of every answer
        self.midway: Callable[[str], None] = _nothing  # called with the path when half a body is sent
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                answer = source.answers.get(self.path, 404)
                body = answer if isinstance(answer, bytes) else b""
                tag = f'"{hashlib.sha256(body).hexdigest()}"'
                status = 200 if isinstance(answer, bytes) else answer
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                source.log.append((self.path, status))
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/json")
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                source.midway(self.path)
                self.wfile.write(body[len(body) // 2 :])

            def log_message(self, *_words: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def offer(self, remote_id: str, bodies: Sequence[bytes]) -> None:
        """Answer with this dataset from now on."""
        for number, body in enumerate(bodies, 1):
            self.answers[f"/{remote_id}/{number}"] = body

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _nothing(_path: str) -> None:
    """What most servers do midway."""


def new_instance(folder: Path) -> Instance:
    """An instance with an empty schema."""
    instance = open_instance(Settings(instance=folder, fetch_read_seconds=5, fetch_total_seconds=20))
    folder.mkdir(parents=True, exist_ok=True)
    Base.metadata.create_all(instance.engine)
    return instance


def add_source(instance: Instance, spec: str, name: str = "uji") -> None:
    """Add a source that may be on this machine."""
    with instance.work(SYSTEM) as work:
        harvest.add(work, harvest.SourceDraft(name, spec=spec, allow_private=True))


def set_spec(instance: Instance, spec: str, name: str = "uji") -> None:
    """An operator edits the spec of a source."""
    with instance.work(SYSTEM) as work:
        harvest.get(work, name).spec = spec


def catalogue(instance: Instance) -> dict[str, list[tuple[object, ...]]]:
    """Every row that the public can be shown, without moments of time and numbers of runs."""
    hidden = {"harvest_job", "harvest_error", "raw_response", "activity", "index_outbox", "job"}
    state: dict[str, list[tuple[object, ...]]] = {}
    with instance.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in hidden:
                continue
            columns = [
                column
                for column in table.columns
                if not isinstance(column.type, UtcDateTime) and column.name not in ("job_id", "spec")
            ]
            state[table.name] = sorted(tuple(row) for row in connection.execute(select(*columns)))
    return state


def count_rows(instance: Instance) -> dict[str, int]:
    """How many rows each table has."""
    with instance.engine.connect() as connection:
        return {
            name: len(connection.execute(select(Base.metadata.tables[name])).all())
            for name in inspect(connection).get_table_names()
        }
