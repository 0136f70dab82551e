"""Keeping what was found in a resource's file, and giving it again."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from catalog.datasets.models import DatasetVersion, TableCheck
from catalog.tabular.report import STOP, Report, report_from_json, report_to_json
from catalog.work import Work


@dataclass(frozen=True)
class Checked:
    """A resource's file as it was checked: when, the counts by level, and the report itself."""

    at: datetime
    stops: int
    reasons: int
    report: Report


def check_of(work: Work, version: DatasetVersion, resource_id: str) -> Checked | None:
    """What was found in a resource of a version that the actor may see; None when it was not checked here."""
    kept = work.session.get(TableCheck, (version.id, resource_id))
    if kept is None:
        return None
    with work.store.open(kept.report_sha256) as file:
        report = report_from_json(orjson.loads(file.read()))
    return Checked(kept.at, kept.stops, kept.reasons, report)


def keep_check(work: Work, version_id: int, resource_id: str, report: Report) -> None:
    """Keep a report, in place of one that an earlier attempt has left."""
    stored = work.store.put(orjson.dumps(report_to_json(report)))
    stops = sum(group.count for group in report.groups if group.level == STOP)
    work.session.merge(
        TableCheck(
            version_id=version_id,
            resource_id=resource_id,
            at=work.clock(),
            rows=report.rows,
            stops=stops,
            reasons=report.count - stops,
            report_sha256=stored.sha256,
        )
    )


def copy_check(work: Work, resource_id: str, old_version_id: int, version_id: int) -> None:
    """What was found in the same bytes read the same way holds for a later version too."""
    kept = work.session.get(TableCheck, (old_version_id, resource_id))
    if kept is not None:
        work.session.merge(
            TableCheck(
                version_id=version_id,
                resource_id=resource_id,
                at=kept.at,
                rows=kept.rows,
                stops=kept.stops,
                reasons=kept.reasons,
                report_sha256=kept.report_sha256,
            )
        )
