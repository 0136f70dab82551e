"""The command that runs a data center: datacenter."""

from pathlib import Path

import click

from catalog.cli.frame import unused_instance_option
from catalog.demo import DEFAULT_PORT, FAULTS, open_source
from catalog.demo import serve as serve_datacenter


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder whose datacenter.toml says which file answers which address; without it, sample figures.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 takes a free one.",
)
@click.option("--fault", type=click.Choice(FAULTS), help="Start with this fault switched on, for tests.")
@unused_instance_option
def datacenter(data: Path | None, port: int, fault: str | None) -> None:
    """Run a data center: e-planning and e-budgeting over HTTP, with sample figures or your own files."""
    try:
        serve_datacenter(open_source(data), "127.0.0.1", port, fault, announce=click.echo)
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}); choose another --port."
        ) from error
