"""Published versions of datasets as what may fulfil duties.

A version is a document when its extra `jenis_dokumen` names one (`perda-apbd`), or a tag does
(`dokumen-perda-apbd`). Its year is among its years, or its extra `tahun_anggaran`; its SKPD is what the extra
`skpd` names (a code, a name, or `semua`), else its publisher. Only what is public counts, whoever asks.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.orm import joinedload, selectinload

from catalog.access import PUBLIC
from catalog.budget import Covered
from catalog.datasets import Dataset, DatasetVersion, Resource
from catalog.obligations.models import IS_DOCUMENT, LinkCheck
from catalog.obligations.standing import OTHER, PDF, TABLE, Item
from catalog.text import slugify
from catalog.work import Work

WIB = ZoneInfo("Asia/Jakarta")
KIND, AGENCY, SET_ON = "jenis_dokumen", "skpd", "tanggal_penetapan"  # extras that this room reads
TAG = "dokumen-"
_YEAR, _GOVERNMENT = "tahun_anggaran", "kode_daerah_{scheme}"


def documents(work: Work, year: int) -> list[DatasetVersion]:
    """Every public version that is a document of this year and of the portal's own government."""
    extras, years = cast(DatasetVersion.extras, String), cast(DatasetVersion.years, String)
    rows = work.session.scalars(
        _public().where(
            IS_DOCUMENT,
            or_(years.contains(str(year)), extras.contains(str(year))),
        )
    )
    scheme, _, code = work.settings.government.partition(":")
    extra = _GOVERNMENT.format(scheme=scheme)
    return [
        one
        for one in rows
        if (year in one.years or str(one.extras.get(_YEAR, "")) == str(year))
        and one.extras.get(extra, code) == code
    ]


def versions_of(work: Work, dataset_ids: Iterable[str]) -> dict[str, list[DatasetVersion]]:
    """Every public version of these datasets."""
    found: dict[str, list[DatasetVersion]] = {}
    for version in work.session.scalars(_public().where(Dataset.id.in_(sorted(set(dataset_ids))))):
        found.setdefault(version.dataset_id, []).append(version)
    return found


def kinds(version: DatasetVersion) -> set[str]:
    """The documents that a version says it is."""
    said = [
        str(version.extras.get(KIND, "")),
        *(tag[len(TAG) :] for tag in version.tags if tag.startswith(TAG)),
    ]
    return {slugify(one) for one in said if one}


def item(version: DatasetVersion) -> Item:
    """A version as evidence; its form is the best among its resources."""
    assert version.published_at
    kept = any(one.sha256 for one in version.resources)
    return Item(
        dataset=version.dataset.name,
        version=version.number,
        title=version.title,
        published=version.published_at.astimezone(WIB).date(),
        form=_form(version.resources),
        urls=() if kept else tuple(sorted({one.url for one in version.resources if one.url})),
        end=version.period_end,
        sample=version.sample,
    )


def events(covered: Iterable[Covered]) -> dict[str, date]:
    """When the regulation of each stage was set, as far as the figures say: the earliest day they name."""
    found: dict[str, date] = {}
    for one in covered:
        if day := _day(str(one.version.extras.get(SET_ON, ""))):
            found[one.stage] = min(day, found.get(one.stage, day))
    return found


def checks(work: Work, urls: Iterable[str]) -> dict[str, list[tuple[date, bool]]]:
    """What every recorded check of these addresses found, in the order of time."""
    found: dict[str, list[tuple[date, bool]]] = {}
    wanted = (
        select(LinkCheck).where(LinkCheck.url.in_(sorted(set(urls)))).order_by(LinkCheck.at, LinkCheck.id)
    )
    for one in work.session.scalars(wanted):
        found.setdefault(one.url, []).append((one.at.astimezone(WIB).date(), not one.problem))
    return found


def _public() -> Select[DatasetVersion]:
    return (
        select(DatasetVersion)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .options(
            joinedload(DatasetVersion.dataset),
            selectinload(DatasetVersion.resources),
        )
        .where(
            Dataset.state == "published",
            Dataset.label == PUBLIC,
            DatasetVersion.published_at.is_not(None),
            ~DatasetVersion.private,
        )
        .order_by(DatasetVersion.published_at, DatasetVersion.id)
    )


def _form(resources: Sequence[Resource]) -> str:
    if any(one.table_sha256 for one in resources):
        return TABLE
    return PDF if any(one.format == "PDF" for one in resources) else OTHER


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
