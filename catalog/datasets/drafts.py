"""Drafts: what any door hands in, and the one validation they all pass."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from catalog.datasets.licenses import LICENSES
from catalog.errors import Invalid
from catalog.tabular import Column, Loaded
from catalog.tabular.recipe import Recipe, Told
from catalog.text import Message, slugify


@dataclass(frozen=True)
class FileDraft:
    """Stored original bytes, and the name under which they are downloaded."""

    filename: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ResourceDraft:
    """A resource: a stored file (perhaps with a table made from it) or a link; `key` names it for ever.

    `recipe` says how the file is read as a table, or some of it; the rest is guessed when its table is made.
    `terms` and `codes` are names and codes in that table by which the dataset should be found.
    """

    key: str
    name: str
    description: str = ""
    format: str = ""
    media_type: str = ""
    url: str = ""
    file: FileDraft | None = None
    recipe: Recipe | Told | None = None
    columns: tuple[Column, ...] = ()
    table: Loaded | None = None
    terms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DatasetDraft:
    """A dataset as its publisher wants it; `organization` is a slug."""

    name: str
    title: str
    organization: str
    notes: str = ""
    license_id: str = "cc-by-4.0"
    author: str = ""
    maintainer: str = ""
    source_url: str = ""
    frequency: str = ""
    sample: bool = False
    private: bool = False
    years: tuple[int, ...] = ()
    period_start: date | None = None
    period_end: date | None = None
    tags: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    resources: tuple[ResourceDraft, ...] = ()


def check_draft(draft: DatasetDraft) -> None:
    """Raise Invalid with every field that breaks a rule."""
    problems: dict[str, list[Message]] = {}
    if not draft.title.strip():
        problems["title"] = [Message("Judul tidak boleh kosong.")]
    if draft.name != slugify(draft.name) or len(draft.name) < 2:
        problems["name"] = [
            Message(
                "Nama %(name)s hanya boleh berisi huruf kecil, angka dan tanda hubung.", {"name": draft.name}
            )
        ]
    if draft.license_id not in LICENSES:
        problems["license_id"] = [Message("Lisensi %(id)s tidak dikenal.", {"id": draft.license_id})]
    if draft.period_start and draft.period_end and draft.period_end < draft.period_start:
        problems["period_end"] = [Message("Akhir periode mendahului awalnya.")]
    keys = [resource.key for resource in draft.resources]
    if len(set(keys)) < len(keys):
        problems["resources"] = [Message("Dua sumber daya memakai kunci yang sama.")]
    if problems:
        raise Invalid(problems)


def digest(draft: DatasetDraft) -> str:
    """SHA-256 of what the draft publishes: equal drafts, equal digest. Terms and codes only serve search."""
    bare = [replace(resource, terms=(), codes=()) for resource in draft.resources]
    content = asdict(replace(draft, resources=tuple(bare)))
    for resource in content["resources"]:
        if resource["recipe"] is None:
            del resource["recipe"]  # so that drafts from before there were recipes keep their digest
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a draft holds no {type(value).__name__}")
