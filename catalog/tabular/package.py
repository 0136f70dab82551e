"""Data Packages, read and found valid by frictionless before anyone gets them."""

import re
from collections.abc import Mapping

from frictionless import Field, FrictionlessException, Package, Schema

from catalog.errors import Invalid
from catalog.text import Message

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


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


def checked_schema(descriptor: Mapping[str, object]) -> dict[str, object]:
    """A Table Schema as frictionless understands it; Invalid for one that breaks the specification.

    Patterns and bounds that cannot be read break it too.
    """
    try:
        schema = Schema.from_descriptor(dict(descriptor))
        for field in schema.fields:
            _require_rules(field)
        return dict(schema.to_descriptor())
    except FrictionlessException as error:
        raise _unsound(*(each.note for each in error.reasons or [error.error])) from error
    except re.error as error:
        raise _unsound(str(error)) from error


def _require_rules(field: Field) -> None:
    field.create_cell_reader()  # compiles patterns
    read = field.create_value_reader()
    for name in _BOUNDS:
        if field.constraints.get(name) is not None and read(field.constraints[name]) is None:
            raise _unsound(f'{field.name}: "{name}" is "{field.constraints[name]}"')


def _unsound(*reasons: str) -> Invalid:
    reason = "; ".join(reasons)
    return Invalid({"schema": [Message("Kamus data tidak sah: %(reason)s", {"reason": reason})]})
