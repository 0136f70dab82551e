"""A harvester that does what a mapping spec says; kinds of sources differ in their default spec alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from catalog.budget import FiguresDraft, Finding, Government
from catalog.datasets import DatasetDraft
from catalog.harvest import Fetch, Planned, Raw, Record, TableDraft
from catalog.harvest.spec import FiguresSpec, Spec, TableSpec
from catalog.text import slugify
from harvesters.checks import run_check
from harvesters.offers import SAMPLE_LABEL, Offer, find_offer, offers
from harvesters.tables import Row, TableRows, columns_of, read_rows
from harvesters.transport import fetch_all, raws_of

_SAMPLE_NOTE = "DATA CONTOH: angka buatan untuk peragaan, bukan anggaran yang sebenarnya."


@dataclass(frozen=True)
class _Read:
    """A table of the spec, its responses, and what was read of them; rows needed twice are a list."""

    table: TableSpec
    raws: list[Raw]
    found: TableRows


@dataclass(frozen=True)
class MappedHarvester:
    """A kind of source, driven by its spec."""

    kind: str
    title: str
    default_spec: str

    def gather(self, spec: Spec) -> Iterator[Planned]:
        """Every dataset that the spec offers."""
        for offer in offers(spec):
            yield Planned(offer.id, offer.fill(offer.dataset.title))

    def fetch(self, spec: Spec, planned: Planned, fetch: Fetch) -> list[Raw]:
        """The responses behind one dataset, each address once."""
        return fetch_all(find_offer(spec, planned.remote_id), fetch)

    def read(self, spec: Spec, planned: Planned, raws: Sequence[Raw]) -> Record:
        """The dataset in these responses."""
        return read_record(find_offer(spec, planned.remote_id), raws)


def read_record(offer: Offer, raws: Sequence[Raw]) -> Record:
    """The dataset of an offer; rows of most tables are read only when the engine asks for them."""
    read = _read_tables(offer, raws)
    sample = offer.spec.sample or any(one.found.sample for one in read.values())
    checks = offer.dataset.checks

    def inspect(files: dict[str, Path]) -> list[Finding]:
        return [finding for check in checks for finding in run_check(check, files)]

    return Record(
        draft=_dataset_draft(offer, raws[0], sample),
        tables=tuple(_table_draft(offer, one, sample) for one in read.values()),
        figures=tuple(_figures(offer, each, read[each.table], sample) for each in offer.dataset.figures),
        inspect=inspect,
    )


def _read_tables(offer: Offer, raws: Sequence[Raw]) -> dict[str, _Read]:
    twice = {column.lookup for table in offer.dataset.tables for column in table.columns}
    twice |= {each.table for each in offer.dataset.figures if each.government_code}
    known: dict[str, tuple[TableSpec, list[Row]]] = {}
    read: dict[str, _Read] = {}
    for table in offer.dataset.tables:
        own = raws_of(offer, table, raws)
        found = read_rows(table, own, known)
        if table.key in twice:
            rows = list(found.rows)
            known[table.key] = (table, rows)
            found = replace(found, rows=rows)
        read[table.key] = _Read(table, own, found)
    return read


def _dataset_draft(offer: Offer, first: Raw, sample: bool) -> DatasetDraft:
    dataset, spec = offer.dataset, offer.spec
    title = _labelled(offer.fill(dataset.title), sample)
    notes = offer.fill(dataset.notes)
    return DatasetDraft(
        name=slugify(title),
        title=title,
        organization=spec.publisher.slug,
        notes=f"{notes}\n\n{_SAMPLE_NOTE}".strip() if sample else notes,
        license_id=dataset.license_id,
        author=spec.publisher.title,
        maintainer=spec.publisher.title,
        source_url="" if first.address.startswith("file:") else first.address,
        frequency=dataset.frequency,
        sample=sample,
        years=(offer.year,),
        period_start=date(offer.year, 1, 1),
        period_end=date(offer.year, 12, 31),
        tags=dataset.tags,
        themes=dataset.themes,
        extras=_extras(offer),
    )


def _extras(offer: Offer) -> tuple[tuple[str, str], ...]:
    government = offer.spec.government
    extras = (
        ("sumber", offer.spec.title),
        ("pemerintah_daerah", government.name),
        (f"kode_daerah_{government.scheme}", government.code),
        ("tahun_anggaran", str(offer.year)),
    )
    return (*extras, ("tahap", offer.dataset.stages[offer.stage])) if offer.stage else extras


def _table_draft(offer: Offer, read: _Read, sample: bool) -> TableDraft:
    table = read.table
    description = offer.fill(table.description)
    hidden = read.found.unlisted
    if hidden:
        withheld = "Berkas aslinya tidak ditawarkan karena memuat kolom di luar yang diizinkan: "
        description = f"{description} {withheld}{', '.join(hidden)}.".strip()
    return TableDraft(
        key=table.key,
        name=_labelled(offer.fill(table.name), sample),
        description=description,
        columns=columns_of(table),
        rows=read.found.rows,
        originals=tuple(read.raws) if table.publish_original and not hidden else (),
    )


def _figures(offer: Offer, figures: FiguresSpec, read: _Read, sample: bool) -> FiguresDraft:
    return FiguresDraft(
        table=figures.table,
        stage=offer.fill(figures.stage),
        fiscal_year=offer.year,
        amount=figures.amount,
        fields={column.fills: column.name for column in read.table.columns if column.fills},
        governments=_governments(offer, figures, read),
        account_scheme=figures.account_scheme,
        program_scheme=figures.program_scheme,
        precision=figures.precision,
        sample=sample,
        leaf_column=figures.leaf_column,
        leaf_values=figures.leaf_values,
    )


def _governments(offer: Offer, figures: FiguresSpec, read: _Read) -> tuple[Government, ...]:
    """Those that a table over many governments names, in its order; else the source's own."""
    if not figures.government_code:
        return (offer.spec.government,)
    names = [column.name for column in read.table.columns]
    code, name = names.index(figures.government_code), names.index(figures.government_name)
    found = {str(row[code]): str(row[name] or row[code]) for row in read.found.rows}
    return tuple(Government(each, figures.government_scheme, found[each]) for each in found)


def _labelled(title: str, sample: bool) -> str:
    return f"{title} ({SAMPLE_LABEL})" if sample and SAMPLE_LABEL not in title else title
