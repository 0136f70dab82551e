"""What clients set of a dataset, and how that becomes a draft.

Keys that a server computes (`organization`, `num_tags`, `isopen` ...) are accepted and change nothing:
clients send back what they were given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError

from catalog.datasets import DatasetDraft, ResourceDraft, resource_id
from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.ckan_resource import ResourceFields, read_resources, resource_draft
from catalog.wire.reading import Params, flag, json_list, param, text, text_up_to

_SHORT, _LONG = 2000, 200_000  # characters
_TAG_LENGTHS = range(2, 101)
_MOST = 1000  # tags, extras or groups of one dataset
_TEXTS = {
    "name": "name", "title": "title", "notes": "notes", "author": "author", "author_email": "author_email",
    "maintainer": "maintainer", "maintainer_email": "maintainer_email", "license_id": "license_id",
    "url": "source_url", "version": "edition", "owner_org": "organization",
}  # fmt: skip  # fields here, and of the draft
BLANK = DatasetDraft(name="", title="", organization="", license_id="")


def _items(value: Any) -> list[Any]:
    if len(items := json_list(value)) > _MOST:
        raise ValidationError([Message("Paling banyak %(most)s.", {"most": _MOST})])
    return items


def _called(item: Any, *keys: str) -> str:
    """The name of a thing that is an object with one of these keys, or a bare text."""
    if isinstance(item, dict):
        item = next((item[key] for key in keys if item.get(key)), None)
    if not isinstance(item, str):
        raise ValidationError([Message("Setiap isinya harus objek dengan %(key)s.", {"key": keys[0]})])
    return text(item)


def _tags(value: Any) -> tuple[str, ...]:
    names = [_called(item, "name").strip() for item in _items(value)]
    wrong = [name for name in names if len(name) not in _TAG_LENGTHS]
    if wrong:
        raise ValidationError(
            [Message("Tag “%(name)s” harus 2 sampai 100 karakter.", {"name": name[:100]}) for name in wrong]
        )
    return tuple(dict.fromkeys(names))


def _tag_string(value: Any) -> tuple[str, ...]:
    return _tags([part for part in text(value).split(",") if part.strip()])


def read_groups(value: Any) -> tuple[str, ...]:
    """The names, else the ids, of groups that are objects or bare texts."""
    return tuple(dict.fromkeys(_called(item, "name", "id") for item in _items(value)))


def read_extras(value: Any) -> tuple[tuple[str, str], ...]:
    """The extras of a list of objects with key and value, each key once."""
    found: dict[str, str] = {}
    for item in _items(value):
        if not isinstance(item, dict) or not item.get("key"):
            raise ValidationError([Message("Setiap isinya harus objek dengan %(key)s.", {"key": "key"})])
        if item.get("deleted") or item.get("value") is None:
            continue
        key = text_up_to(_SHORT)(item["key"])
        if key in found:
            raise ValidationError([Message("Kunci “%(key)s” ada dua kali.", {"key": key[:100]})])
        found[key] = text_up_to(_LONG)(item["value"])
    return tuple(found.items())


@dataclass(frozen=True, kw_only=True)
class DatasetFields(Params):
    """A dataset as package_create and its kin take it: None stands for a key that was not sent."""

    clears: ClassVar[bool] = True
    id: str = param(text_up_to(100), "")
    name: str | None = param(text_up_to(_SHORT), None)
    title: str | None = param(text_up_to(_SHORT), None)
    notes: str | None = param(text_up_to(_LONG), None)
    author: str | None = param(text_up_to(_SHORT), None)
    author_email: str | None = param(text_up_to(_SHORT), None)
    maintainer: str | None = param(text_up_to(_SHORT), None)
    maintainer_email: str | None = param(text_up_to(_SHORT), None)
    license_id: str | None = param(text_up_to(100), None)
    url: str | None = param(text_up_to(_SHORT), None)
    version: str | None = param(text_up_to(100), None)
    owner_org: str | None = param(text_up_to(100), None)
    private: bool | None = param(flag, None)
    state: str = param(text_up_to(100), "")
    tags: tuple[str, ...] | None = param(_tags, None)
    tag_string: tuple[str, ...] | None = param(_tag_string, None)
    groups: tuple[str, ...] | None = param(read_groups, None)
    extras: tuple[tuple[str, str], ...] | None = param(read_extras, None)
    resources: tuple[ResourceFields, ...] | None = param(read_resources, None)


def dataset_draft(wanted: DatasetFields, before: DatasetDraft, identifier: str) -> DatasetDraft:
    """The draft with every field that was sent, the others as `before`; `identifier` is the dataset's own.

    `organization` and `themes` are still as they were sent: names or ids. Raises Invalid.
    """
    sent: dict[str, Any] = {ours: getattr(wanted, theirs) for theirs, ours in _TEXTS.items()}
    draft = replace(before, **{name: value for name, value in sent.items() if value is not None})
    if not draft.organization:
        raise Invalid({"owner_org": [Message("Sebutkan organisasi pemilik dataset.")]})
    tags = wanted.tags if wanted.tags is not None else wanted.tag_string
    draft = replace(
        draft,
        title=draft.title.strip() or draft.name,
        private=draft.private if wanted.private is None else wanted.private,
        tags=draft.tags if tags is None else tags,
        themes=draft.themes if wanted.groups is None else wanted.groups,
    )
    if wanted.extras is not None:
        draft = _with_extras(draft, dict(wanted.extras))
    if wanted.resources is not None:
        draft = replace(draft, resources=_resources(wanted.resources, before.resources, identifier))
    return draft


def without_what_is_not_sent(before: DatasetDraft) -> DatasetDraft:
    """What package_update begins with: it keeps what a dataset cannot be without, and its resources."""
    return replace(
        BLANK,
        name=before.name,
        organization=before.organization,
        private=before.private,
        resources=before.resources,
    )


def _with_extras(draft: DatasetDraft, extras: dict[str, str]) -> DatasetDraft:
    """Extras that say what we have a field for go there, when they say it as we would."""
    years = extras.get("years", "").split()
    draft = replace(
        draft,
        frequency=extras.pop("frequency", ""),
        sample=extras.get("sample") == "true",
        years=tuple(sorted(map(int, years))) if all(_is_year(one) for one in years) else (),
        period_start=_day(extras.get("temporal_start", "")),
        period_end=_day(extras.get("temporal_end", "")),
    )
    said = {
        "sample": "true" if draft.sample else None,
        "years": " ".join(str(year) for year in draft.years),
        "temporal_start": draft.period_start and draft.period_start.isoformat(),
        "temporal_end": draft.period_end and draft.period_end.isoformat(),
    }
    return replace(draft, extras=tuple((k, v) for k, v in extras.items() if v != said.get(k)))


def _is_year(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) == 4


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _resources(
    wanted: Sequence[ResourceFields], before: Sequence[ResourceDraft], identifier: str
) -> tuple[ResourceDraft, ...]:
    known = {one.id or resource_id(identifier, one.key): one for one in before}
    return tuple(resource_draft(one, known.get(one.id), one.id, whole=True) for one in wanted)
