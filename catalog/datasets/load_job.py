"""The job that makes a table of a resource's file: read, checked, stored and kept, all of it or nothing."""

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import select

from catalog import activity, jobs
from catalog.access import SYSTEM
from catalog.datasets.models import DatasetVersion, IndexOutbox, Resource
from catalog.datasets.queueing import earlier, take_over
from catalog.datasets.reading import Reading, way_to_read
from catalog.datasets.table_checks import keep_check
from catalog.errors import Later, NotFound, Unreadable
from catalog.jobs import Job
from catalog.tabular import Loaded
from catalog.tabular.check import check
from catalog.tabular.dictionary import schema_of
from catalog.tabular.load_table import load_table
from catalog.tabular.open_table import open_table
from catalog.tabular.recipe import Recipe, to_json
from catalog.tabular.report import STOP, Group, Report, joined
from catalog.tabular.source_table import SourceTable
from catalog.text import Message, group_digits
from catalog.work import Instance, Work

Inspect = Callable[[SourceTable], Report]
_READ, _OPENED, _CHECKED, _STORED = 10, 30, 60, 98  # percent
_EVERY = 0.5  # seconds between two words of progress
_SAID = 10  # groups of problems in the log
_TOO_LARGE = Message("Tabel ini terlalu besar untuk diperiksa dan disimpan di sini. Bagilah berkasnya.")


def load_file(instance: Instance, job: Job, inspect: Inspect) -> None:
    """Do a job of kind LOAD_TABLE; `inspect` adds what else is wrong with a table than its schema says.

    Raises Unreadable, and whatever else is the file's fault; the version's table is then as it was: none.
    """
    started = time.monotonic()
    log = _Log(instance, job)
    if _was_made_before(instance, job):
        return
    reading, path = _reading(instance, job)
    if job.attempts > 1:
        log.say(Message("Dicoba lagi setelah terputus: percobaan ke-%(number)s.", {"number": job.attempts}))
    size = group_digits(path.stat().st_size)
    log.say(Message("Membaca %(name)s, %(size)s bita.", {"name": reading.filename, "size": size}))
    way = way_to_read(path, reading)
    log.say(*way.notes)
    log.reached(_READ)
    try:
        loaded, report = _checked_and_stored(log, path, way.recipe, inspect)
    except Later as error:  # what the engine says of too little memory
        raise Unreadable(_TOO_LARGE) from error
    with instance.work(SYSTEM, writing=True) as work:
        _keep(work, job, way.recipe, loaded, report)
        seconds = group_digits(round(time.monotonic() - started))
        jobs.note(work.session, work.clock(), job, _done(loaded, seconds))
        jobs.finish(work.session, work.clock(), job)


def _checked_and_stored(log: "_Log", path: Path, recipe: Recipe, inspect: Inspect) -> tuple[Loaded, Report]:
    store = log.instance.store
    with store.scratch() as folder, open_table(path, recipe, Path(folder)) as table:
        log.reached(_OPENED)
        found = check(table, schema_of(recipe), progress=log.between(_OPENED, _CHECKED))
        report = joined(found, inspect(table))
        log.say(*_findings(report, len(recipe.columns)))
        if report.stops:
            _refuse(log.instance, log.job, report)
        return load_table(store, table, log.between(_CHECKED, _STORED)), report


class _Log:
    """What the person who waits reads, each line and each step in a transaction of its own."""

    def __init__(self, instance: Instance, job: Job) -> None:
        self.instance, self.job = instance, job
        self.last = 0.0

    def say(self, *messages: Message) -> None:
        """Add lines."""
        with self.instance.work(SYSTEM, writing=True) as work:
            for message in messages:
                jobs.note(work.session, work.clock(), self.job, message)

    def reached(self, percent: int) -> None:
        """Say how far it is."""
        self.last = time.monotonic()
        with self.instance.work(SYSTEM, writing=True) as work:
            jobs.progress(work.session, work.clock(), self.job, percent)

    def between(self, low: int, high: int) -> Callable[[float], None]:
        """What a part of the work, from one percentage to another, tells its share to."""

        def share(done: float) -> None:
            if time.monotonic() > self.last + _EVERY:
                self.reached(low + round((high - low) * done))

        return share


