"""e-budgeting: one table for each stage of a fiscal year, as JSON, CSV or XLSX."""

from pathlib import Path

from harvesters.mapped import MappedHarvester

harvester = MappedHarvester(
    kind="ebudgeting",
    title="e-budgeting: anggaran dan realisasi tiap tahap",
    default_spec=Path(__file__).with_name("default.toml").read_text(encoding="utf-8"),
)

__all__ = ["harvester"]
