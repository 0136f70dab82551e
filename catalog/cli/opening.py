"""The instance that a command works on."""

from pathlib import Path

import click

from catalog.settings import load_settings
from catalog.work import Instance, open_instance


def opened(folder: Path | None) -> Instance:
    """The instance, or a refusal that says how to make one."""
    settings = load_settings(folder)
    if not (settings.instance / "settings.toml").exists():
        place = settings.instance
        raise click.ClickException(f"{place} is not an instance. Make one: lumbung init --instance {place}")
    return open_instance(settings)
