"""The harvest in public: what ran, what came of it, why not; and no address from inside the network."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from catalog import datasets, harvest
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.harvest import HarvestJob, HarvestSource
from catalog.harvest.models import HarvestError
from catalog.text import Message
from catalog.web import harvest_words
from catalog.work import Instance
from tests.harvest.parts import Lists, Source, add_source, new_instance, pages, spec_text


@pytest.fixture
def source() -> Iterator[Source]:
    server = Source()
    yield server
    server.close()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    harvest.register(Lists())
    opened = new_instance(tmp_path / "instance")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def client(instance: Instance) -> FlaskClient:
    return create_app(instance.settings, instance).test_client()


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.text


def harvested(instance: Instance, source: Source) -> int:
    """One run of two datasets, one of which the source does not answer; gives the run's number."""
    source.offer("jalan", pages(25))
    add_source(instance, spec_text(source.url, ["jalan", "jembatan"]))
    report = harvest.run(instance, "uji")
    assert (report.counts["created"], report.counts["failed"]) == (1, 1)
    return report.job


def test_a_run_tells_its_counts_reasons_and_answers(
    instance: Instance, source: Source, client: FlaskClient
) -> None:
    job = harvested(instance, source)
    everywhere = get(client, "/panen")
    assert "Daftar uji" in everywhere
    assert f'href="/panen/uji/{job}"' in everywhere
    assert "Selesai" in everywhere
    assert f'href="/panen/uji/{job}"' in get(client, "/panen/uji")
    page = get(client, f"/panen/uji/{job}")
    strip = re.findall(r"<dt>([^<]+)</dt>\s*<dd>(\d+)</dd>", page)
    assert dict(strip) == {
        "Baru": "1",
        "Berubah": "0",
        "Tetap": "0",
        "Hilang di sumber": "0",
        "Gagal": "1",
        "Ditahan": "0",
    }
    assert "Server menjawab 404" in page
    assert "/jembatan/1" in page
    with instance.work() as work:
        total, archived = harvest.responses(work, job)
        hashes = [one.sha256 for one in archived]
    assert total == len(hashes) == 3
    for sha256 in hashes:
        assert sha256 in page


def test_the_list_says_how_a_source_stands(instance: Instance, source: Source, client: FlaskClient) -> None:
    harvested(instance, source)
    page = get(client, "/panen")
    assert "1 kumpulan data" in page
    assert "hanya diperiksa bila pengelola memintanya" in page
    assert "berhasil terakhir" not in page
    with instance.work(SYSTEM) as work:
        harvest.get(work, "uji").interval = 1440
        work.session.add(
            HarvestJob(
                source_id=harvest.get(work, "uji").id,
                status="failed",
                started=work.clock(),
                heartbeat=work.clock(),
                finished=work.clock(),
            )
        )
    page = get(client, "/panen")
    assert "berhasil terakhir" in page
    assert "diperiksa tiap hari" in page


def test_a_dataset_names_the_source_and_the_run_that_wrote_it(
    instance: Instance, source: Source, client: FlaskClient
) -> None:
    job = harvested(instance, source)
    harvest.run(instance, "uji")
    with instance.work() as work:
        (name,) = datasets.names(work)
    page = get(client, f"/dataset/{name}")
    assert 'href="/panen/uji">Daftar uji</a>' in page
    assert f'href="/panen/uji/{job}"' in page


def test_a_second_run_has_no_new_answers(instance: Instance, source: Source, client: FlaskClient) -> None:
    harvested(instance, source)
    second = harvest.run(instance, "uji").job
    assert "Tidak ada jawaban baru." in get(client, f"/panen/uji/{second}")
    runs = re.findall(
        r'<th scope="row" class="row-number"><a href="/panen/uji/(\d+)">', get(client, "/panen/uji")
    )
    assert runs == [str(second), str(second - 1)]


