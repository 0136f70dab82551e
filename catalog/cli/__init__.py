"""The `lumbung` command."""

from catalog.cli.main import main

__all__ = ["main"]
