"""The API at 10,000 datasets, one worker of the real server, beside a bare Flask route: latency and memory.

Run: python -m tests.bench.bench_api [--datasets N] [--requests N]
"""

import argparse
from pathlib import Path
from urllib.parse import quote

from tests.bench.filled import filled, word
from tests.bench.served import Question, head, load, measure, proportional, resident, serving

FACETS = quote('["organization","groups","tags","res_format","license_id"]')
API = "/api/3/action"


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=200)
    chosen = arguments.parse_args()
    with filled(chosen.datasets) as folder:
        report(folder, chosen.datasets, chosen.requests)


def report(folder: Path, count: int, requests: int) -> None:
    """Serve and ask."""
    head()
    with serving("peer", folder) as server:
        bare = measure(server, Question("bare Flask route", 0, lambda _chance: "/"), requests)
    with serving("site", folder) as server:
        idle = resident(server.worker)
        for question in questions(count):
            measure(server, question, requests, bare)
        now, share = resident(server.worker), proportional(server.worker)
        print(
            f"memory of the worker: {now:.0f} MB resident, {share:.0f} MB its share "
            f"(goal under 150, {idle:.0f} resident at its start); {load()}"
        )


def questions(count: int) -> list[Question]:
    """The calls that clients make most."""
    searched = f"{API}/package_search"
    return [
        Question("package_show", 5, lambda chance: f"{API}/package_show?id=data-{chance.randrange(count)}"),
        Question("package_search, 10 rows", 20, lambda chance: f"{searched}?q={word(chance)}"),
        Question(
            "package_search, 10 rows, 5 facets",
            20,
            lambda chance: f"{searched}?q={word(chance)}&facet.field={FACETS}",
        ),
        Question(
            "everything, 10 rows, 5 facets",
            20,
            lambda chance: f"{searched}?start={chance.randrange(count)}&facet.field={FACETS}",
        ),
        Question("package_search, 100 rows", 0, lambda chance: f"{searched}?q={word(chance)}&rows=100"),
        Question(
            "organization_list, all fields", 0, lambda _chance: f"{API}/organization_list?all_fields=true"
        ),
        Question("package_list", 0, lambda _chance: f"{API}/package_list"),
    ]


if __name__ == "__main__":
    main()
