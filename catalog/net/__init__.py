"""The only door to the outside: addresses checked where they are connected, limits on size and time."""

from catalog.net.addresses import check
from catalog.net.client import Client, Response
from catalog.net.failures import shown

__all__ = ["Client", "Response", "check", "shown"]
