"""Every setting, its default and its meaning; read from `settings.toml` of the instance and LUMBUNG_*."""

import os
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

SETTINGS_FILE = "settings.toml"
_LARGEST = 2**63  # also keeps out infinity and what is no number
_LAST_PORT = 65535


@dataclass(frozen=True)
class Settings:
    """Sizes are bytes, times seconds. The environment wins over the file, the file over the default."""

    instance: Path = Path("instance")
    database_url: str = ""  # empty: SQLite in the instance
    secret_key: str = field(default="", repr=False)  # signs sessions; `lumbung init` writes one
    site_url: str = "http://127.0.0.1:5000"  # public address; the only source of absolute links
    site_title: str = "Lumbung Data Jawa Timur"
    site_description: str = "Katalog data terbuka Pemerintah Provinsi Jawa Timur"
    contact_email: str = ""
    government: str = "kemendagri:35"  # whose agencies the organizations are: list of codes, and code
    host: str = "127.0.0.1"
    port: int = 5000
    workers: int = 2
    threads: int = 4
    max_request_bytes: int = 8 * 2**20
    max_upload_bytes: int = 512 * 2**20  # of one file that somebody sends
    client_seconds_per_minute: float = 60.0  # of the server's time, for one client address in one process
    session_idle_seconds: int = 1800  # then whoever was signed in does so again
    session_total_seconds: int = 12 * 3600
    second_factor_roles: str = ""  # roles that must have one, with commas: administrator, walidata
    smtp_host: str = ""  # the mail server that takes letters to people; empty: none are sent
    smtp_port: int = 587
    smtp_tls: str = "starttls"  # or tls, or none for a server on this machine
    smtp_ca_file: str = ""  # certificates to trust instead of the system's
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = "lumbung@localhost"
    oidc_issuer: str = ""  # address of a provider of single sign-on (OpenID Connect); empty: there is none
    oidc_name: str = ""  # what people call it
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_ca_file: str = ""  # certificates to trust instead of the system's
    trusted_proxies: str = ""  # addresses or networks whose X-Forwarded-For is believed, with commas
    fetch_connect_seconds: float = 10.0
    fetch_read_seconds: float = 30.0
    fetch_total_seconds: float = 600.0
    fetch_max_bytes: int = 2 * 2**30

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `trusted_proxies`; raises ValueError for what is none."""
        return tuple(ip_network(one.strip()) for one in self.trusted_proxies.split(",") if one.strip())

    @property
    def files(self) -> Path:
        """Folder of the content-addressed file store."""
        return self.instance / "files"

    @property
    def index(self) -> Path:
        """Folder of the embedded search index."""
        return self.instance / "index"

    @property
    def database(self) -> str:
        """SQLAlchemy address of the catalogue database."""
        return self.database_url or f"sqlite:///{self.instance / 'lumbung.db'}"


class BadSettings(ValueError):
    """A settings file or variable that cannot be used; the text names it and says what would do."""


def load_settings(instance: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an instance folder.

    Raises BadSettings for an unknown key in the file or a value of the wrong type.
    """
    folder = (instance or Path(environ.get("LUMBUNG_INSTANCE") or "instance")).expanduser().resolve()
    if "?" in str(folder):  # which would end the database's name in its address
        raise BadSettings(f"instance folder {folder}: its name cannot hold a question mark")
    values = _from_file(folder / SETTINGS_FILE)
    for item in fields(Settings):
        variable = f"LUMBUNG_{item.name.upper()}"
        if item.name != "instance" and variable in environ:
            values[item.name] = environ[variable]
    typed = {name: _typed(name, value) for name, value in values.items()}
    settings = Settings(instance=folder, **typed)
    try:
        _ = settings.proxies
    except ValueError as error:
        raise BadSettings(f"setting trusted_proxies: {error}") from error
    return settings


def write_settings(instance: Path) -> Path:
    """Write a first settings file with a secret of its own; an existing file stays as it is."""
    path = instance / SETTINGS_FILE
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        text = (
            "# Settings of this Lumbung instance; every key is described in catalog/settings.py.\n"
            "# A LUMBUNG_* environment variable of the same name wins over a line here.\n"
            f'secret_key = "{secrets.token_hex(32)}"\n'
        )
        # Whole or not at all, and never over the one of another process: it is nothing without its secret.
        handle, draft = tempfile.mkstemp(dir=instance, prefix="settings-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            Path(draft).unlink()
    return path


def _from_file(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: not readable as TOML ({error})") from error
    unknown = sorted(set(values) - {item.name for item in fields(Settings)} | ({"instance"} & set(values)))
    if unknown:
        raise BadSettings(f"{path}: unknown setting {unknown[0]!r}; see catalog/settings.py for the names")
    return values


def _typed(name: str, value: object) -> Any:
    kind = type(getattr(Settings, name))
    try:
        if isinstance(value, bool) or (kind is int and isinstance(value, float)):
            raise ValueError("true and 1.9 are no whole numbers, though Python would take them")
        typed = kind(value)
    except (TypeError, ValueError) as error:
        raise BadSettings(f"setting {name}: {value!r} is not a {kind.__name__}") from error
    if isinstance(typed, int | float) and not 0 < typed < _LARGEST:
        raise BadSettings(f"setting {name}: {value!r} must be more than 0 and finite")
    if name == "port" and typed > _LAST_PORT:
        raise BadSettings(f"setting port: {value!r} is more than {_LAST_PORT}")
    if name == "smtp_tls" and typed not in ("starttls", "tls", "none"):
        raise BadSettings(f"setting smtp_tls: {value!r} is none of starttls, tls, none")
    if name == "site_url" and not str(typed).startswith(("http://", "https://")):
        raise BadSettings(f"setting site_url: {value!r} must begin with http:// or https://")
    return typed
