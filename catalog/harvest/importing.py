"""One dataset of a run: read, stored as tables, checked, and written in one transaction."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from catalog import budget, datasets, organizations
from catalog.access import HARVESTER
from catalog.budget import Finding, Measured, StoredTable
from catalog.datasets import Dataset, DatasetDraft, DatasetVersion, ResourceDraft
from catalog.harvest.checks import require_believable
from catalog.harvest.findable import codes_in, names_in
from catalog.harvest.models import HarvestObject
from catalog.harvest.operations import NAMESPACE
from catalog.harvest.originals import format_of, original_file
from catalog.harvest.records import Planned, Raw, Record, TableDraft
from catalog.harvest.spec import Spec
from catalog.organizations import OrganizationDraft
from catalog.storage import FileStore
from catalog.tabular import Cell, Loaded, load
from catalog.work import Instance, Work

_ROWS_PER_BEAT = 5_000


@dataclass(frozen=True)
class Candidate:
    """A dataset as its source gives it now, not yet believed; `dataset_id` is its identifier here."""

    dataset_id: str
    planned: Planned
    fingerprint: str
    raws: Sequence[Raw]
    record: Record


@dataclass(frozen=True)
class Ready:
    """A candidate that was stored and believed: all that is left is to write it."""

    candidate: Candidate
    draft: DatasetDraft
    tables: dict[str, StoredTable]  # without resource ids, which follow from the version
    figures: list[Measured]
    findings: list[Finding]


def dataset_id_of(source_name: str, remote_id: str) -> str:
    """The identifier of a harvested dataset: the same wherever and whenever it is harvested."""
    return str(uuid.uuid5(NAMESPACE, f"{source_name}\n{remote_id}"))


def make_ready(
    instance: Instance, candidate: Candidate, spec: Spec, same_spec: bool, enter: Callable[[str], None]
) -> Ready:
    """Store a candidate's tables, check and measure them; `enter` is told each stage, again as rows go by.

    Raises Held, or whatever is wrong with the rows; nothing public is touched.
    """
    record, store = candidate.record, instance.store
    loaded = [(each, load(store, each.columns, _counted(each.rows, enter))) for each in record.tables]
    enter("check")
    with instance.work(HARVESTER) as work:
        dataset = work.session.get(Dataset, candidate.dataset_id)
        require_believable(loaded, dataset.published if dataset else None, spec.max_loss, same_spec)
    findings = record.inspect({each.key: store.path(table.sha256) for each, table in loaded})
    resources = tuple(_resource(store, record, *one) for one in loaded)
    tables = _stored_tables(candidate, loaded, resources)
    with instance.work(HARVESTER, writing=True) as work:  # before measuring, which looks agencies up
        organizations.ensure(work, OrganizationDraft(spec.publisher.title, spec.publisher.slug))
    enter("import")
    with instance.work(HARVESTER) as work:
        figures = budget.measure(work, record.figures, tables)
    draft = replace(record.draft, resources=resources)
    return Ready(candidate, draft, tables, figures, findings)


def write(work: Work, ready: Ready, source_id: str, spec: Spec, job_id: int) -> str:
    """Write a ready dataset in the caller's transaction; gives created, changed or unchanged."""
    candidate = ready.candidate
    dataset = work.session.get(Dataset, candidate.dataset_id)
    before = dataset.latest_number if dataset else 0
    version = datasets.save(work, ready.draft, candidate.dataset_id)
    if version.dataset.state != "withdrawn":  # what people took back does not return by itself
        datasets.publish(work, version)
    budget.keep(work, version, ready.figures, ready.findings, _tables(version, ready))
    _keep_object(work, candidate, source_id, spec, job_id)
    if before == 0:
        return "created"
    return "changed" if version.number > before else "unchanged"


def _counted(rows: Iterable[Sequence[Cell]], enter: Callable[[str], None]) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows):
        if number % _ROWS_PER_BEAT == 0:
            enter("read")
        yield row


def _resource(store: FileStore, record: Record, table: TableDraft, loaded: Loaded) -> ResourceDraft:
    stem = f"{record.draft.name}-{table.key.replace('_', '-')}"
    file = original_file(store, stem, table.originals) if table.originals else None
    return ResourceDraft(
        key=table.key,
        name=table.name,
        description=table.description,
        format=format_of(file) if file else "CSV",
        media_type=table.originals[0].media_type if len(table.originals) == 1 else "",
        file=file,
        columns=table.columns,
        table=loaded,
        terms=names_in(record.figures, table.key, store.path(loaded.sha256)),
        codes=codes_in(record.figures, table.key, store.path(loaded.sha256)),
    )


def _stored_tables(
    candidate: Candidate, loaded: Sequence[tuple[TableDraft, Loaded]], resources: Sequence[ResourceDraft]
) -> dict[str, StoredTable]:
    together = hashlib.sha256("".join(raw.sha256 for raw in candidate.raws).encode()).hexdigest()
    return {
        draft.key: StoredTable("", table.sha256, each.file.sha256 if each.file else together, draft.columns)
        for (draft, table), each in zip(loaded, resources, strict=True)
    }


def _tables(version: DatasetVersion, ready: Ready) -> dict[str, StoredTable]:
    ids = {resource.key: resource.resource_id for resource in version.resources}
    return {key: replace(table, resource_id=ids[key]) for key, table in ready.tables.items()}


def _keep_object(work: Work, candidate: Candidate, source_id: str, spec: Spec, job_id: int) -> None:
    work.session.merge(
        HarvestObject(
            source_id=source_id,
            remote_id=candidate.planned.remote_id,
            dataset_id=candidate.dataset_id,
            title=candidate.planned.title,
            fingerprint=candidate.fingerprint,
            spec_digest=spec.digest,
            job_id=job_id,
            missing_since=None,
        )
    )
