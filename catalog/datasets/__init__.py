"""Datasets: drafts in, immutable numbered versions out; one publication model for every door.

The job that makes tables of files is in `catalog.datasets.load_job`, which stays out of this front door: it
loads what only the worker needs.
"""

from catalog.datasets.drafts import DatasetDraft, FileDraft, ResourceDraft, resource_id
from catalog.datasets.formats import guess_format, guess_media_type
from catalog.datasets.history import Passage, history, passage, version_before
from catalog.datasets.indexing import apply_outbox, index_organization, rebuild
from catalog.datasets.licenses import LICENSES, License, license_of
from catalog.datasets.load_state import Loading, cancel_loading, loading, retry_loading, table_of
from catalog.datasets.models import Dataset, DatasetVersion, Resource, Theme
from catalog.datasets.operations import publish, save, withdraw
from catalog.datasets.publishing import Late, Publishing, publishing
from catalog.datasets.purging import purge
from catalog.datasets.quality import DIMENSIONS, Quality, score
from catalog.datasets.queries import (
    Criteria,
    Found,
    counts_by_organization,
    exists,
    find,
    get,
    ids_of_organization,
    kept_files,
    names,
    owner_of_resource,
    publication_times,
    resource,
    suggest,
    table_ids,
    themes,
    version,
    versions,
    visible,
)
from catalog.datasets.queueing import LOAD_TABLE, may_be_table
from catalog.datasets.redraft import draft_of
from catalog.datasets.reread import reread
from catalog.datasets.schedule import next_due
from catalog.datasets.table_checks import Checked, check_of
from catalog.datasets.theme import ThemeDraft, add_theme, change_theme, draft_of_theme, remove_theme

__all__ = [
    "DIMENSIONS",
    "LICENSES",
    "LOAD_TABLE",
    "Checked",
    "Criteria",
    "Dataset",
    "DatasetDraft",
    "DatasetVersion",
    "FileDraft",
    "Found",
    "Late",
    "License",
    "Loading",
    "Passage",
    "Publishing",
    "Quality",
    "Resource",
    "ResourceDraft",
    "Theme",
    "ThemeDraft",
    "add_theme",
    "apply_outbox",
    "cancel_loading",
    "change_theme",
    "check_of",
    "counts_by_organization",
    "draft_of",
    "draft_of_theme",
    "exists",
    "find",
    "get",
    "guess_format",
    "guess_media_type",
    "history",
    "ids_of_organization",
    "index_organization",
    "kept_files",
    "license_of",
    "loading",
    "may_be_table",
    "names",
    "next_due",
    "owner_of_resource",
    "passage",
    "publication_times",
    "publish",
    "publishing",
    "purge",
    "rebuild",
    "remove_theme",
    "reread",
    "resource",
    "resource_id",
    "retry_loading",
    "save",
    "score",
    "suggest",
    "table_ids",
    "table_of",
    "themes",
    "version",
    "version_before",
    "versions",
    "visible",
    "withdraw",
]
