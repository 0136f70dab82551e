"""Harvesting: sources, runs, archived responses; the engine distrusts every source and writes alone.

What a mapping spec says has a module of its own, `catalog.harvest.spec`, for the harvesters that read by one.
"""

from catalog.harvest.engine import run
from catalog.harvest.models import HarvestJob, HarvestSource, RawResponse
from catalog.harvest.operations import SourceDraft, add
from catalog.harvest.queries import (
    COUNTS,
    Problem,
    Report,
    get,
    job_count,
    jobs,
    kept_files,
    listing,
    origin,
    report,
    responses,
    show,
)
from catalog.harvest.records import Fetch, Harvester, Planned, Raw, Record, TableDraft
from catalog.harvest.registry import kinds, register
from catalog.harvest.standing import Standing, Trouble, due, standing, standings, trouble

__all__ = [
    "COUNTS",
    "Fetch",
    "HarvestJob",
    "HarvestSource",
    "Harvester",
    "Planned",
    "Problem",
    "Raw",
    "RawResponse",
    "Record",
    "Report",
    "SourceDraft",
    "Standing",
    "TableDraft",
    "Trouble",
    "add",
    "due",
    "get",
    "job_count",
    "jobs",
    "kept_files",
    "kinds",
    "listing",
    "origin",
    "register",
    "report",
    "responses",
    "run",
    "show",
    "standing",
    "standings",
    "trouble",
]
