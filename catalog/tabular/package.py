"""Data Packages, read and found valid by frictionless before anyone gets them."""

from collections.abc import Mapping

from frictionless import FrictionlessException, Package

from catalog.errors import Invalid
from catalog.text import Message


def checked_package(descriptor: Mapping[str, object]) -> dict[str, object]:
    """The descriptor of a Data Package, as frictionless understands it; nothing is fetched.

    Raises Invalid for one that breaks the specification.
    """
    try:
        return dict(Package.from_descriptor(dict(descriptor)).to_descriptor())
    except FrictionlessException as error:
        reason = "; ".join(each.note for each in error.reasons) or error.error.note
        raise Invalid(
            {"package": [Message("Paket data tidak sah: %(reason)s", {"reason": reason})]}
        ) from error
