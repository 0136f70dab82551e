"""Frictionless Data Package of a dataset version: every table with its schema, every file with its hash."""

from collections.abc import Collection
from urllib.parse import quote

from catalog.datasets import LICENSES, Dataset, DatasetVersion, Resource
from catalog.tabular import KIND_COLUMN, Column, describe
from catalog.tabular.package import checked_package
from catalog.text import slugify

Shape = dict[str, object]


def package(found: Dataset, version: DatasetVersion, site_url: str, marked: Collection[str]) -> Shape:
    """The descriptor; its addresses are those of the numbered version, so the package can be cited.

    `marked` are the SHA-256 of tables whose files tell subtotals from other rows in a last column.
    """
    license_ = LICENSES[version.license_id]
    address = f"{site_url}/dataset/{found.name}/v/{version.number}"
    shape: Shape = {
        "name": found.name,
        "id": found.id,
        "title": version.title,
        "description": version.notes,
        "version": str(version.number),
        "created": (version.published_at or version.created).isoformat(timespec="seconds"),
        "homepage": address,
        "keywords": list(version.tags),
        "licenses": [{"name": license_.id, "title": license_.title, "path": license_.uri}],
        "sources": [{"title": found.organization.title, "path": version.source_url}],
        "contributors": [{"title": found.organization.title, "role": "publisher"}],
        "resources": [
            described
            for one in version.resources
            if (described := _resource(f"{site_url}/dataset/{found.id}/v/{version.number}", one, marked))
        ],
    }
    return checked_package(_filled(shape))


def _resource(place: str, one: Resource, marked: Collection[str]) -> Shape:
    """A table as CSV with its schema, or a file as it was received; empty for a mere link."""
    shape: Shape = {"name": slugify(one.key), "title": one.name, "description": one.description}
    if one.table_sha256:
        columns = [Column(**column) for column in one.columns]
        columns += [KIND_COLUMN] if one.table_sha256 in marked else []
        table: Shape = {
            "type": "table",
            "path": f"{place}/resource/{one.resource_id}/tabel.csv",
            "scheme": "https" if place.startswith("https") else "http",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": describe(columns),
        }
        return _filled(shape | table)
    if not one.sha256:
        return {}
    name = quote(one.filename or one.key)
    file: Shape = {
        "path": f"{place}/resource/{one.resource_id}/download/{name}",
        "format": one.format.lower(),
        "mediatype": one.media_type,
        "bytes": one.size,
        "hash": f"sha256:{one.sha256}",
    }
    return _filled(shape | file)


def _filled(shape: Shape) -> Shape:
    """Without what is not known: the specification has no empty texts."""
    kept = {name: value for name, value in shape.items() if value not in ("", None, [])}
    for name in ("licenses", "sources"):
        if name in kept:
            parts = kept[name]
            assert isinstance(parts, list)
            kept[name] = [{key: value for key, value in part.items() if value} for part in parts]
    return kept
