"""A budget version as a Fiscal Data Package (1.0-rc1): what each column is, and what holds for every row.

The profile stays unnamed, since readers would fetch its schema from the network; `columnType`, `extraFields`
and `constant` are kept as they are by whoever does not know them.
"""

from catalog.budget import VersionTable
from catalog.datasets import LICENSES
from catalog.tabular import describe
from catalog.tabular.package import checked_package

Shape = dict[str, object]

_TYPES = {
    "line_id": "budget-line-id",
    "direction": "direction",
    "organization": "administrative-classification:generic:level1:code",
    "organization_name": "administrative-classification:generic:level1:label",
    "sub_unit": "administrative-classification:generic:level2:code",
    "sub_unit_name": "administrative-classification:generic:level2:label",
    "urusan": "functional-classification:generic:level1:code",
    "program": "activity:generic:program:code",
    "program_name": "activity:generic:program:label",
    "kegiatan": "activity:generic:subprogram:code",
    "kegiatan_name": "activity:generic:subprogram:label",
    "sub_kegiatan": "activity:generic:project:code",
    "sub_kegiatan_name": "activity:generic:project:label",
    "rekening": "economic-classification:generic:code",
    "rekening_name": "economic-classification:generic:label",
    "sumber_dana": "fin-source:generic:label",
    "region_code": "geo-source:target:code",
    "location": "geo-source:target:title",
    "amount": "value",
}
_PHASES = {  # stage -> phase of Fiscal Data Package 0.3, which tools still know
    "rkpd": "proposed",
    "kua_ppas": "proposed",
    "rapbd": "proposed",
    "apbd": "approved",
    "pergeseran": "adjusted",
    "perubahan": "adjusted",
    "realisasi": "executed",
    "audited": "executed",
}
_SPENT = ("realisasi", "audited")
_DIRECTIONS = (
    "pendapatan is revenue, belanja is expenditure; pembiayaan_penerimaan and pembiayaan_pengeluaran are "
    "financing, which is neither"
)


def package(table: VersionTable, site_url: str) -> Shape:
    """The descriptor; its one resource is the CSV of the version's leaves."""
    budget, version = table.budget, table.budget.version
    license_ = LICENSES[version.license_id]
    place = f"{site_url}/anggaran/baris/{budget.id}"
    shape: Shape = {
        "name": f"anggaran-{budget.id}",
        "title": f"{version.title}: {budget.government_name} {budget.fiscal_year}, {budget.stage}",
        "version": str(version.number),
        "homepage": place,
        "licenses": [{"name": license_.id, "title": license_.title} | _path(license_.uri)],
        "sources": [
            {"title": version.title, "path": f"{site_url}/dataset/{table.dataset.name}/v/{version.number}"}
        ],
        "countryCode": "ID",
        "regionCode": budget.government_code,
        "fiscalPeriod": {"start": f"{budget.fiscal_year}-01-01", "end": f"{budget.fiscal_year}-12-31"},
        "granularity": "aggregated",
        "sample": budget.sample or version.sample,
        "sourceHash": f"sha256:{budget.source_sha256}",
        "precision": budget.precision,
        "resources": [
            {
                "name": "baris",
                "type": "table",
                "path": f"{place}/baris.csv",
                "scheme": site_url.partition(":")[0],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": _schema(table),
                "extraFields": _constants(table),
            }
        ],
    }
    return checked_package(shape)


def _schema(table: VersionTable) -> Shape:
    described = describe(table.shown)
    fields = described["fields"]
    assert isinstance(fields, list)
    for field in fields:
        if field["name"] in _TYPES:
            field["columnType"] = _TYPES[field["name"]]
        if field["name"] == "direction":
            field["description"] = _DIRECTIONS
    return {**described, "primaryKey": ["line_id"]}


def _constants(table: VersionTable) -> list[Shape]:
    """What holds for every row, by the types of the specification."""
    budget = table.budget
    known = (
        ("tahun_anggaran", "date:fiscal-year", "integer", budget.fiscal_year),
        ("tahapan", "phase:id", "string", budget.stage),
        ("tahapan_fdp", "phase:label", "string", _PHASES[budget.stage]),
        ("mata_uang", "value-currency:code", "string", "IDR"),
        ("jenis_nilai", "value-kind:code", "string", "realisasi" if budget.stage in _SPENT else "pagu"),
        ("skema_rekening", "classification-scheme", "string", budget.account_scheme),
        ("skema_program", "classification-scheme", "string", budget.program_scheme),
    )
    return [
        {"name": name, "columnType": kind, "type": type_, "constant": value}
        for name, kind, type_, value in known
        if value
    ]


def _path(uri: str) -> Shape:
    return {"path": uri} if uri else {}
