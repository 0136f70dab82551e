"""The sample data center: a real HTTP server of its own over a folder of files or over sample figures."""

from pathlib import Path

from catalog.demo.content import Source
from catalog.demo.faults import FAULTS
from catalog.demo.folder import read_folder
from catalog.demo.sample import SampleSource
from catalog.demo.server import DEFAULT_PORT, serve

__all__ = [
    "DEFAULT_PORT",
    "FAULTS",
    "SPECS",
    "SampleSource",
    "open_source",
    "read_folder",
    "serve",
]


SPECS = Path(__file__).parent / "specs"  # of the sample data center, one for each kind of source


def open_source(data: Path | None) -> Source:
    """The source over a folder with a `datacenter.toml`, or the sample figures when there is no folder."""
    return read_folder(data) if data else SampleSource()
