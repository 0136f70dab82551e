"""People of the demo who are signed in, for pages that nobody else sees."""

import pyotp
from sqlalchemy import select

from catalog import accounts, jobs, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.accounts.letters import compose, queue_link
from catalog.work import Instance
from tests.web.people import enlist

OFFICE = "badan-pengelola-keuangan-dan-aset-daerah"
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
_TELEPHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"


def links_in_letters(instance: Instance, sessions: dict[str, str]) -> dict[str, str]:
    """The paths of links in letters: an invitation, a new password, a new address."""
    with instance.work(SYSTEM, writing=True) as work:
        found = accounts.person_of(work, sessions["pengurus"])
        assert found is not None
        accounts.invite(work, "undangan@contoh.go.id", organizations.get(work, OFFICE).id, Role.PRODUSEN)
        accounts.ask_for_address(work, found, "alamat.baru@contoh.go.id")
        queue_link(work, "reset", "dua@contoh.go.id", accounts.get_user(work, "dua").id)
        wanted = select(jobs.Job).where(jobs.Job.kind == accounts.SEND_LETTER).order_by(jobs.Job.id)
        letters = [compose(work, job.payload["number"]) for job in work.session.scalars(wanted)]
        site = work.settings.site_url
    paths = [letter.text.partition(site)[2].split()[0] for letter in letters if letter]
    return dict(zip(("invitation", "address", "reset"), paths, strict=True))


def sign_people_in(instance: Instance) -> dict[str, str]:
    """What the cookie of each holds: an administrator, one whose code is asked for, one new here."""
    with instance.work() as work:
        office = organizations.get(work, OFFICE).id
    enlist(instance, "pengurus", (PROVINCE, Role.ADMINISTRATOR), (office, Role.WALIDATA))
    enlist(instance, "dua", (office, Role.WALIDATA_PENDUKUNG))
    with instance.work(SYSTEM, writing=True) as work:
        secret = accounts.new_secret()
        accounts.set_factor(work, "dua", secret, pyotp.TOTP(secret).at(work.clock()))
        accounts.add_user(work, "baru", "baru.sekali.dengan.alamat.panjang@dinas.contoh.go.id")
        accounts.add_member(work, "baru", office, Role.PRODUSEN)
        accounts.start_session(work, "pengurus", _TELEPHONE)
        sessions = {
            name: accounts.start_session(work, name, _FIREFOX) for name in ("pengurus", "dua", "baru")
        }
        found = accounts.person_of(work, sessions["pengurus"])
        assert found is not None
        for label in ("Unggahan bulanan dari server kepegawaian", "uji"):
            accounts.make_token(work, found, label, 30)
    return sessions
