"""Files inside ZIP and gzip, and what a file is by its first bytes, not by its name."""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from catalog.errors import Unreadable
from catalog.tabular.raw import Limits
from catalog.text import Message

_CHUNK = 2**20
_MOST_MEMBERS = 1_000
_ZIP, _GZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1"
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<script")
# RuntimeError is a locked member, NotImplementedError a way of packing that Python does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class Opened:
    """A file as it is inside its container; `members` are the names of all files in a ZIP."""

    path: Path
    compression: str = ""
    member: str = ""
    members: tuple[str, ...] = ()


@contextmanager
def unpacked(path: Path, limits: Limits, member: str = "", preferred: str = "") -> Iterator[Opened]:
    """The file itself, or the one inside it, in a temporary place that goes with the context.

    `member` names a file of a ZIP; without it the preferred one is taken if there is one, else the largest.
    Raises Unreadable for broken, locked and nested containers, for names that leave the folder, and for what
    is larger than the limits.
    """
    require_size(path, limits)
    start = _start(path)
    if start.startswith(_GZIP):
        with tempfile.TemporaryDirectory(prefix="lumbung-") as folder:
            yield Opened(_gunzip(path, Path(folder) / "content", limits), "gzip")
    elif start.startswith(_ZIP) and not _is_document(path):
        with tempfile.TemporaryDirectory(prefix="lumbung-") as folder:
            yield _unzip(path, (member, preferred), Path(folder) / "content", limits)
    else:
        yield Opened(path)


def require_size(path: Path, limits: Limits) -> None:
    """Raise Unreadable for a file that is empty or larger than the limits."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(Message("Berkas kosong: tidak ada satu bita pun di dalamnya."))
    if size > limits.file_bytes:
        raise Unreadable(
            Message(
                "Berkas terlalu besar: %(size)s bita, paling besar %(limit)s.",
                {"size": size, "limit": limits.file_bytes},
            )
        )


def format_of(path: Path, filename: str) -> str:
    """csv, xlsx, xls, ods, json, ndjson or parquet; Unreadable names what else the bytes are."""
    start = _start(path)
    if start.startswith(_ZIP):
        return _document(path)
    if start.startswith(_OLE):
        return "xls"
    if start.startswith(_PARQUET):
        return "parquet"
    for magic, name in _OTHERS:
        if start.startswith(magic):
            raise Unreadable(Message("Berkas ini %(format)s, bukan tabel.", {"format": name}))
    if is_html(path):
        raise Unreadable(Message("Berkas ini halaman HTML, bukan tabel."))
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    suffix = PurePosixPath(filename.lower().removesuffix(".gz")).suffix
    if suffix in (".ndjson", ".jsonl") or (text.startswith(b"{") and _next_line_is_record(text)):
        return "ndjson"
    if text.startswith((b"[", b"{")) and suffix not in (".csv", ".tsv", ".txt"):
        return "json"
    return "csv"


def is_html(path: Path) -> bool:
    """Whether a file begins as a web page does, which is what a source sends in place of its data."""
    return _start(path).removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_HTML)


def _next_line_is_record(text: bytes) -> bool:
    first, _, second = text.partition(b"\n")
    return first.rstrip().endswith(b"}") and second.startswith(b"{")


def _start(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(2048)


def _is_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return {"[Content_Types].xml", "content.xml"} & set(archive.namelist()) != set()
    except _BROKEN as error:
        raise Unreadable(Message("Berkas ZIP rusak: mungkin terpotong.")) from error


def _document(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "content.xml" in names:
        return "ods"
    if any(name.endswith("workbook.bin") for name in names):
        raise Unreadable(Message("Berkas ini XLSB. Simpan sebagai XLSX, lalu unggah lagi."))
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    raise Unreadable(Message("Berkas ini bukan buku kerja: mungkin dokumen Word atau lainnya."))


def _unzip(path: Path, wanted: tuple[str, str], target: Path, limits: Limits) -> Opened:
    try:
        with zipfile.ZipFile(path) as archive:
            tables = _members(archive)
            chosen = _chosen(tables, *wanted)
            if chosen.flag_bits & 1:
                raise Unreadable(Message("Berkas terkunci sandi. Simpan tanpa sandi, lalu unggah lagi."))
            with archive.open(chosen) as source:
                _copy(source, target, limits)
    except _BROKEN as error:
        raise Unreadable(Message("Berkas ZIP rusak: mungkin terpotong.")) from error
    _require_flat(target)
    return Opened(target, "zip", chosen.filename, tuple(tables))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > _MOST_MEMBERS:
        raise Unreadable(Message("Berkas ZIP berisi lebih dari %(limit)s berkas.", {"limit": _MOST_MEMBERS}))
    for info in infos:
        _require_plain_name(info.filename)
    return {info.filename: info for info in infos if not _is_clutter(info.filename)}


def _chosen(tables: dict[str, zipfile.ZipInfo], member: str, preferred: str) -> zipfile.ZipInfo:
    if not tables:
        raise Unreadable(Message("Berkas ZIP kosong."))
    if member and member not in tables:
        raise Unreadable(
            Message(
                "Berkas %(member)s tidak ada di dalam ZIP. Yang ada: %(names)s.",
                {"member": member, "names": ", ".join(list(tables)[:20])},
            )
        )
    largest = max(tables.values(), key=lambda info: info.file_size)
    return tables.get(member or preferred, largest)


def _gunzip(path: Path, target: Path, limits: Limits) -> Path:
    try:
        with gzip.open(path) as source:
            _copy(source, target, limits)
    except _BROKEN as error:
        raise Unreadable(Message("Berkas gzip rusak: mungkin terpotong.")) from error
    _require_flat(target)
    return target


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, limits: Limits) -> None:
    """By count, since the sizes that a container states need not be true."""
    written = 0
    with target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > limits.unzipped_bytes:
                raise Unreadable(
                    Message(
                        "Isi berkas terlalu besar bila dibuka: lebih dari %(limit)s bita.",
                        {"limit": limits.unzipped_bytes},
                    )
                )
            out.write(chunk)
    if not written:
        raise Unreadable(Message("Berkas kosong: tidak ada satu bita pun di dalamnya."))


def _require_flat(path: Path) -> None:
    start = _start(path)
    if start.startswith(_GZIP) or (start.startswith(_ZIP) and not _is_document(path)):
        raise Unreadable(Message("Ada arsip di dalam arsip. Unggah berkas tabelnya saja."))


def _require_plain_name(name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or name.startswith(("/", "\\")) or ":" in name or "\0" in name:
        raise Unreadable(
            Message("Nama berkas di dalam ZIP keluar dari foldernya: %(name)s.", {"name": name[:100]})
        )


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] in ("Thumbs.db", "desktop.ini")
