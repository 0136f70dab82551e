"""schema.org/Dataset, which search engines for data read from a page."""

from urllib.parse import quote

from catalog.datasets import LICENSES, Dataset, DatasetVersion, Resource

Shape = dict[str, object]


def dataset(found: Dataset, version: DatasetVersion, site_url: str) -> Shape:
    """A version of a dataset as JSON-LD; addresses are absolute, below `site_url`."""
    address = f"{site_url}/dataset/{found.name}"
    shape: Shape = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "name": version.title,
        "description": version.notes or version.title,
        "url": address,
        "identifier": found.id,
        "version": str(version.number),
        "license": LICENSES[version.license_id].uri,
        "keywords": list(version.tags),
        "temporalCoverage": _coverage(version),
        "datePublished": version.published_at.isoformat() if version.published_at else "",
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": found.organization.title},
        "distribution": [
            _distribution(found, version, one, site_url)
            for one in version.resources
            if one.sha256 or one.url.startswith(("http://", "https://"))
        ],
    }
    return {name: value for name, value in shape.items() if value not in ("", [])}


def _coverage(version: DatasetVersion) -> str:
    if version.period_start and version.period_end:
        return f"{version.period_start.isoformat()}/{version.period_end.isoformat()}"
    return f"{version.years[0]}/{version.years[-1]}" if version.years else ""


def _distribution(found: Dataset, version: DatasetVersion, one: Resource, site_url: str) -> Shape:
    shape: Shape = {"@type": "DataDownload", "name": one.name, "encodingFormat": one.media_type or one.format}
    if not one.sha256:
        return shape | {"contentUrl": one.url}
    place = f"dataset/{found.id}/v/{version.number}/resource/{one.resource_id}/download"
    return shape | {
        "contentUrl": f"{site_url}/{place}/{quote(one.filename or one.key)}",
        "contentSize": f"{one.size} B",
        "sha256": one.sha256,
    }
