"""Which resources become tables, and how: by a job, or as the same bytes became one before."""

from pathlib import PurePosixPath

from sqlalchemy import Select, select

from catalog import jobs
from catalog.datasets.models import DatasetVersion, Resource
from catalog.datasets.table_checks import copy_check
from catalog.work import Work

LOAD_TABLE = "load-table"  # the kind of job; its subject is the resource's id
_TABLES = frozenset({"csv", "tsv", "xlsx", "xls", "ods", "json", "ndjson", "jsonl", "parquet", "zip", "gz"})


def may_be_table(resource: Resource) -> bool:
    """Whether a resource has a stored file that may be a table, by the file's name and the stated format."""
    ending = PurePosixPath(resource.filename.lower()).suffix.lstrip(".")
    return bool(resource.sha256) and (
        ending in _TABLES or (not ending and resource.format.lower() in _TABLES)
    )


def queue_tables(work: Work, version: DatasetVersion) -> None:
    """Let each resource of a new version that may be a table become one, now or by a job."""
    for resource in version.resources:
        if resource.table_sha256 or not may_be_table(resource) or take_over(work, version, resource):
            continue
        task = {"dataset_id": version.dataset_id, "version": version.number}
        payload = task | {"resource_id": resource.resource_id}
        jobs.enqueue(work.session, work.clock(), LOAD_TABLE, resource.resource_id, payload)


def take_over(work: Work, version: DatasetVersion, resource: Resource) -> bool:
    """Give a resource the table of the last version with the same bytes, to be read the same way."""
    same = earlier(version, resource.resource_id).where(Resource.sha256 == resource.sha256, Resource.loaded)
    for old in work.session.scalars(same):
        if old.told == resource.told and old.filename == resource.filename:
            resource.recipe, resource.columns, resource.loaded = old.recipe, old.columns, True
            resource.table_sha256 = old.table_sha256
            resource.table_size, resource.table_rows = old.table_size, old.table_rows
            copy_check(work, resource.resource_id, old.version_id, version.id)
            return True
    return False


def earlier(version: DatasetVersion, resource_id: str) -> Select[Resource]:
    """The resource as it stood in earlier versions, newest first."""
    return (
        select(Resource)
        .join(DatasetVersion, DatasetVersion.id == Resource.version_id)
        .where(
            Resource.resource_id == resource_id,
            DatasetVersion.dataset_id == version.dataset_id,
            DatasetVersion.number < version.number,
        )
        .order_by(DatasetVersion.number.desc())
    )
