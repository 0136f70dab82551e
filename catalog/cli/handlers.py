"""Who does which kind of queued job."""

from functools import partial

from catalog.budget.table_meaning import check_as_budget
from catalog.cli.queue import Handlers
from catalog.datasets import LOAD_TABLE
from catalog.datasets.load_job import load_file

HANDLERS: Handlers = {LOAD_TABLE: partial(load_file, inspect=check_as_budget)}
