"""The command group, and how errors reach the terminal."""

import os
import sys

import click

from catalog import __version__
from catalog.cli.administration import doctor, init, search, token, user
from catalog.cli.frame import locale
from catalog.cli.harvest import harvest
from catalog.cli.serving import datacenter, demo, serve, worker
from catalog.cli.supervisor import end_with_supervisor
from catalog.errors import Invalid, LumbungError
from catalog.settings import BadSettings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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


for command in (init, serve, demo, worker, datacenter, harvest, search, user, token, doctor):
    lumbung.add_command(command)


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
