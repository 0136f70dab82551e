"""Our things in the shapes of CKAN 2.12: every key that its clients read, with its type.

Plain functions, not marshmallow: nearly every value is computed or constant, so that a schema would be a
list of fields around these same functions, and dumping ten datasets would take 1.5 ms instead of 0.7.
"""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from catalog.datasets import Dataset, DatasetVersion, License, Resource, Theme, license_of
from catalog.organizations import Organization

Shape = dict[str, object]

_TAGS = uuid.UUID("0f2c8c3e-6a52-5f0e-9a55-2f0f3d5c1b77")  # a tag's id follows from its name
_STATES = {"published": "active", "withdrawn": "deleted"}


def package(dataset: Dataset, version: DatasetVersion, themes: Mapping[str, Theme], site: str) -> Shape:
    """A dataset as it stands in one version, with everything in it; `site` is the public address."""
    chosen = license_of(version.license_id)
    pending = dataset.state != "withdrawn" and version.number != dataset.published_number
    shape: Shape = {
        "author": version.author,
        "author_email": version.author_email or None,
        "creator_user_id": None,
        "id": dataset.id,
        "isopen": chosen.open,
        "license_id": version.license_id or None,
        "license_title": chosen.title if version.license_id else None,
        "maintainer": version.maintainer,
        "maintainer_email": version.maintainer_email or None,
        "metadata_created": timestamp(dataset.created),
        "metadata_modified": timestamp(dataset.modified),
        "name": version.name,
        "notes": version.notes,
        "num_resources": len(version.resources),
        "num_tags": len(version.tags),
        "organization": _owner(dataset.organization),
        "owner_org": dataset.organization_id,
        "private": version.private,
        "state": "draft" if pending else _STATES[dataset.state],
        "title": version.title,
        "type": "dataset",
        "url": version.source_url,
        "version": version.edition or None,
        "extras": [{"key": key, "value": value} for key, value in sorted(_extras(version).items())],
        "groups": [_group_of_package(themes[name]) for name in version.themes if name in themes],
        "resources": [resource(dataset, version, each, site) for each in version.resources],
        "tags": [{**tag(name), "state": "active"} for name in version.tags],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }
    if chosen.uri:
        shape["license_url"] = chosen.uri
    return shape


def resource(dataset: Dataset, version: DatasetVersion, each: Resource, site: str) -> Shape:
    """One resource; `url` is the absolute address of its bytes, and `hash` their SHA-256.

    What its publisher says beyond that wins: of stored bytes there is nothing to say.
    """
    return {
        "cache_last_updated": None,
        "cache_url": None,
        "created": timestamp(each.created),
        "datastore_active": bool(each.table_sha256),
        "description": each.description,
        "format": each.format,
        "hash": each.sha256,
        "id": each.resource_id,
        "last_modified": timestamp(each.last_modified) if each.sha256 or each.table_sha256 else None,
        "metadata_modified": timestamp(version.created),
        "mimetype": each.media_type or None,
        "mimetype_inner": None,
        "name": each.name,
        "package_id": dataset.id,
        "position": each.position,
        "resource_type": None,
        "size": each.size,
        "state": "active",
        "url": _address(dataset, version, each, site),
        "url_type": "upload" if each.sha256 else None,
    } | each.extras


def organization(one: Organization, count: int) -> Shape:
    """An organization as a list with all fields shows it; `count` is of its published datasets."""
    return _group(one, True) | {"package_count": count}


def organization_extras(one: Organization) -> list[Shape]:
    """What we know of an organization beyond CKAN's keys."""
    known = {
        "abbreviation": one.abbreviation,
        "aliases": "; ".join(one.aliases),
        "code": one.code,
        "bidang_urusan": "; ".join(one.bidang_urusan),
        "former_names": "; ".join(one.former_names),
        "kind": one.kind,
    }
    said = {key: value for key, value in known.items() if value} | one.extras
    return [{"key": key, "value": value} for key, value in sorted(said.items())]


def group(theme: Theme, count: int) -> Shape:
    """A theme as a list of groups with all fields shows it."""
    return _group(theme, False) | {"package_count": count}


def tag(name: str) -> Shape:
    """A tag; its id is the same everywhere and always."""
    return {"display_name": name, "id": str(uuid.uuid5(_TAGS, name)), "name": name, "vocabulary_id": None}


def license_shape(one: License) -> Shape:
    """A licence with the keys of CKAN's licence file; `od_conformance` is what the Open Definition says."""
    return {
        "domain_content": one.open,
        "domain_data": one.open,
        "domain_software": False,
        "family": "",
        "id": one.id,
        "is_generic": not one.uri,
        "is_okd_compliant": one.open,
        "is_osi_compliant": False,
        "maintainer": "",
        "od_conformance": "approved" if one.open and one.uri else "not reviewed",
        "osd_conformance": "not reviewed",
        "status": "active",
        "title": one.title,
        "url": one.uri,
    }


def timestamp(moment: datetime) -> str:
    """CKAN's time: UTC without a zone, always with microseconds."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


def table_metadata(resource_id: str) -> Shape:
    """A row of `_table_metadata`, the list of all tables; identifiers follow from the resource's."""
    digest = hashlib.sha256(resource_id.encode()).hexdigest()
    return {"_id": digest[:16], "name": resource_id, "oid": str(int(digest[16:24], 16)), "alias_of": None}


def _address(dataset: Dataset, version: DatasetVersion, each: Resource, site: str) -> str:
    if not each.sha256:
        return each.url
    numbered = "" if version.number == dataset.published_number else f"/v/{version.number}"
    return (
        f"{site}/dataset/{dataset.id}{numbered}/resource/{each.resource_id}/download/{quote(each.filename)}"
    )


def _extras(version: DatasetVersion) -> dict[str, str]:
    # The keys are those of ckanext-dcat where it has one.
    ours = {
        "frequency": version.frequency,
        "sample": "true" if version.sample else "",
        "temporal_end": version.period_end.isoformat() if version.period_end else "",
        "temporal_start": version.period_start.isoformat() if version.period_start else "",
        "years": " ".join(str(year) for year in version.years),
    }
    return {key: value for key, value in ours.items() if value} | version.extras


def _owner(one: Organization) -> Shape:
    return {
        "id": one.id,
        "name": one.name,
        "title": one.title,
        "type": "organization",
        "description": one.description,
        "image_url": one.image_url,
        "created": timestamp(one.created),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def _group_of_package(theme: Theme) -> Shape:
    return {
        "description": theme.description,
        "display_name": theme.title,
        "id": theme.id,
        "image_display_url": theme.image_url,
        "name": theme.name,
        "title": theme.title,
    }


def _group(one: Organization | Theme, is_organization: bool) -> Shape:
    return {
        "approval_status": "approved",
        "created": timestamp(one.created),
        "description": one.description,
        "display_name": one.title,
        "id": one.id,
        "image_display_url": one.image_url,
        "image_url": one.image_url,
        "is_organization": is_organization,
        "name": one.name,
        "num_followers": 0,
        "state": "active",
        "title": one.title,
        "type": "organization" if is_organization else "group",
    }
