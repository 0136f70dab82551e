"""Who does which kind of queued job."""

from functools import partial

from catalog import accounts, obligations
from catalog.budget import JOIN_STAGES, join_stages
from catalog.budget.table_meaning import check_as_budget
from catalog.cli.queue import Handlers
from catalog.datasets import LOAD_TABLE
from catalog.datasets.load_job import load_file

HANDLERS: Handlers = {
    LOAD_TABLE: partial(load_file, inspect=check_as_budget),
    JOIN_STAGES: join_stages,
    accounts.RESET_PASSWORD: accounts.send_reset,
    accounts.SEND_LETTER: accounts.send_letter,
    obligations.CHECK_LINKS: obligations.check_all,
    obligations.REMIND_ALL: obligations.remind_all,
    obligations.REMIND: obligations.remind,
}
