"""The processes that make a whole site, and the settings that they are started with."""

import dataclasses
import socket
from collections.abc import Mapping
from typing import Any

import click

from catalog.settings import Settings

BACKGROUND = ("indexer", "scheduler", "queue")


def moved(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """The settings with what the command line says; a public address that was host and port moves along."""
    changed = dataclasses.replace(settings, **given)
    if settings.site_url == f"http://{settings.host}:{settings.port}":
        return dataclasses.replace(changed, site_url=f"http://{changed.host}:{changed.port}")
    return changed


def site_commands(settings: Settings) -> dict[str, list[str]]:
    """The processes of a whole site."""
    place = ["--instance", str(settings.instance)]
    web = ["serve", "--part", "web", "--host", settings.host, "--port", str(settings.port)]
    return {"web": [*web, "--workers", str(settings.workers), *place], **background_commands(settings)}


def background_commands(settings: Settings) -> dict[str, list[str]]:
    """The processes behind the site."""
    return {part: ["worker", "--part", part, "--instance", str(settings.instance)] for part in BACKGROUND}


def require_free(settings: Settings) -> None:
    """Refuse a port that is taken, with a way out, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
                f"Choose another one: --port {settings.port + 1}"
            ) from error
