"""The ground floor: settings, text, storage, time."""

import hashlib
import io
import resource
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from catalog.activity import Activity
from catalog.db import Base, open_engine
from catalog.settings import BadSettings, load_settings, write_settings
from catalog.storage import FileStore
from catalog.text import Message, group_digits, slugify

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    write_settings(tmp_path)
    with (tmp_path / "settings.toml").open("a") as text:
        text.write('port = 8080\nsite_title = "Dari berkas"\n')
    settings = load_settings(tmp_path, {"LUMBUNG_SITE_TITLE": "Dari lingkungan"})
    assert (settings.port, settings.site_title, settings.threads) == (8080, "Dari lingkungan", 4)
    secret = settings.secret_key
    write_settings(tmp_path)
    assert load_settings(tmp_path, {}).secret_key == secret
    assert len(secret) == 64
    assert (tmp_path / "settings.toml").stat().st_mode & 0o077 == 0


def test_a_settings_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, usual[1]))
    try:
        with pytest.raises(OSError, match="large"):
            write_settings(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []
    write_settings(tmp_path)
    assert load_settings(tmp_path, {}).secret_key


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("prot = 1", "prot"),
        ('port = "x"', "port"),
        ("port = ", "TOML"),
        ("port = 70000", "port"),
        ("workers = 0", "workers"),
        ("threads = true", "threads"),
        ("port = 1.9", "port"),
        ("fetch_read_seconds = nan", "fetch_read_seconds"),
        ("fetch_total_seconds = inf", "fetch_total_seconds"),
        ('site_url = "javascript:x"', "site_url"),
    ],
)
def test_bad_settings_are_named(tmp_path: Path, line: str, named: str) -> None:
    (tmp_path / "settings.toml").write_text(line)
    with pytest.raises(BadSettings, match=named):
        load_settings(tmp_path, {})


def test_a_folder_that_cannot_hold_the_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="question mark"):
        load_settings(tmp_path / "data? mungkin", {})


def test_what_rows_hold_is_in_no_error(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 't.db'}")
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("INSERT INTO absent VALUES (:value)"), {"value": "rahasia"})
    assert "rahasia" not in str(raised.value)


def test_bytes_are_kept_once_under_their_hash_and_never_change(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first = store.put(b"padi")
    assert first == store.put(io.BytesIO(b"padi")) == store.put([b"pa", b"di"])
    assert first.sha256 == hashlib.sha256(b"padi").hexdigest()
    with store.open(first.sha256) as stored:
        assert stored.read() == b"padi"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(first.sha256)]
    assert store.path(first.sha256).stat().st_mode & 0o222 == 0
    for bad in ("../../etc/passwd", "A" * 64, "ab", "/" * 64):
        with pytest.raises(ValueError, match="SHA-256"):
            store.path(bad)


def test_a_broken_source_leaves_nothing_behind(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"setengah"
        raise OSError("putus")

    store = FileStore(tmp_path)
    with pytest.raises(OSError, match="putus"):
        store.put(chunks())
    assert list(tmp_path.iterdir()) == []


def test_time_without_zone_is_refused(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 't.db'}")
    Base.metadata.create_all(engine)
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  that is what is refused
    row = {"at": naive, "actor": "", "kind": "", "object_id": "", "detail": {}}
    with Session(engine) as session, pytest.raises(StatementError, match="naive"):
        session.execute(insert(Activity).values(row))


def test_text_holds_nothing_that_a_database_refuses(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 't.db'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Activity(at=NOW, actor="a\0b", kind="", object_id="", detail={}))
        session.flush()
        session.expire_all()
        assert session.scalars(select(Activity.actor).where(Activity.actor == "a\0b")).all() == ["a\ufffdb"]
    engine.dispose()


def test_words_and_figures() -> None:
    assert slugify("Dinas Perumahan Rakyat, Kawasan Permukiman & Cipta Karya") == (
        "dinas-perumahan-rakyat-kawasan-permukiman-cipta-karya"
    )
    assert slugify("é" * 300) == "e" * 100
    assert group_digits(31120677901940) == "31.120.677.901.940"
    assert group_digits(Decimal("1234567.80"), "en") == "1,234,567.8"
    assert group_digits(Decimal("-0.05")) == "-0,05"
    assert str(Message("Nama %(name)s", {"name": "x"})) == "Nama x"
    assert str(Message("100% pasti")) == "100% pasti"
