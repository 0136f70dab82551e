"""e-planning: the year's programs, kegiatan and sub kegiatan with their pagu, as paged JSON."""

from pathlib import Path

from harvesters.mapped import MappedHarvester

harvester = MappedHarvester(
    kind="eplanning",
    title="e-planning: program, kegiatan dan sub kegiatan dengan pagunya",
    default_spec=Path(__file__).with_name("default.toml").read_text(encoding="utf-8"),
)

__all__ = ["harvester"]
