"""Frictionless's own files: the verdicts are frictionless's, on schemas, packages and data."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from frictionless import FrictionlessException, Package, Resource, Schema, system
from frictionless.resources import TableResource

from catalog.errors import Invalid, Unreadable
from catalog.tabular import Column
from catalog.tabular.check import check
from catalog.tabular.engine import builder
from catalog.tabular.guess import guess
from catalog.tabular.package import checked_schema
from catalog.tabular.recipe import LEAF, Row
from catalog.tabular.report import Report
from catalog.tabular.source_table import from_rows

pytestmark = pytest.mark.real
Finding = tuple[str, int, str]


def findings(resource: TableResource) -> Counter[Finding]:
    """What frictionless says of a resource, alone."""
    report = resource.validate(limit_errors=0)
    found: Counter[Finding] = Counter()
    for error in (error.to_descriptor() for task in report.tasks for error in task.errors):
        rule = error["note"].split('"')[1] if error["type"] == "constraint-error" else error["type"]
        found[rule, error.get("rowNumber", 1), error.get("fieldName", "")] += 1
    return found


def ours(report: Report) -> Counter[Finding]:
    """The same of a report of ours, whose groups keep a part of large numbers."""
    found: Counter[Finding] = Counter()
    for group in report.groups:
        assert len(group.first) == min(group.count, 100)
        for problem in group.first:
            found[group.rule, problem.row, problem.column] += 1
    return found


def compare(resource: TableResource, folder: Path) -> int:
    """How many findings both have; differing ones fail."""
    with resource:
        schema, labels = resource.schema.to_descriptor(), list(resource.labels)
        rows = list(resource.dialect.read_enumerated_content_stream(resource.cell_stream))
    if not labels:
        assert set(findings(resource)) == {("source-error", 1, "")}
        with pytest.raises(Unreadable):
            guess(Path(resource.normpaths[0]), resource.normpaths[0])
        return 1
    columns = [Column(f"c{place}", "text") for place, _ in enumerate(labels)]
    with builder(folder) as connection:
        numbered = (Row(number, LEAF, tuple(cells)) for number, cells in rows)
        table = from_rows(connection, columns, numbered, folder)
        report = check(table, schema, labels)
    expected = findings(resource)
    kept = ours(report)
    assert report.count == sum(expected.values()), resource.path
    assert kept <= expected, resource.path
    return report.count


def texts(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", ".tsv"))


def test_schemas_have_the_same_verdict(real_data: Path) -> None:
    verdicts = []
    folders = [real_data / "specs" / "frictionless" / "schema-tests", real_data / "specs" / "tableschema-py"]
    for path in (path for folder in folders for path in sorted(folder.rglob("schema*.json"))):
        descriptor = json.loads(path.read_text())
        try:
            Schema.from_descriptor(descriptor)
            valid = True
        except FrictionlessException:
            valid = False
        try:
            checked_schema(descriptor)
            verdicts.append((path.name, valid, True))
        except Invalid:
            verdicts.append((path.name, valid, False))
    assert [verdict for verdict in verdicts if verdict[1] != verdict[2]] == []
    assert {valid for _, valid, _ in verdicts} == {True, False}
    assert len(verdicts) > 30


def test_packages_have_the_same_findings(real_data: Path, tmp_path: Path) -> None:
    compared = wrong = 0
    for path in sorted((real_data / "messy").glob("frictionless_*/packages/**/datapackage.json")):
        try:
            package = Package(str(path))
        except FrictionlessException:
            continue  # no package at all
        for resource in package.resources:
            if not isinstance(resource, TableResource) or resource.remote:
                continue
            with suppress(FrictionlessException):  # a file that is not there
                wrong += bool(compare(resource, tmp_path))
                compared += 1
    assert (compared, wrong) == (15, 11)


@pytest.mark.parametrize("kind", ["", "integer", "string"])
def test_data_have_the_same_findings(real_data: Path, tmp_path: Path, kind: str) -> None:
    compared = wrong = 0
    folders = [
        real_data / "messy" / "frictionless_datasets" / "files",
        real_data / "messy" / "frictionless_py",
    ]
    for path in (
        path for folder in [*folders, real_data / "specs" / "tableschema-py"] for path in texts(folder)
    ):
        with suppress(FrictionlessException), system.use_context(trusted=True):
            resource = Resource(path=str(path))
            if kind and path.name == "1030_columns.csv":
                continue  # frictionless copies all cells of a row into each of its errors
            assert isinstance(resource, TableResource)
            resource.infer()
            if kind and resource.schema.fields:
                resource.schema = _strict(resource.schema.to_descriptor(), kind)
            wrong += bool(compare(resource, tmp_path))
            compared += 1
    assert compared > 30
    assert wrong > (2 if not kind else 20)


def _strict(schema: dict[str, Any], kind: str) -> Schema:
    fields = [
        {"name": field["name"], "type": kind, "constraints": {"required": True}} for field in schema["fields"]
    ]
    return Schema.from_descriptor({"fields": fields, "primaryKey": [fields[0]["name"]]})
