"""What the commands share: the instance option, the language, progress."""

import os
import sys
from pathlib import Path

import click

instance_option = click.option(
    "--instance",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the instance; default LUMBUNG_INSTANCE or ./instance.",
)

# Scripts may give it to every command alike, also to those that need no instance.
unused_instance_option = click.option("--instance", expose_value=False, hidden=True)


def locale() -> str:
    """`id` or `en` for messages in the terminal: LUMBUNG_LANG, else the system's language."""
    wanted = (
        os.environ.get("LUMBUNG_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG")
        or ""
    )
    return "id" if wanted.lower().startswith("id") else "en"


class Progress:
    """Tells how far long work is: one rewritten line in a terminal, a plain line per step elsewhere."""

    WIDTH = 28

    def __init__(self) -> None:
        self.terminal = sys.stderr.isatty()
        self.last = ""

    def __call__(self, stage: str, done: int, total: int, title: str = "") -> None:
        """Report `done` of `total` in a stage; total 0 means that it is not known yet."""
        share = done / total if total else 0.0
        if self.terminal:
            bar = ("█" * round(share * self.WIDTH)).ljust(self.WIDTH, "░")
            click.echo(f"\r\033[K{stage:<9}{bar} {done}/{total or '?'} {title[:40]}", err=True, nl=False)
            return
        step = f"{done * 20 // total if total else 0}"  # at most twenty lines, however long the work
        if step != self.last:
            click.echo(f"{stage} {done}/{total or '?'} {title}".rstrip(), err=True)
        self.last = step

    def close(self) -> None:
        """End the rewritten line."""
        if self.terminal:
            click.echo("", err=True)
