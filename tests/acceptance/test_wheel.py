"""The wheel, in an environment of its own and run from elsewhere, is the same site as the checkout."""

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.conftest import Site
from tests.acceptance.pages import Page
from tests.cli.conftest import answer, environment, free_port

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "catalog",
    "harvesters",
    "templates",
    "static",
    "migrations",
    "setup.cfg",
    "setup.py",
    "pyproject.toml",
)
TEXTS = ("README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without network from a copy, so that the checkout stays as it is."""
    assert (ROOT / "static" / "vendor" / "manifest.json").exists(), "run `make assets` first"
    copy, target = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("dist")
    for name in (*PARTS, *TEXTS):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(source, copy / name)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(copy))
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`lumbung` of a new environment that has the wheel, and sees the dependencies of this one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    # A path in a .pth file is searched last, and the .pth files in it, such as the checkout's, are not read.
    dependencies = folder / "lib" / version / "site-packages" / "dependencies.pth"
    dependencies.write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "lumbung"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installed program runs: far from the checkout."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def installed(command: Path, elsewhere: Path) -> Iterator[Site]:
    """A site of the wheel: its sample data center, harvested and served."""
    lumbung(command, elsewhere, "init")
    with started(command, elsewhere, "datacenter", "--port", "0") as center:
        assert center.stdout
        words = ("--kind", "eplanning", "--url", center.stdout.readline().strip(), "--allow-private")
        lumbung(command, elsewhere, "harvest", "add", "contoh", *words)
        lumbung(command, elsewhere, "harvest", "run", "contoh")
    port = free_port()
    with started(command, elsewhere, "serve", "--port", str(port), "--workers", "1"):
        address = f"http://127.0.0.1:{port}"
        answer(f"{address}/")
        yield Site(elsewhere / "instance", address, elsewhere / "errors.log")


@contextmanager
def started(command: Path, folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until the block ends."""
    with (folder / "errors.log").open("a") as log:
        process = subprocess.Popen(
            [command, *words], cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True, env=clean()
        )
        with process:
            yield process
            process.terminate()


def clean() -> dict[str, str]:
    """An environment in which nothing leads to the checkout."""
    return {name: value for name, value in environment().items() if not name.startswith("PYTHON")}


def pip(*words: str) -> None:
    """Run pip; its complaints are the failure's text."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *words],
        capture_output=True, text=True, env=clean() | {"PIP_NO_INPUT": "1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def lumbung(command: Path, elsewhere: Path, *words: str) -> str:
    """Standard output of a command that has to do well."""
    done = subprocess.run(
        [command, *words], cwd=elsewhere, capture_output=True, text=True, env=clean(), check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"catalog", "harvesters"}
    for needed in (
        "catalog/py.typed", "catalog/migrations/env.py", "catalog/templates/base.html",
        "catalog/data/skpd_jatim.csv",
        "catalog/static/vendor/manifest.json", "catalog/translations/en/LC_MESSAGES/messages.mo",
        "catalog/demo/specs/eplanning.toml",
    ):  # fmt: skip
        assert needed in names
    assert not [
        name for name in names if "/node_modules/" in name or name.endswith(".pyc") or "tests" in name
    ]
    for folder, inside in (("templates", "catalog/templates"), ("migrations", "catalog/migrations")):
        sources = [
            path for path in (ROOT / folder).rglob("*") if path.suffix in (".html", ".py", ".mako", ".xml")
        ]
        assert {f"{inside}/{path.relative_to(ROOT / folder)}" for path in sources} <= set(names)


def test_it_runs_from_its_own_files(command: Path, elsewhere: Path) -> None:
    code = "import catalog, harvesters; print(catalog.__file__); print(harvesters.__file__)"
    done = subprocess.run(
        [command.with_name("python"), "-c", code],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        env=clean(),
        check=True,
    )
    assert all(line.startswith(str(command.parents[1])) for line in done.stdout.splitlines())
    kinds = lumbung(command, elsewhere, "harvest", "kinds")
    assert {line.split()[0] for line in kinds.splitlines()} == {"ebudgeting", "eplanning"}


def test_the_sample_is_harvested_and_all_is_well(installed: Site, command: Path, elsewhere: Path) -> None:
    found = installed.action("package_search", {"rows": 100})
    assert found["count"] == len(found["results"]) == 4
    assert all("CONTOH" in one["title"] for one in found["results"])
    assert lumbung(command, elsewhere, "doctor") == "All is well.\n"
    assert "finished" in lumbung(command, elsewhere, "harvest", "list")
    assert "Traceback" not in installed.log.read_text()


def test_its_pages_are_those_of_the_checkout(installed: Site, tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(installed.folder, folder)
    names = [one["name"] for one in installed.action("package_search", {"rows": 3})["results"]]
    paths = [
        "/", "/en/", "/dataset?q=kesehatan", "/en/dataset?q=health", "/anggaran", "/organization", "/group",
        "/tentang", "/en/tentang", "/nothing-here", "/api/3/action/package_search?q=kesehatan",
    ]  # fmt: skip
    paths += [f"/dataset/{name}" for name in names] + [f"/en/dataset/{name}" for name in names]
    taken = {path: body(installed, path) for path in paths}
    port = free_port()
    words = ["serve", "--port", str(port), "--no-worker", "--workers", "1", "--instance", str(folder)]
    process = subprocess.Popen([sys.executable, "-m", "catalog", *words], cwd=ROOT, env=environment())
    try:
        own = Site(folder, f"http://127.0.0.1:{port}", tmp_path / "log")
        answer(f"{own.address}/")
        for path in paths:
            assert body(own, path).replace(own.address, installed.address) == taken[path]
    finally:
        process.terminate()
        process.wait(timeout=20)


def body(site: Site, path: str) -> str:
    """An answer, whatever its status."""
    return answer(f"{site.address}{path}").data.decode()


def test_english_and_front_end_files_are_served(installed: Site) -> None:
    page = Page(body(installed, "/en/"))
    assert 'lang="en"' in page.html
    assert "Search" in page.text
    assert "Cari data" not in page.text
    manifest = json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text())
    for entry in manifest.values():
        found = installed.get(f"/static/{entry['file']}")
        assert found.data == (ROOT / "static" / "vendor" / entry["file"]).read_bytes()
        assert "immutable" in found.headers["Cache-Control"]
    assert any(f"/static/{entry['file']}" in page.html for entry in manifest.values())


def test_it_upgrades_an_instance_of_the_checkout(command: Path, elsewhere: Path, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    subprocess.run(
        [sys.executable, "-m", "catalog", "init", "--instance", str(folder)],
        check=True,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    again = lumbung(command, elsewhere, "init", "--instance", str(folder))
    assert "password" not in again
    assert lumbung(command, elsewhere, "doctor", "--instance", str(folder)) == "All is well.\n"
