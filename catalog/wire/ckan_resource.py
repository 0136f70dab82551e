"""What clients set of a resource, and how that becomes a draft."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import ValidationError

from catalog.datasets import FileDraft, ResourceDraft, guess_format, guess_media_type
from catalog.errors import Invalid
from catalog.text import Message
from catalog.wire.reading import Params, flag, json_list, json_value, load, natural, param, text, text_up_to

_SHORT, _LONG = 2000, 200_000  # characters
_MOST = 1000  # resources of one dataset, extras of one resource
_SCHEME = re.compile("[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# Keys of a resource that the server says, whatever a client sends; and those that follow from a stored file.
_COMPUTED = frozenset(
    {
        "package_id", "position", "state", "created", "metadata_modified", "datastore_active",
        "datastore_fields", "tracking_summary", "resource_views", "save",
    }
)  # fmt: skip
_OF_A_FILE = frozenset({"size", "hash", "last_modified", "url_type"})


def _stored(value: Any) -> FileDraft:
    if not isinstance(value, FileDraft):
        raise ValidationError([Message("Kirim berkasnya sebagai multipart, bukan teks.")])
    return value


def _size(value: Any) -> int | str:
    return value if value == "" else natural(value)


def _moment(value: Any) -> str:
    try:
        return datetime.fromisoformat(given).isoformat() if (given := text(value)) else ""
    except ValueError:
        raise ValidationError([Message("Harus berupa waktu ISO, misalnya 2024-01-31T08:00:00.")]) from None


@dataclass(frozen=True, kw_only=True)
class ResourceFields(Params):
    """A resource as clients send it: None stands for a key that was not sent, `unknown` has its extras."""

    clears: ClassVar[bool] = True
    id: str = param(text_up_to(100), "")
    url: str | None = param(text_up_to(_SHORT), None)
    name: str | None = param(text_up_to(_SHORT), None)
    description: str | None = param(text_up_to(_LONG), None)
    format: str | None = param(text_up_to(100), None)
    mimetype: str | None = param(text_up_to(200), None)
    size: int | str | None = param(_size, None)
    last_modified: str | None = param(_moment, None)
    upload: FileDraft | None = param(_stored, None)  # noqa: RUF009  # it makes a field
    clear_upload: bool = param(flag, False)


@dataclass(frozen=True, kw_only=True)
class NewResource(ResourceFields):
    """A resource as resource_create takes it."""

    package_id: str = param(text_up_to(100))


@dataclass(frozen=True, kw_only=True)
class ChangedResource(ResourceFields):
    """A resource as resource_update and resource_patch take it."""

    id: str = param(text_up_to(100))


def read_resources(value: Any) -> tuple[ResourceFields, ...]:
    """A list of resources; what is wrong is told resource by resource."""
    given = json_list(value)
    if len(given) > _MOST:
        raise ValidationError([Message("Paling banyak %(most)s.", {"most": _MOST})])
    found: list[ResourceFields] = []
    problems: list[Any] = []
    for one in given:
        try:
            found.append(_resource(one))
            problems.append({})
        except Invalid as error:
            problems.append(error.fields)
    if any(problems):
        raise ValidationError(problems)
    return tuple(found)


def _resource(one: Any) -> ResourceFields:
    if not isinstance(one, dict):
        raise Invalid({"message": [Message("Harus berupa objek JSON.")]})
    fields = load(ResourceFields, one)
    check_extras(fields)
    return fields


def check_extras(fields: ResourceFields) -> None:
    """Raise Invalid for extras that cannot be kept: too many, too long a name, too deep a value."""
    if len(fields.unknown) > _MOST:
        raise Invalid({"message": [Message("Paling banyak %(most)s.", {"most": _MOST})]})
    for name, value in fields.unknown.items():
        try:
            text_up_to(_SHORT)(name)
            json_value(value)
        except ValidationError as error:
            raise Invalid({name[:100]: list(error.messages)}) from None  # type: ignore[arg-type]  # our own


def resource_draft(
    wanted: ResourceFields, before: ResourceDraft | None, identifier: str, *, whole: bool
) -> ResourceDraft:
    """The draft of a resource; what was not sent is gone where the `whole` was sent, else as `before`.

    Bytes stay until others are sent, or an address of elsewhere.
    """
    base = before or ResourceDraft(key=str(uuid.uuid4()), name="", id="")
    if before is None:
        base = replace(base, key=wanted.id or base.key, id=wanted.id or base.key)
    start = replace(base, name="", description="", format="", media_type="", extras=()) if whole else base
    sent: dict[str, Any] = {"name": wanted.name, "description": wanted.description, "format": wanted.format}
    draft = replace(start, **{name: value for name, value in sent.items() if value is not None})
    if wanted.upload is not None:
        draft = replace(draft, url="", file=wanted.upload, columns=(), table=None, terms=(), codes=())
    elif base.file is None or wanted.clear_upload or not _is_own(wanted.url, base.file, identifier):
        address = (
            _with_scheme(wanted.url) if wanted.url is not None else "" if whole or base.file else base.url
        )
        same = base.file is None and address == base.url
        draft = replace(draft, url=address, file=None)
        if not same:
            draft = replace(draft, recipe=None, columns=(), table=None, terms=(), codes=())
    return _described(draft, wanted, base)


def _described(draft: ResourceDraft, wanted: ResourceFields, base: ResourceDraft) -> ResourceDraft:
    """With format and type guessed where nobody says them, and the extras that were sent."""
    address = draft.file.filename if draft.file else draft.url
    guessed = guess_format(address)
    format_ = (guessed if wanted.upload and wanted.format is None else "") or draft.format or guessed
    if draft.file:
        media_type = "" if wanted.upload else base.media_type
    else:
        media_type = draft.media_type if wanted.mimetype is None else wanted.mimetype
    sent = {name: value for name, value in wanted.unknown.items() if name not in _COMPUTED}
    extras = dict(draft.extras) | sent | _said({"size": wanted.size, "last_modified": wanted.last_modified})
    for name in _OF_A_FILE:
        if draft.file or draft.table or extras.get(name) == "":
            extras.pop(name, None)
    return replace(
        draft,
        format=format_,
        media_type=media_type or guess_media_type(address),
        extras=tuple(_said(extras).items()),
    )


def _said(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _is_own(url: str | None, file: FileDraft, identifier: str) -> bool:
    """Whether this address, as a client sends it, means the stored file of this resource."""
    return not url or url == file.filename or f"/resource/{identifier}/download/" in url


def _with_scheme(url: str) -> str:
    url = url.strip()
    return url if not url or _SCHEME.match(url) else f"http://{url}"
