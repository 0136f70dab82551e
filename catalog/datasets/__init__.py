"""Datasets: drafts in, immutable numbered versions out; one publication model for every door."""

from catalog.datasets.drafts import DatasetDraft, FileDraft, ResourceDraft
from catalog.datasets.formats import guess_format, guess_media_type
from catalog.datasets.indexing import apply_outbox, rebuild
from catalog.datasets.licenses import LICENSES, License, license_of
from catalog.datasets.models import Dataset, DatasetVersion, Resource, Theme
from catalog.datasets.operations import publish, save, withdraw
from catalog.datasets.publishing import Late, Publishing, publishing
from catalog.datasets.quality import DIMENSIONS, Quality, score
from catalog.datasets.queries import (
    Criteria,
    Found,
    counts_by_organization,
    find,
    get,
    kept_files,
    names,
    publication_times,
    resource,
    suggest,
    table_ids,
    themes,
    version,
    versions,
    visible,
)
from catalog.datasets.redraft import draft_of
from catalog.datasets.schedule import next_due

__all__ = [
    "DIMENSIONS",
    "LICENSES",
    "Criteria",
    "Dataset",
    "DatasetDraft",
    "DatasetVersion",
    "FileDraft",
    "Found",
    "Late",
    "License",
    "Publishing",
    "Quality",
    "Resource",
    "ResourceDraft",
    "Theme",
    "apply_outbox",
    "counts_by_organization",
    "draft_of",
    "find",
    "get",
    "guess_format",
    "guess_media_type",
    "kept_files",
    "license_of",
    "names",
    "next_due",
    "publication_times",
    "publish",
    "publishing",
    "rebuild",
    "resource",
    "save",
    "score",
    "suggest",
    "table_ids",
    "themes",
    "version",
    "versions",
    "visible",
    "withdraw",
]
