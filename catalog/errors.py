"""What rules raise: one family, each with a translatable message, none of them aware of HTTP."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from catalog.text import Message


class LumbungError(Exception):
    """A refusal that a person or a client can act on; `message` says what, where and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class NotFound(LumbungError):
    """The thing does not exist, or the actor may not know that it does."""


class Withdrawn(NotFound):
    """It was public and was taken back, at the aware moment `at`; that and the reason may be known."""

    def __init__(self, message: Message, at: datetime) -> None:
        super().__init__(message)
        self.at = at


class NotAuthorized(LumbungError):
    """The actor is known and may not do this."""


class Invalid(LumbungError):
    """Input that breaks a rule; `fields` names each field with its messages.

    `rows` does so for fields that are lists of things: the fields of each thing, in their order.
    """

    def __init__(
        self,
        fields: Mapping[str, list[Message]],
        rows: Mapping[str, Sequence[Mapping[str, list[Message]]]] | None = None,
    ) -> None:
        self.fields = {name: list(messages) for name, messages in fields.items()}
        self.rows = dict(rows or {})
        inner = [messages for things in self.rows.values() for one in things for messages in one.values()]
        first = next(iter((*self.fields.values(), *inner)), [Message("Masukan tidak sah.")])
        super().__init__(first[0])


class BadQuery(LumbungError):
    """A search, sort or filter expression that cannot be understood."""


class Unreadable(LumbungError):
    """Foreign bytes that do not hold what they claim: cut, garbled, another format, over a limit."""


class Refused(LumbungError):
    """A request to the outside that net.py does not make: scheme, address, redirect, size, time."""


class Busy(LumbungError):
    """The same work is already under way elsewhere."""


class Later(LumbungError):
    """Not now: the same may be asked again after so many `seconds`."""

    def __init__(self, message: Message, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class TooMany(Later):
    """One client asks more than its share."""


class Closed(Later):
    """The operator has closed the site, or its writing, for a while."""
