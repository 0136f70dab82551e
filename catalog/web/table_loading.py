"""How a file becomes a table: progress, log and findings, as a page and as a CSV file."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template

from catalog import datasets
from catalog.datasets import Checked, Dataset, Loading, Resource
from catalog.errors import NotFound
from catalog.tabular.report import Group, report_csv
from catalog.text import Message
from catalog.web.datasets import published
from catalog.web.downloads import published_resource
from catalog.web.formats import WIB
from catalog.web.request import request_work
from catalog.work import Work

_GROUPS = 10  # kinds of problems on the page; the CSV has all
_FIRST = 5  # of each


@dataclass(frozen=True)
class Making:
    """How the table of a resource was or is made; `groups` are the first kinds of problems found."""

    loading: Loading
    checked: Checked | None
    groups: tuple[Group, ...]
    first: int = _FIRST

    @property
    def log(self) -> list[tuple[datetime, Message]]:
        """The lines of the log with their times here."""
        return [(at.astimezone(WIB), message) for at, message in self.loading.notes]


def resource_loading(name: str, rid: str) -> str:
    """How the table of a resource was or is made; a script of the resource's page asks for it again."""
    with request_work() as work:
        published(work, name)
        owner, found = published_resource(work, name, rid)
        made = making(work, owner, found)
        if made is None:
            raise NotFound(Message("Sumber daya ini tidak punya berkas yang dijadikan tabel."))
        return render_template(
            "resource/loading.html",
            dataset=owner,
            version=found.version,
            resource=found,
            making=made,
            table=datasets.table_of(work, owner, found),
        )


def resource_findings(dataset: str, resource: str, language: str) -> Response:
    """Every problem that was kept, as CSV."""
    with request_work() as work:
        made = making(work, *published_resource(work, dataset, resource))
        if made is None or made.checked is None:
            raise NotFound(Message("Berkas ini belum diperiksa."))
        response = Response(b"".join(report_csv(made.checked.report, language)), mimetype="text/csv")
        name = f"pemeriksaan-{dataset}-v{made.loading.number}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def making(work: Work, owner: Dataset, found: Resource) -> Making | None:
    """How a resource becomes a table, in the newest version that the actor may see; None without a job."""
    loading = datasets.loading(work, found.resource_id)
    if loading is None:
        return None
    version = datasets.version(work, owner, loading.number)
    checked = datasets.check_of(work, version, found.resource_id)
    groups = checked.report.groups[:_GROUPS] if checked else ()
    return Making(loading, checked, groups)
