"""How hard the property tests try: LUMBUNG_FUZZ times as many examples; `make fuzz` sets it."""

import os


def examples(number: int) -> int:
    """As many examples as wished for, times LUMBUNG_FUZZ."""
    return number * int(os.environ.get("LUMBUNG_FUZZ", "1"))
