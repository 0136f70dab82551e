"""Adding sources."""

import tomllib
import uuid
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from catalog import activity, net, organizations
from catalog.access import Action, require
from catalog.errors import Invalid, Refused, Unreadable
from catalog.harvest.models import HarvestSource
from catalog.harvest.registry import harvester_of
from catalog.harvest.spec_text import parse_spec
from catalog.text import Message, slugify
from catalog.work import Work

NAMESPACE = uuid.UUID("c1a4f4e2-0c0b-5d0a-9a57-2f2c6f1f3b88")  # source and dataset ids follow from names


@dataclass(frozen=True)
class SourceDraft:
    """A new source: its `spec` as TOML, or `kind` and `url` for what the kind's default spec lacks.

    `organization` is the slug of a publisher that is there and stands in for the default's.
    """

    name: str
    spec: str = ""
    kind: str = ""
    url: str = ""
    organization: str = ""
    allow_private: bool = False
    interval: int | None = None


def add(work: Work, draft: SourceDraft) -> HarvestSource:
    """Keep a new source; nothing is fetched yet.

    Raises Invalid for a bad spec, an unknown kind or a taken name, Refused for an address not opened.
    """
    require(work.actor, Action.MANAGE_SOURCES)
    _require_name(work, draft.name)
    text = draft.spec or _spec_of(work, draft)
    harvester = harvester_of(draft.kind or _kind_in(text))
    spec = parse_spec(text, harvester.default_spec)
    _require_address(spec.url, draft.allow_private)
    source = HarvestSource(
        id=str(uuid.uuid5(NAMESPACE, draft.name)),
        name=draft.name,
        title=spec.title,
        kind=harvester.kind,
        url=spec.url,
        organization=spec.publisher.slug,
        spec=text,
        allow_private=draft.allow_private,
        active=True,
        interval=draft.interval,
        created=work.clock(),
    )
    work.session.add(source)
    work.session.flush()
    activity.record(
        work.session, work.clock(), work.actor, "new harvest source", source.id, {"name": source.name}
    )
    return source


def _require_name(work: Work, name: str) -> None:
    if not name or name != slugify(name):
        problem = Message("Nama sumber hanya boleh berisi huruf kecil, angka dan tanda hubung.")
    elif work.session.scalars(select(HarvestSource.id).where(HarvestSource.name == name)).first():
        problem = Message("Nama sumber %(name)s sudah dipakai. Pilih nama lain.", {"name": name})
    else:
        return
    raise Invalid({"name": [problem]})


def _spec_of(work: Work, draft: SourceDraft) -> str:
    lines = [f"kind = {_quoted(draft.kind)}", f"url = {_quoted(draft.url)}"]
    if draft.organization:
        publisher = organizations.get(work, draft.organization)
        lines += ["[publisher]", f"slug = {_quoted(publisher.name)}", f"title = {_quoted(publisher.title)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise Invalid({"url": [Message("Isian memuat huruf kendali.")]})
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _kind_in(text: str) -> str:
    try:
        return str(tomllib.loads(text).get("kind", ""))
    except tomllib.TOMLDecodeError:
        parse_spec(text)  # says what is wrong, and where
        raise


def _require_address(url: str, allow_private: bool) -> None:
    if "@" in url.split("://", 1)[-1].split("/", 1)[0]:
        raise Refused(
            Message(
                "Alamat sumber tidak boleh memuat nama pengguna atau sandi: alamat sumber tampil di laman."
            )
        )
    if not url.startswith("file://"):
        with suppress(Unreadable):  # a name that has no address today may have one when the source is run
            net.check(url, allow_private)
    elif not allow_private:
        raise Refused(
            Message(
                "Alamat %(url)s ada di komputer ini, yang tidak dibuka kecuali sumbernya diizinkan untuk itu"
                " (--allow-private).",
                {"url": url},
            )
        )
