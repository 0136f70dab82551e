"""Letters with a link that is good once: invitations, new passwords, new addresses.

A letter is queued in the transaction that is the reason for it, and sent by the worker. Queue and table hold
no secret: what the link ends with is computed from a number and the instance's secret key, when it is sent.
"""

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from datetime import timedelta

from sqlalchemy import delete, select

from catalog import jobs, mail
from catalog.access import SYSTEM, Role
from catalog.accounts.models import MailLink, User
from catalog.accounts.queries import token_digest
from catalog.jobs import Job
from catalog.text import LOCALES, Message
from catalog.work import Instance, Work

SEND_LETTER = "send-letter"
RESET_PASSWORD = "reset-password"  # noqa: S105  the name of a job
_PAUSES = (1.0, 5.0)  # seconds between tries of one job
_AGAIN = timedelta(minutes=5)
_PATHS = {"invite": "undangan", "reset": "sandi-baru", "address": "surel-baru"}
_LASTS = {"invite": timedelta(days=7), "reset": timedelta(hours=2), "address": timedelta(hours=24)}
_SUBJECTS = {
    "invite": Message("Undangan mengelola data di %(site)s"),
    "reset": Message("Kata sandi baru untuk %(site)s"),
    "address": Message("Pastikan alamat surel Anda di %(site)s"),
}
_TEXTS = {
    "invite": Message(
        "%(by)s mengundang Anda mengelola data di %(site)s.\n\nBuka tautan ini dalam %(days)s hari untuk"
        " menerimanya:\n%(link)s\n\nBila Anda tidak mengenal pengundangnya, abaikan surat ini."
    ),
    "reset": Message(
        "Seseorang meminta kata sandi baru untuk akun %(name)s di %(site)s.\n\nBila itu Anda, buka tautan"
        " ini dalam %(hours)s jam:\n%(link)s\n\nBila bukan, abaikan surat ini; kata sandi Anda tidak berubah."
    ),
    "address": Message(
        "Akun %(name)s di %(site)s akan memakai alamat surel ini.\n\nBila itu Anda, buka tautan ini dalam"
        " %(hours)s jam:\n%(link)s\n\nBila bukan, abaikan surat ini."
    ),
}


def queue_link(
    work: Work, kind: str, email: str, user_id: str | None = None, place: str = "", role: Role | None = None
) -> None:
    """Make a link of this kind in place of one to the same address, and queue the letter that brings it."""
    now = work.clock()
    work.session.execute(
        delete(MailLink).where(MailLink.kind == kind, MailLink.email == email, MailLink.place == place)
    )
    number = secrets.token_hex(16)
    work.session.add(
        MailLink(
            digest=token_digest(_secret(work, number)),
            kind=kind,
            email=email,
            user_id=user_id,
            place=place,
            role=role,
            given_by=work.actor.name,
            created=now,
            expires=now + _LASTS[kind],
        )
    )
    work.session.flush()
    jobs.enqueue(work.session, now, SEND_LETTER, user_id or email, {"number": number})


def link_of(work: Work, kind: str, secret: str) -> MailLink | None:
    """The link that ends with this secret, unless it was used, replaced, or has expired."""
    wanted = select(MailLink).where(
        MailLink.digest == token_digest(secret), MailLink.kind == kind, MailLink.expires > work.clock()
    )
    return work.session.scalars(wanted).first()


def send_letter(instance: Instance, job: Job) -> None:
    """Send a queued letter; one whose link was used or replaced meanwhile is not sent. Raises Undelivered."""
    with instance.work(SYSTEM) as work:
        letter = compose(work, str(job.payload["number"]))
    if letter is not None:
        _deliver(instance, letter)
    with instance.work(SYSTEM, writing=True) as work:
        jobs.finish(work.session, work.clock(), job)


def retry_letters(work: Work) -> None:
    """Let letters that failed some minutes ago wait again, as long as their link is good."""
    before, since = work.clock() - _AGAIN, work.clock() - _LASTS["reset"]
    wanted = select(Job.id).where(
        Job.kind == SEND_LETTER, Job.state == "failed", Job.finished < before, Job.created > since
    )
    for job_id in work.session.scalars(wanted).all():
        jobs.retry(work.session, work.clock(), job_id)


def compose(work: Work, number: str) -> mail.Letter | None:
    """The letter that brings a link, or None when that was used, replaced, or has expired."""
    secret = _secret(work, number)
    link = work.session.get(MailLink, token_digest(secret))
    if link is None or link.expires <= work.clock():
        return None
    site, lasts = work.settings, _LASTS[link.kind]
    user = work.session.get(User, link.user_id) if link.user_id else None
    facts = {
        "site": site.site_title,
        "by": link.given_by,
        "name": user.name if user else "",
        "days": lasts.days,
        "hours": lasts // timedelta(hours=1),
    }
    texts = []
    for locale in LOCALES:
        prefix = "" if locale == "id" else f"/{locale}"
        address = f"{site.site_url}{prefix}/{_PATHS[link.kind]}/{secret}"
        texts.append(Message(_TEXTS[link.kind].template, facts | {"link": address}).in_locale(locale))
    subject = Message(_SUBJECTS[link.kind].template, facts)
    subjects = " / ".join(subject.in_locale(locale) for locale in LOCALES)
    return mail.Letter(link.email, subjects, "\n\n-- \n\n".join(texts) + "\n")


def _deliver(instance: Instance, letter: mail.Letter) -> None:
    for pause in (*_PAUSES, None):
        try:
            mail.send(instance.settings, letter)
        except mail.Undelivered as error:
            if pause is None or not error.passing:
                raise
            time.sleep(pause)
        else:
            return


def _secret(work: Work, number: str) -> str:
    key = work.settings.secret_key.encode()
    made = hmac.new(key, f"mail link {number}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")
