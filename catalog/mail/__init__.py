"""Letters by e-mail: handed to the mail server of the settings, over TLS that is verified."""

from catalog.mail.smtp import Letter, Undelivered, send

__all__ = ["Letter", "Undelivered", "send"]
