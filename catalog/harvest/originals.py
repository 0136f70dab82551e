"""The original bytes of a table as one file to download."""

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from catalog.datasets import FileDraft
from catalog.harvest.records import Raw
from catalog.storage import FileStore
from catalog.text import slugify

_EXTENSIONS = {
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel": "xls",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/zip": "zip",
}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can tell


def original_file(store: FileStore, stem: str, originals: Sequence[Raw]) -> FileDraft:
    """One response as it is; several as a ZIP in their order. Equal responses give equal bytes."""
    if len(originals) == 1:
        raw = originals[0]
        return FileDraft(f"{stem}.{_extension(raw)}", raw.sha256, raw.size)
    with tempfile.TemporaryFile(dir=store.folder) as file:
        # Stored, not deflated: compressed bytes differ from one release of zlib to the next.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for number, raw in enumerate(originals, 1):
                entry = zipfile.ZipInfo(_entry_name(number, raw), _LONG_AGO)
                with raw.path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                    while chunk := source.read(2**20):
                        target.write(chunk)
        file.seek(0)
        stored = store.put(file)
    return FileDraft(f"{stem}.zip", stored.sha256, stored.size)


def format_of(file: FileDraft) -> str:
    """The format that a file's name tells."""
    return file.filename.rpartition(".")[2].upper()


def _entry_name(number: int, raw: Raw) -> str:
    parts = urlsplit(raw.address)
    words = slugify(f"{PurePosixPath(unquote(parts.path)).stem} {parts.query}", 80) or "data"
    return f"{number:04d}-{words}.{_extension(raw)}"


def _extension(raw: Raw) -> str:
    if raw.media_type in _EXTENSIONS:
        return _EXTENSIONS[raw.media_type]
    suffix = PurePosixPath(urlsplit(raw.address).path).suffix[1:].lower()
    return suffix if re.fullmatch(r"[a-z0-9]{1,5}", suffix) else "bin"
