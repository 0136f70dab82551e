"""Neighbours of hostile SQL: what others wait while bombs go off. Run: python -m tests.bench.bench_sql.

One worker of the real server; three clients send one bomb after another, a fourth reads the catalogue.
"""

import http.client
import statistics
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from tests.bench.filled import filled
from tests.bench.served import load, serving

BOMBS = (
    "SELECT sum(hash(i)) FROM range(1000000000000) t(i)",
    "SELECT i FROM range(1000000000) t(i) ORDER BY hash(i)",
    "SELECT list(i) FROM range(1000000000) t(i)",
    "SELECT repeat('x', 2000000000)",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT -n FROM r) SELECT sum(n) FROM r",
    "SELECT count(*) FROM range(10000000) t(i) WHERE regexp_matches(repeat('a', 3000) || i, '(a?){500}b$')",
)
_GOAL = 2.0  # times the 95th percentile without bombs
_ATTACKERS = 3
_REQUESTS = 300


def main() -> None:
    """Print the same questions asked in peace, under bombs, and in peace again."""
    with filled(2_000) as folder, serving("site", folder) as server:
        ask(server.port, 50)
        print(f"{load()}\n{'':<14}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'x p95':>8}")
        before = row("in peace", ask(server.port, _REQUESTS), 0)
        stop, answers = threading.Event(), Counter[int]()
        attackers = [
            threading.Thread(target=attack, args=(server.port, first, stop, answers))
            for first in range(_ATTACKERS)
        ]
        for attacker in attackers:
            attacker.start()
        time.sleep(1)
        row("under bombs", ask(server.port, _REQUESTS), before)
        stop.set()
        for attacker in attackers:
            attacker.join()
        row("afterwards", ask(server.port, _REQUESTS), before)
        print(f"goal x {_GOAL:.1f}; answers to bombs: {dict(answers)}; {load()}")


def attack(port: int, first: int, stop: threading.Event, answers: Counter[int]) -> None:
    """Send bombs until told to stop; who is told to come back later waits half a second."""
    number = first
    while not stop.is_set():
        sql = urlencode({"sql": BOMBS[number % len(BOMBS)]})
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", f"/api/3/action/datastore_search_sql?{sql}")
        response = connection.getresponse()
        response.read()
        connection.close()
        answers[response.status] += 1
        number += 1
        if response.status in (http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.SERVICE_UNAVAILABLE):
            stop.wait(0.5)


def ask(port: int, count: int) -> list[float]:
    """Milliseconds of pages and API answers that do not tell of SQL, a breath between them."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for number in range(count):
        address = ("/dataset", "/api/3/action/package_search?rows=5&start=")[number % 2]
        started = time.perf_counter()
        connection.request("GET", f"{address}{number}" if number % 2 else address)
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - started) * 1000)
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{address} answered {response.status}")
        time.sleep(0.02)
    connection.close()
    return times


def row(name: str, times: list[float], before: float) -> float:
    """Print one row and give its 95th percentile."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    ratio = f"{cuts[94] / before:>8.1f}" if before else ""
    print(f"{name:<14}{cuts[49]:>9.1f}{cuts[94]:>9.1f}{cuts[98]:>9.1f}{ratio}")
    return cuts[94]


if __name__ == "__main__":
    main()
