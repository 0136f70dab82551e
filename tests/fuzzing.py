"""How hard the property tests try: LUMBUNG_FUZZ times as many examples; `make fuzz` sets it."""

import os

from hypothesis import HealthCheck, settings


def tries(number: int) -> settings:
    """So many examples, times LUMBUNG_FUZZ, however long each takes."""
    return settings(
        max_examples=number * int(os.environ.get("LUMBUNG_FUZZ", "1")),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
