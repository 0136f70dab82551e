"""Commands about people and their programs: user, token."""

from pathlib import Path

import click

from catalog import accounts, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.cli.frame import instance_option
from catalog.cli.opening import opened
from catalog.work import Work

_ROLES = [role.value for role in Role if role is not Role.HARVESTER]
organization_option = click.option(
    "--organization", default="", help="Name of the organization; without it, the whole province."
)


@click.group()
def user() -> None:
    """People who sign in, and what they are where."""


@user.command("add")
@click.argument("name")
@click.option("--email", required=True, help="Where invitations and notices go.")
@click.option("--administrator", is_flag=True, help="May do everything in the whole province.")
@instance_option
def user_add(name: str, email: str, administrator: bool, folder: Path | None) -> None:
    """Add a user and print the one-time password."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        password = accounts.add_user(work, name, email, administrator)
    click.echo(f"User {name} added. One-time password: {password}")


@user.command("list")
@instance_option
def user_list(folder: Path | None) -> None:
    """List everybody, with their roles."""
    with opened(folder).work(SYSTEM) as work:
        titles = {one.id: one.name for one in organizations.listing(work)}
        for one in accounts.users(work):
            roles = [] if one.ended else accounts.memberships_of(work, one.name)
            said = ", ".join(f"{each.role} ({titles.get(each.place, 'whole province')})" for each in roles)
            click.echo(f"{one.name}  {one.email}  {'ended' if one.ended else said or 'no role'}")


@user.command("grant")
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
@organization_option
@instance_option
def user_grant(name: str, role: str, organization: str, folder: Path | None) -> None:
    """Give the user NAME a role, in place of the one that they have there."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        accounts.add_member(work, name, _place(work, organization), Role(role))
    click.echo(f"{name} is {role} in {organization or 'the whole province'}.")


@user.command("revoke")
@click.argument("name")
@organization_option
@instance_option
def user_revoke(name: str, organization: str, folder: Path | None) -> None:
    """Take the role of the user NAME, and end all their tokens."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        accounts.remove_member(work, name, _place(work, organization))
    click.echo(f"{name} has no role in {organization or 'the whole province'} any more.")


@user.command("end")
@click.argument("name")
@instance_option
def user_end(name: str, folder: Path | None) -> None:
    """End the account NAME for good, with its roles and tokens."""
    with opened(folder).work(SYSTEM, writing=True) as work:
        accounts.end_user(work, name)
    click.echo(f"The account {name} is ended.")


@click.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.argument("name")
@instance_option
def token_create(name: str, folder: Path | None) -> None:
    """Make an API token for the user NAME and print it, alone, on standard output.

    It is shown this once; send it as the Authorization header.
    """
    with opened(folder).work(SYSTEM, writing=True) as work:
        value = accounts.create_token(work, name)
    click.echo(value)


def _place(work: Work, organization: str) -> str:
    return organizations.get(work, organization).id if organization else PROVINCE
