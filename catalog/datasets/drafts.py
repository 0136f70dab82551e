"""Drafts: what any door hands in, and the one validation they all pass."""

import hashlib
import json
import re
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from catalog.errors import Invalid
from catalog.tabular import Column, Loaded
from catalog.tabular.recipe import Recipe, Told
from catalog.text import Message

_NAMESPACE = uuid.UUID("b3a1f0de-7a5e-5d7c-8a43-6f0f8d0a9b52")
_NAME = re.compile("[a-z0-9_-]{2,100}")
_IDENTIFIER = re.compile("[A-Za-z0-9_-]{7,100}")
# Fields that drafts did not always have: empty ones are no part of the digest, so that old ones keep theirs.
_LATER_OF_DATASET = ("author_email", "maintainer_email", "edition")
_LATER_OF_RESOURCE = ("id", "extras", "recipe")


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
    `terms` and `codes` are names and codes in that table by which the dataset should be found. `id` is for a
    resource that has one elsewhere already; else it follows from the key. `extras` are JSON values.
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
    id: str = ""
    extras: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class DatasetDraft:
    """A dataset as its publisher wants it; `organization` is a slug, `edition` the publisher's version."""

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
    author_email: str = ""
    maintainer_email: str = ""
    edition: str = ""


def check_draft(draft: DatasetDraft) -> None:
    """Raise Invalid with every field that breaks a rule."""
    problems: dict[str, list[Message]] = {}
    if not draft.title.strip():
        problems["title"] = [Message("Judul tidak boleh kosong.")]
    if not _NAME.fullmatch(draft.name):
        problems["name"] = [
            Message(
                "Nama %(name)s harus 2 sampai 100 huruf kecil, angka, garis bawah atau tanda hubung.",
                {"name": draft.name[:100]},
            )
        ]
    if draft.period_start and draft.period_end and draft.period_end < draft.period_start:
        problems["period_end"] = [Message("Akhir periode mendahului awalnya.")]
    keys = [resource.key for resource in draft.resources]
    given = [resource.id for resource in draft.resources if resource.id]
    if any(not _IDENTIFIER.fullmatch(one) for one in given):
        problems["resources"] = [Message("Pengenal sumber daya berisi 7 sampai 100 huruf, angka, - atau _.")]
    if len(set(keys)) < len(keys) or len(set(given)) < len(given):
        problems["resources"] = [Message("Dua sumber daya memakai kunci yang sama.")]
    if problems:
        raise Invalid(problems)


def resource_id(dataset_id: str, key: str) -> str:
    """The identifier of a resource that has none of its own: the same in every version."""
    return str(uuid.uuid5(_NAMESPACE, f"{dataset_id}/{key}"))


def digest(draft: DatasetDraft) -> str:
    """SHA-256 of what the draft publishes: equal drafts, equal digest. Terms and codes only serve search."""
    bare = [replace(resource, terms=(), codes=()) for resource in draft.resources]
    content = asdict(replace(draft, resources=tuple(bare)))
    for part, later in [(content, _LATER_OF_DATASET)] + [
        (each, _LATER_OF_RESOURCE) for each in content["resources"]
    ]:
        for name in later:
            if not part[name]:
                del part[name]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a draft holds no {type(value).__name__}")
