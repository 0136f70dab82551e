"""A run: gather, then for each dataset fetch, read, check, import. The public sees whole datasets only."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from catalog import __version__, net
from catalog.access import HARVESTER
from catalog.db import count_anew
from catalog.errors import LumbungError, Unreadable
from catalog.harvest.checks import Held, require_offered
from catalog.harvest.fetching import Fetcher
from catalog.harvest.importing import Candidate, dataset_id_of, make_ready, write
from catalog.harvest.job import begin, finish, known_objects, note_missing, note_problem, note_progress
from catalog.harvest.lock import locked
from catalog.harvest.models import HarvestObject, HarvestSource
from catalog.harvest.queries import Report, get, report
from catalog.harvest.records import Harvester, Planned, Raw, Record
from catalog.harvest.registry import harvester_of
from catalog.harvest.spec import Spec
from catalog.harvest.spec_text import parse_spec
from catalog.text import Message
from catalog.work import Instance

Progress = Callable[[str, int, int, str], None]
_BEAT = 1.0  # seconds between signs of life
log = logging.getLogger(__name__)


def quiet(stage: str, done: int, total: int, title: str) -> None:
    """The progress of those who do not watch."""


@dataclass
class _Run:
    instance: Instance
    source: HarvestSource
    job_id: int
    progress: Progress
    objects: dict[str, HarvestObject]
    counts: Counter[str] = field(default_factory=Counter)
    stage: str = "gather"
    title: str = ""
    done: int = 0
    total: int = 0
    first_problem: Message | None = None
    beaten: float = field(default_factory=time.monotonic)

    def enter(self, stage: str) -> None:
        """Be in this stage: tell who watches, and now and then the database."""
        self.stage = stage
        self.progress(stage, self.done, self.total, self.title)
        self.beat()

    def beat(self) -> None:
        """Give a sign of life, at most one a second."""
        if time.monotonic() - self.beaten >= _BEAT:
            self.beaten = time.monotonic()
            with self.instance.work(HARVESTER) as work:
                note_progress(work, self.job_id, self.stage, self.done, self.total, self.counts)


def run(instance: Instance, name: str, progress: Progress = quiet) -> Report:
    """Harvest a source once, and say what came of it; `progress` is told (stage, done, total, title).

    Raises NotFound for an unknown source, Busy while another run of it is under way.
    """
    with instance.work(HARVESTER) as work:
        source = get(work, name)
        work.session.expunge(source)
    with locked(instance.settings.instance / "locks", source.name):
        with instance.work(HARVESTER) as work:
            job_id = begin(work, source.id)
            objects = known_objects(work, source.id)
        this = _Run(instance, source, job_id, progress, objects)
        status = "interrupted"
        reason: Message | None = Message("Panen dihentikan sebelum selesai. Jalankan lagi untuk meneruskan.")
        try:
            status, reason = _harvest(this)
        finally:
            with instance.work(HARVESTER) as work:
                finish(work, job_id, status, reason, this.stage, this.done, this.total, this.counts)
    with instance.work(HARVESTER) as work:
        if this.counts["created"] or this.counts["changed"]:
            count_anew(work.session)
        return report(work, job_id)


def _harvest(this: _Run) -> tuple[str, Message | None]:
    """Do the run; gives its status and, unless it is finished, why."""
    try:
        harvester = harvester_of(this.source.kind)
        spec = parse_spec(this.source.spec, harvester.default_spec)
        planned = _gather(this, harvester, spec)
        present = [one for one, known in this.objects.items() if known.missing_since is None]
        require_offered({one.remote_id for one in planned}, present, spec.max_loss)
    except Held as error:
        return "held", error.message
    except LumbungError as error:
        return "failed", error.message
    except Exception:  # a defect of ours or of a harvester ends the run in words; the log has the rest
        return "failed", _unexpected(this)
    fetcher = Fetcher(this.instance, this.source, this.beat)
    try:
        for one in planned:
            _harvest_one(this, harvester, spec, one, fetcher)
            this.done += 1
    finally:
        fetcher.close()
    _note_missing(this, {one.remote_id for one in planned})
    this.enter("import")
    if sum(this.counts[count] for count in ("created", "changed", "unchanged")):
        return "finished", None
    return ("failed" if this.counts["failed"] else "held"), this.first_problem


def _gather(this: _Run, harvester: Harvester, spec: Spec) -> list[Planned]:
    this.enter("gather")
    planned: dict[str, Planned] = {}
    for one in harvester.gather(spec):
        if one.remote_id in planned:
            raise Unreadable(
                Message("Sumber menawarkan dua dataset dengan pengenal %(id)s.", {"id": one.remote_id})
            )
        planned[one.remote_id] = one
    this.total = len(planned)
    return list(planned.values())


def _harvest_one(this: _Run, harvester: Harvester, spec: Spec, planned: Planned, fetcher: Fetcher) -> None:
    """Bring one dataset in; whatever is wrong with it is written down and stops no other."""
    this.title, fetcher.address = planned.title, ""
    this.enter("fetch")
    try:
        raws = _fetch(this, harvester, spec, planned, fetcher)
        this.counts[_import(this, harvester, spec, planned, raws)] += 1
    except Held as error:
        _problem(this, "held", planned, fetcher.address, error.message)
    except LumbungError as error:
        _problem(this, "failed", planned, fetcher.address, error.message)
    except Exception:  # likewise, and the other datasets come in
        _problem(this, "failed", planned, fetcher.address, _unexpected(this))


def _fetch(this: _Run, harvester: Harvester, spec: Spec, planned: Planned, fetcher: Fetcher) -> Sequence[Raw]:
    try:
        raws = harvester.fetch(spec, planned, fetcher)
        fetcher.address = raws[0].address if raws else ""  # what later stages speak of
        return raws
    finally:
        if fetcher.has_news:
            with this.instance.work(HARVESTER) as work:
                fetcher.note_answers(work, this.job_id)
            fetcher.forget_news()


def _import(this: _Run, harvester: Harvester, spec: Spec, planned: Planned, raws: Sequence[Raw]) -> str:
    known = this.objects.get(planned.remote_id)
    fingerprint = _fingerprint(spec, raws)
    if known and known.fingerprint == fingerprint and known.missing_since is None:
        return "unchanged"
    this.enter("read")
    dataset_id = dataset_id_of(this.source.name, planned.remote_id)
    record = _fit_to_show(this.source, harvester.read(spec, planned, raws))
    candidate = Candidate(dataset_id, planned, fingerprint, raws, record)
    same_spec = bool(known and known.spec_digest == spec.digest)
    ready = make_ready(this.instance, candidate, spec, same_spec, this.enter)
    with this.instance.work(HARVESTER) as work:
        note_progress(work, this.job_id, this.stage, this.done, this.total, this.counts)
        return write(work, ready, this.source.id, spec, this.job_id)


def _fit_to_show(source: HarvestSource, record: Record) -> Record:
    """Without what the public should not learn of the source's address: inner hosts, passwords."""
    address = "" if source.allow_private else net.shown(record.draft.source_url)
    return replace(record, draft=replace(record.draft, source_url=address))


def _fingerprint(spec: Spec, raws: Sequence[Raw]) -> str:
    """What decides a dataset: equal fingerprints need no reading. A new release reads all once more."""
    parts = [__version__, spec.digest, *(f"{raw.address} {raw.sha256}" for raw in raws)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _problem(this: _Run, outcome: str, planned: Planned, address: str, message: Message) -> None:
    this.counts[outcome] += 1
    this.first_problem = this.first_problem or message
    with this.instance.work(HARVESTER) as work:
        note_problem(work, this.job_id, outcome, this.stage, planned, net.shown(address), message)


def _note_missing(this: _Run, planned: set[str]) -> None:
    missing = [
        known for one, known in this.objects.items() if one not in planned and known.missing_since is None
    ]
    this.counts["removed"] = len(missing)
    if missing:
        with this.instance.work(HARVESTER) as work:
            note_missing(work, this.job_id, missing)


def _unexpected(this: _Run) -> Message:
    log.exception("harvest of %s: %s of %r failed unexpectedly", this.source.name, this.stage, this.title)
    return Message("Terjadi kesalahan yang tidak terduga pada tahap ini; catatan server memuat rinciannya.")
