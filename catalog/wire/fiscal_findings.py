"""Findings of checks as the outside sees them: what, where, which amount was expected and which is there."""

import csv
import io
from collections.abc import Iterator

from catalog.budget import OpenFindings
from catalog.wire.fiscal_params import Asked

_FIELDS = ("kind", "dataset", "version", "table", "subject", "title", "expected", "actual", "gap", "sample")


def as_object(found: OpenFindings, asked: Asked, site_url: str) -> dict[str, object]:
    """One page; amounts are exact rupiah as text, empty where a finding is not about an amount."""
    return {
        "status": "ok",
        "data": [
            dict(zip(_FIELDS, row, strict=True)) | {"url": f"{site_url}/dataset/{row[1]}/v/{row[2]}"}
            for row in _rows(found)
        ],
        "fields": [*_FIELDS, "url"],
        "total_finding_count": found.total,
        "counts": dict(found.counts),
        "page": asked.page,
        "page_size": asked.page_size,
    }


def as_csv(found: OpenFindings) -> str:
    """The same page as a table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_FIELDS)
    writer.writerows(_rows(found))
    return out.getvalue()


def _rows(found: OpenFindings) -> Iterator[tuple[str | int | bool, ...]]:
    for one in found.findings:
        told = one.finding
        yield (
            told.kind,
            one.dataset_name,
            one.version,
            told.table,
            told.subject,
            told.title,
            told.expected,
            told.actual,
            told.gap,
            one.sample,
        )