def test_a_source_inside_the_network_gives_no_address_away(
    instance: Instance, source: Source, client: FlaskClient
) -> None:
    job = harvested(instance, source)
    inner = {"scheme": "http", "url": f"{source.url}/x", "host": "pusat-data.internal", "address": "10.1.2.3"}
    with instance.work() as work:
        message = Message("%(scheme)s %(url)s %(host)s %(address)s", inner)
        text = f"file:///srv/rahasia/data.csv {source.url}/y"
        nested = Message("%(first)s %(text)s", {"first": message, "text": text})
        work.session.add(
            HarvestError(
                job_id=job,
                outcome="failed",
                stage="fetch",
                remote_id="x",
                title="X",
                address="file:///srv/rahasia/data.csv",
                message=nested,
            )
        )
        found = work.session.get(HarvestJob, job)
        assert found
        found.reason = nested
    for path in ("/panen", "/panen/uji", f"/panen/uji/{job}", f"/en/panen/uji/{job}"):
        page = get(client, path)
        for secret in ("127.0.0.1", source.url, "10.1.2.3", "pusat-data", "/srv", "rahasia"):
            assert secret not in page.partition("<main")[2], (path, secret)
    assert "data.csv" in get(client, f"/panen/uji/{job}")


def test_a_public_source_shows_its_address_but_not_where_a_name_led(
    instance: Instance, source: Source, client: FlaskClient
) -> None:
    job = harvested(instance, source)
    with instance.work() as work:
        found = harvest.get(work, "uji")
        found.allow_private, found.url = False, "https://data.example.id/api"
        run = work.session.get(HarvestJob, job)
        assert run
        run.reason = Message(
            "%(url)s menuju %(address)s", {"url": "https://data.example.id/api", "address": "10.1.2.3"}
        )
    assert 'href="https://data.example.id/api"' in get(client, "/panen/uji")
    page = get(client, f"/panen/uji/{job}")
    assert "https://data.example.id/api menuju …" in page
    assert "10.1.2.3" not in page


def test_a_running_job_shows_how_far_it_is(instance: Instance, source: Source, client: FlaskClient) -> None:
    harvested(instance, source)
    seen: list[str] = []

    def look(stage: str, done: int, total: int, title: str) -> None:
        with instance.work() as work:
            job = harvest.jobs(work, "uji", limit=1)[0][0].id
        seen.append(get(client, f"/panen/uji/{job}"))

    harvest.run(instance, "uji", look)
    assert any("Sedang berjalan" in page and '<progress id="kemajuan"' in page for page in seen)


def test_problems_and_runs_are_paged(instance: Instance, source: Source, client: FlaskClient) -> None:
    job = harvested(instance, source)
    with instance.work() as work:
        for number in range(150):
            work.session.add(
                HarvestError(
                    job_id=job,
                    outcome="held",
                    stage="check",
                    remote_id=f"d{number}",
                    title=f"Dataset <b>{number}</b>",
                    address="",
                    message=Message("Tabel %(table)s kosong.", {"table": "<i>x</i>"}),
                )
            )
    first, second = get(client, f"/panen/uji/{job}"), get(client, f"/panen/uji/{job}?page=2")
    assert "Dataset &lt;b&gt;5&lt;/b&gt;" in first
    assert "Dataset &lt;b&gt;149&lt;/b&gt;" not in first
    assert "Dataset &lt;b&gt;149&lt;/b&gt;" in second
    assert "<i>x</i>" not in first + second


@pytest.mark.parametrize(
    "path",
    [
        "/panen/tidak-ada",
        "/panen/tidak-ada/1",
        "/panen/uji/99",
        "/panen/uji/99999999999999999999",
        "/panen/uji/-1",
        "/panen/lain/1",
        "/panen/%3Cscript%3E",
    ],
)
def test_what_is_not_there_is_not_found(
    instance: Instance, source: Source, client: FlaskClient, path: str
) -> None:
    harvested(instance, source)
    add_source(instance, spec_text(source.url, ["jalan"]), "lain")
    page = get(client, path, 404)
    assert "<script>" not in page


def test_an_empty_catalogue_says_how_to_begin(client: FlaskClient) -> None:
    assert "Belum ada sumber" in get(client, "/panen")


def test_a_source_without_runs_says_so(instance: Instance, source: Source, client: FlaskClient) -> None:
    add_source(instance, spec_text(source.url, ["jalan"]))
    assert "belum pernah" in get(client, "/panen")
    assert "Belum pernah dipanen" in get(client, "/panen/uji")
    with instance.work() as work:
        work.session.get_one(HarvestSource, harvest.get(work, "uji").id).active = False
    assert "tidak aktif" in get(client, "/panen")


def test_a_scheme_has_an_end_so_that_long_words_are_read_once() -> None:
    assert harvest_words._without_host(f"{'a' * 40}://dalam/x") == f"{'a' * 9}…/x"
