"""A budget version to take home: its lines as CSV, which its Fiscal Data Package describes."""

from flask import Response

from catalog import budget as fiscal
from catalog.tabular.export import Export
from catalog.text import slugify
from catalog.web.exports import send_export
from catalog.web.request import request_work
from catalog.web.wording import SAMPLE


def budget_version_csv(budget_id: str) -> Response:
    """The leaves of a version, every column and digit."""
    with request_work() as work:
        table = fiscal.version_table(work, budget_id)
        budget = table.budget
        sample = f"{SAMPLE.replace(' ', '-')}-" if budget.sample or budget.version.sample else ""
        stem = slugify(f"{budget.stage} {budget.government_name} {budget.fiscal_year}")
        export = Export("csv", table.path, table.columns, table.criteria)
        return send_export(work, export, f"{sample}{stem}_v{budget.version.number}.csv", budget.leaves)
