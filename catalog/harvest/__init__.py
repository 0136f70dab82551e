"""Harvesting: sources, runs, archived responses; the engine distrusts every source and writes alone."""

from catalog.harvest.engine import run
from catalog.harvest.models import HarvestJob, HarvestSource
from catalog.harvest.operations import SourceDraft, add
from catalog.harvest.queries import COUNTS, Problem, Report, due, get, jobs, listing, report, show
from catalog.harvest.records import Fetch, Harvester, Planned, Raw, Record, TableDraft
from catalog.harvest.registry import kinds, register

__all__ = [
    "COUNTS",
    "Fetch",
    "HarvestJob",
    "HarvestSource",
    "Harvester",
    "Planned",
    "Problem",
    "Raw",
    "Record",
    "Report",
    "SourceDraft",
    "TableDraft",
    "add",
    "due",
    "get",
    "jobs",
    "kinds",
    "listing",
    "register",
    "report",
    "run",
    "show",
]
