"""The command group, and how errors reach the terminal."""

import os
import sys
from importlib import import_module

import click

from catalog import __version__
from catalog.cli.frame import locale
from catalog.cli.supervisor import end_with_supervisor
from catalog.errors import Invalid, LumbungError
from catalog.settings import BadSettings

_MODULES = {
    "init": "administration",
    "serve": "serving",
    "demo": "demonstration",
    "worker": "working",
    "datacenter": "datacenter",
    "harvest": "harvest",
    "obligations": "obligations",
    "jobs": "jobs",
    "search": "administration",
    "table": "table",
    "user": "people",
    "token": "people",
    "doctor": "administration",
    "mode": "mode",
}


class _Commands(click.Group):
    """Loads a command's module when it is wanted: an indexer needs no pages, a data center no site."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names by alphabet."""
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in _MODULES:
            return None
        command = getattr(import_module(f"catalog.cli.{_MODULES[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lumbung")
def lumbung() -> None:
    """Lumbung, the open data catalog of a provincial government.

    \b
    First steps:
      lumbung demo            sample data center, harvest and site in one command
      lumbung init            make an empty instance in ./instance
      lumbung serve           run the site of that instance
      lumbung doctor          say what is wrong and how to mend it

    Every command takes --instance DIR after its name (or LUMBUNG_INSTANCE): the folder that holds
    database, index, files and settings. LUMBUNG_LANG=id|en chooses the language of messages.
    """


def main() -> None:
    """Run the command; a refusal is one clear sentence and exit code 1, never a traceback."""
    end_with_supervisor()
    try:
        code = lumbung.main(standalone_mode=False)  # gives the code of a command that ended with Exit
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Invalid as error:
        for name, messages in error.fields.items():
            for message in messages:
                click.echo(f"lumbung: {name}: {message.in_locale(locale())}", err=True)
        sys.exit(1)
    except LumbungError as error:
        click.echo(f"lumbung: {error.message.in_locale(locale())}", err=True)
        sys.exit(1)
    except BadSettings as error:
        click.echo(f"lumbung: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("LUMBUNG_DEBUG"):
            raise
        kind = type(error).__name__
        click.echo(f"lumbung: unexpected {kind}: {error}. LUMBUNG_DEBUG=1 shows where it happened.", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