def _was_made_before(instance: Instance, job: Job) -> bool:
    """Whether the same bytes have become a table since the job was queued; then it is done with that."""
    with instance.work(SYSTEM, writing=True) as work:
        version, resource = _resource(work, job)
        made = bool(resource.table_sha256) or take_over(work, version, resource)
        if made:
            work.session.add(IndexOutbox(dataset_id=version.dataset_id))
            jobs.note(work.session, work.clock(), job, Message("Tabel dari berkas yang sama dipakai."))
            jobs.finish(work.session, work.clock(), job)
        return made


def _reading(instance: Instance, job: Job) -> tuple[Reading, Path]:
    with instance.work(SYSTEM) as work:
        version, resource = _resource(work, job)
        befores = work.session.scalars(earlier(version, resource.resource_id))
        before = next((each for each in befores if each.recipe), None)
        same_words = before is not None and before.told == resource.told
        reading = Reading(resource.filename, resource.told, before.recipe if before else {}, same_words)
        return reading, work.store.path(resource.sha256)


def _resource(work: Work, job: Job) -> tuple[DatasetVersion, Resource]:
    task = job.payload
    row = work.session.execute(
        select(DatasetVersion, Resource)
        .join(Resource, Resource.version_id == DatasetVersion.id)
        .where(
            DatasetVersion.dataset_id == task["dataset_id"],
            DatasetVersion.number == task["version"],
            Resource.resource_id == task["resource_id"],
        )
    ).first()
    if row is None:
        raise NotFound(Message("Sumber daya %(id)s tidak ditemukan.", {"id": task["resource_id"]}))
    return row.DatasetVersion, row.Resource


def _findings(report: Report, columns: int) -> list[Message]:
    counts = {"rows": group_digits(report.rows), "columns": columns}
    lines = [Message("%(rows)s baris dan %(columns)s kolom diperiksa.", counts)]
    if not report.groups:
        return [*lines, Message("Tidak ada yang salah.")]
    lines += [_finding(group) for group in report.groups[:_SAID]]
    if len(report.groups) > _SAID:
        rest = {"count": len(report.groups) - _SAID}
        lines.append(Message("Ada %(count)s macam kesalahan lain; lihat laporannya.", rest))
    return lines


def _finding(group: Group) -> Message:
    about = {"said": group.said, "count": group_digits(group.count), "place": group.first[0].place}
    if group.level == STOP:
        return Message("Harus dibetulkan: %(said)s Jumlahnya %(count)s, pertama di %(place)s.", about)
    return Message("Perlu alasan: %(said)s Jumlahnya %(count)s, pertama di %(place)s.", about)


def _done(loaded: Loaded, seconds: str) -> Message:
    told = {"rows": group_digits(loaded.rows), "size": group_digits(loaded.size), "seconds": seconds}
    return Message("Tabel tersimpan: %(rows)s baris, %(size)s bita, dalam %(seconds)s detik.", told)


def _refuse(instance: Instance, job: Job, report: Report) -> None:
    with instance.work(SYSTEM, writing=True) as work:
        version, resource = _resource(work, job)
        keep_check(work, version.id, resource.resource_id, report)
    first = report.groups[0]
    about = {"said": first.said, "place": first.first[0].place, "remedy": first.remedy}
    raise Unreadable(Message("%(said)s Tempatnya: %(place)s. %(remedy)s", about))


def _keep(work: Work, job: Job, recipe: Recipe, loaded: Loaded, report: Report) -> None:
    version, resource = _resource(work, job)
    resource.recipe, resource.loaded = to_json(recipe), True
    resource.columns = [asdict(each.column) for each in recipe.columns]
    resource.table_sha256, resource.table_size = loaded.sha256, loaded.size
    resource.table_rows = loaded.rows
    keep_check(work, version.id, resource.resource_id, report)
    work.session.add(IndexOutbox(dataset_id=version.dataset_id))
    detail = {"version": version.number, "resource": resource.resource_id, "rows": loaded.rows}
    activity.record(work.session, work.clock(), SYSTEM, "load table", version.dataset_id, detail)
