"""Commands that end: what they print, what they change, how they exit."""

import json
from pathlib import Path

from catalog import organizations
from catalog.access import SYSTEM
from catalog.settings import load_settings
from catalog.work import open_instance
from tests.cli.conftest import Command

TWO_YEARS = """
kind = "ebudgeting"
title = "Uji"
url = "{url}"
years = [2024, 2025]
[publisher]
slug = "bpkad"
title = "BPKAD"
[government]
code = "35"
scheme = "kemendagri"
name = "Pemprov Jawa Timur"
[columns.satu.nama]
title = "Nama"
[[dataset]]
id = "uji-{{tahun}}"
title = "Uji {{tahun}}"
[dataset.table.isi]
name = "Isi"
address = "/{{tahun}}.csv"
format = "csv"
columns = ["satu"]
"""


def test_init_makes_an_instance_once(lumbung: Command, folder: Path) -> None:
    first = lumbung("init")
    assert first.returncode == 0, first.stderr
    assert "one-time password:" in first.stdout
    second = lumbung("init")
    assert second.returncode == 0
    assert "password" not in second.stdout
    with open_instance(load_settings(folder)).work(SYSTEM) as work:
        assert len(organizations.listing(work)) == 65
    assert lumbung("doctor").stdout == "All is well.\n"


def test_commands_without_an_instance_say_how_to_make_one(lumbung: Command) -> None:
    for words in (("serve",), ("worker",), ("harvest", "list"), ("user", "add", "a", "--email", "a@b.id")):
        refusal = lumbung(*words)
        assert refusal.returncode == 1
        assert "lumbung init --instance" in refusal.stderr
        assert "Traceback" not in refusal.stderr
    assert "lumbung init" in lumbung("doctor").stdout


def test_people_and_tokens(lumbung: Command) -> None:
    lumbung("init")
    added = lumbung("user", "add", "ani", "--email", "ani@contoh.go.id", "--administrator")
    assert added.returncode == 0
    token = lumbung("token", "create", "ani")
    assert token.returncode == 0
    assert len(token.stdout.strip()) >= 40
    assert token.stdout.count("\n") == 1
    unknown = lumbung("token", "create", "budi")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "budi" in unknown.stderr
    bad = lumbung("user", "add", "Nama Salah", "--email", "x")
    assert bad.returncode == 1
    assert {line.split(":")[1].strip() for line in bad.stderr.splitlines()} == {"name", "email"}


def test_roles_are_given_and_taken(lumbung: Command) -> None:
    lumbung("init")
    lumbung("user", "add", "ani", "--email", "ani@contoh.go.id")
    assert lumbung("user", "grant", "ani", "produsen", "--organization", "dinas-pendidikan").returncode == 0
    assert lumbung("user", "grant", "ani", "pembina").returncode == 0
    listed = lumbung("user", "list").stdout
    assert "pembina (whole province), produsen (dinas-pendidikan)" in listed
    assert lumbung("user", "grant", "ani", "produsen", "--organization", "hantu").returncode == 1
    assert lumbung("user", "revoke", "ani").returncode == 0
    assert "pembina" not in lumbung("user", "list").stdout
    assert lumbung("user", "end", "ani").returncode == 0
    assert "ended" in lumbung("user", "list").stdout
    assert "administrator" in lumbung("user", "end", "admin").stderr


def test_a_source_of_a_private_address_needs_permission(lumbung: Command) -> None:
    lumbung("init")
    add = ("harvest", "add", "uji", "--kind", "ebudgeting", "--url", "http://127.0.0.1:9")
    refused = lumbung(*add)
    assert refused.returncode == 1
    assert "127.0.0.1" in refused.stderr
    assert lumbung("harvest", "list").stdout == ""
    assert lumbung(*add, "--allow-private").returncode == 0
    assert "uji" in lumbung("harvest", "list").stdout
    never = json.loads(lumbung("harvest", "show", "uji", "--json").stdout)
    assert (never["status"], never["created"], never["errors"]) == ("never", 0, [])
    again = lumbung(*add, "--allow-private")
    assert again.returncode == 1
    assert "uji" in again.stderr
    assert lumbung("harvest", "add", "x", "--kind", "ebudgeting").returncode == 2
    assert lumbung("harvest", "run", "tidak-ada").returncode == 1


def test_a_dead_source_is_a_failed_run_with_a_reason(lumbung: Command) -> None:
    lumbung("init")
    address = "http://127.0.0.1:9"
    lumbung("harvest", "add", "mati", "--kind", "ebudgeting", "--url", address, "--allow-private")
    run = lumbung("harvest", "run", "mati")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    report = json.loads(lumbung("harvest", "show", "mati", "--json").stdout)
    assert report["status"] == "failed"
    assert report["failed"] > 0
    assert all(error["message"] for error in report["errors"])


def test_one_bad_dataset_among_good_ones_is_an_exit_code(lumbung: Command, tmp_path: Path) -> None:
    lumbung("init")
    (tmp_path / "2024.csv").write_text("nama\nsatu\n")
    spec = tmp_path / "spec.toml"
    spec.write_text(TWO_YEARS.format(url=tmp_path.as_uri()))
    assert lumbung("harvest", "add", "uji", "--spec", str(spec), "--allow-private").returncode == 0
    run = lumbung("harvest", "run", "uji")
    report = json.loads(lumbung("harvest", "show", "uji", "--json").stdout)
    assert (report["status"], report["created"], report["failed"]) == ("finished", 1, 1)
    assert run.returncode == 1
    (tmp_path / "2025.csv").write_text("nama\ndua\n")
    assert lumbung("harvest", "run", "uji").returncode == 0


def test_kinds_and_help_teach(lumbung: Command) -> None:
    kinds = lumbung("harvest", "kinds").stdout
    assert {line.split()[0] for line in kinds.splitlines()} >= {"ebudgeting", "eplanning"}
    for words in ((), ("serve",), ("harvest",), ("harvest", "add"), ("datacenter",), ("demo",)):
        text = lumbung(*words, "--help", instance=False)
        assert text.returncode == 0
        assert len(text.stdout) > 200


def test_bad_settings_are_a_sentence(lumbung: Command, folder: Path) -> None:
    lumbung("init")
    with (folder / "settings.toml").open("a") as text:
        text.write("prot = 1\n")
    refusal = lumbung("doctor")
    assert refusal.returncode == 1
    assert "prot" in refusal.stderr
    assert "Traceback" not in refusal.stderr


def test_doctor_finds_what_is_wrong(lumbung: Command, folder: Path) -> None:
    lumbung("init")
    instance = open_instance(load_settings(folder))
    with instance.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")
    report = lumbung("doctor")
    assert report.returncode == 1
    assert "schema" in report.stdout
    assert "lumbung init" in report.stdout
