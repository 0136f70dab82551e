"""A data center from files: `datacenter.toml` says which file answers which address.

    nama = "Kabupaten Bandung 2025"          # optional: the name of the feed

    [[answer]]
    address = "/eplanning/program"           # an address of the data center, without its query
    file = "RUP-ProgramMaster.json"          # relative to this folder, or absolute
    tahun = 2025                             # optional: the only year it answers
    records = "hasil.data"                   # optional, e-planning only: where the array is inside the JSON

    [[answer]]
    address = "/ebudgeting/apbd"             # one entry for each year and format; the ending tells the format
    file = "apbd-2025.xlsx"
    tahun = 2025

    [[answer]]
    address = "/files/jatim/"                # with a folder: everything in it
    file = "../jatim"

E-planning records may carry `tahun_anggaran`: then an entry without `tahun` answers each year with its own.
Files are read again when they change; the TOML is read once.
"""

import json
import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from catalog.demo.content import FORMATS, KINDS, STAGES, Content, Records, content_of_file, to_json
from catalog.errors import BadQuery, NotFound, Unreadable
from catalog.text import Message

CONFIG = "datacenter.toml"
_KNOWN = {f"/eplanning/{kind}" for kind in KINDS} | {f"/ebudgeting/{stage}" for stage in STAGES}


@dataclass(frozen=True)
class Entry:
    """One `[[answer]]`: `file` is absolute and was there when the data center started."""

    address: str
    file: Path
    tahun: int | None = None
    records: str = ""


@dataclass(frozen=True)
class FolderSource:
    """The answers of a folder."""

    title: str
    entries: tuple[Entry, ...]

    def records(self, kind: str, tahun: int | None) -> Records:
        """The records of all files of that kind and year, in the order of the TOML."""
        entries = tuple(self._entries(f"/eplanning/{kind}", tahun))
        stats = [entry.file.stat() for entry in entries]
        records = _read_records(entries, tahun, tuple((stat.st_mtime_ns, stat.st_size) for stat in stats))
        if tahun is not None and not records.texts:
            raise NotFound(Message("Tidak ada data tahun %(tahun)s.", {"tahun": tahun}))
        return records

    def table(self, stage: str, tahun: int | None, form: str | None) -> Content:
        """The file's own bytes; without a format JSON, or else the first file."""
        entries = self._entries(f"/ebudgeting/{stage}", tahun)
        if len({entry.tahun for entry in entries}) > 1:
            raise BadQuery(
                Message(
                    "Sebutkan tahun, misalnya ?tahun=%(tahun)s.",
                    {"tahun": max(entry.tahun or 0 for entry in entries)},
                )
            )
        by_form = {entry.file.suffix.lower().lstrip("."): entry for entry in reversed(entries)}
        entry = by_form.get(form or "json") or (None if form else entries[0])
        if entry is None:
            known = ", ".join(one for one in FORMATS if one in by_form)
            raise NotFound(Message("Format itu tidak tersedia. Yang ada: %(known)s.", {"known": known}))
        return content_of_file(entry.file)

    def file(self, path: str) -> Content:
        """A file that the TOML names or that lies inside a folder that it names, links followed."""
        address = f"/files/{path}"
        for entry in self.entries:
            if entry.address == address and entry.file.is_file():
                return content_of_file(entry.file)
            if (
                address.startswith(entry.address.rstrip("/") + "/")
                and entry.file.is_dir()
                and "\0" not in path
            ):
                rest = address.removeprefix(entry.address.rstrip("/") + "/")
                target = (entry.file / rest).resolve()
                if target.is_relative_to(entry.file) and target.is_file():
                    return content_of_file(target)
        raise NotFound(Message("Berkas “%(path)s” tidak ada.", {"path": path[:200]}))

    def _entries(self, address: str, tahun: int | None) -> list[Entry]:
        entries = [entry for entry in self.entries if entry.address == address]
        if not entries:
            raise NotFound(Message("Data center ini tidak menyajikan %(address)s.", {"address": address}))
        found = [entry for entry in entries if tahun is None or entry.tahun in (None, tahun)]
        if not found:
            known = ", ".join(sorted({str(entry.tahun) for entry in entries}))
            raise NotFound(
                Message(
                    "Tidak ada data tahun %(tahun)s. Tahun yang ada: %(known)s.",
                    {"tahun": tahun, "known": known},
                )
            )
        return found


def read_folder(folder: Path) -> FolderSource:
    """The source that `datacenter.toml` describes; raises Unreadable naming the entry that cannot be used."""
    try:
        config = tomllib.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(
            Message("%(file)s tidak dapat dibaca: %(error)s", {"file": folder / CONFIG, "error": error})
        ) from error
    entries = tuple(_entry(folder, number, one) for number, one in enumerate(config.get("answer", []), 1))
    return FolderSource(str(config.get("nama", folder.resolve().name)), entries)


def _entry(folder: Path, number: int, table: dict[str, object]) -> Entry:
    address, file, tahun, records = (table.get(key) for key in ("address", "file", "tahun", "records"))
    unknown = table.keys() - {one.name for one in fields(Entry)}
    problem = None
    if unknown:
        problem = f"kunci tidak dikenal: {', '.join(sorted(unknown))}"
    elif not isinstance(address, str) or not (address in _KNOWN or address.startswith("/files/")):
        problem = f"address tidak dikenal: {address}"
    elif not isinstance(file, str) or not (folder / file).exists():
        problem = f"file tidak ada: {file}"
    elif (folder / file).is_dir() and not address.startswith("/files/"):
        problem = f"file adalah folder: {file}"
    elif not isinstance(tahun, int | None) or not isinstance(records, str | None):
        problem = "tahun harus bilangan bulat dan records harus teks"
    else:
        return Entry(address, (folder / file).resolve(), tahun, records or "")
    raise Unreadable(
        Message(
            "%(file)s, [[answer]] ke-%(number)s: %(problem)s",
            {"file": folder / CONFIG, "number": number, "problem": problem},
        )
    )


@lru_cache(maxsize=8)
def _read_records(
    entries: tuple[Entry, ...], tahun: int | None, stamps: tuple[tuple[int, int], ...]
) -> Records:
    """Cached by the time and size of each file, so that the hashes of its pages live as long as it does."""
    texts = [to_json(record) for entry in entries for record in _array(entry, tahun)]
    return Records(texts, datetime.fromtimestamp(max(mtime for mtime, _ in stamps) // 10**9, UTC))


def _array(entry: Entry, tahun: int | None) -> list[dict[str, object]]:
    try:
        found = json.loads(entry.file.read_bytes())
        for key in filter(None, entry.records.split(".")):
            found = found[key]
        if tahun is None or entry.tahun:
            return list(found)
        return [record for record in found if record.get("tahun_anggaran", tahun) == tahun]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unreadable(
            Message("Berkas %(name)s bukan larik catatan JSON.", {"name": entry.file.name})
        ) from error
