"""The kabupaten and kota of East Java, found by the names that people write."""

import csv
from functools import cache

from catalog.paths import DATA
from catalog.text import squeeze


def find_region(name: str) -> tuple[str, str] | None:
    """The Kemendagri code and official name: `Kota_Blitar` is a kota, `Blitar` a kabupaten, `Batu` a kota."""
    return _regions().get(squeeze(name.replace("_", " ")).casefold())


@cache
def _regions() -> dict[str, tuple[str, str]]:
    with (DATA / "kabkota_jatim.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        for name in (row["name"], *row["aliases"].split("|")):
            found[name.casefold()] = (row["kode_kemendagri"], row["name"])
    for row in rows:  # a kota without its word, where no kabupaten has that name
        found.setdefault(row["name"].removeprefix("Kota ").casefold(), (row["kode_kemendagri"], row["name"]))
    return found
