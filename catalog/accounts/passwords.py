"""Passwords: what is good enough, and how they are kept and checked. None is ever stored or logged."""

import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from catalog.accounts.models import User
from catalog.text import Message

SHORTEST = 12  # characters
LONGEST = 200
_FEW = 5  # different characters
# What many people take when a long one is asked for: one of these words, with digits and marks about it.
_COMMON = """
    admin adminadmin administrator alhamdulillah anggaran assalamualaikum bismillah data datajatim dinas
    dinkes garuda garudaindonesia gantisandi indonesia indonesiaraya iloveyou jatim jawatimur kabupaten
    katasandi katakunci keuangan kominfo kominfojatim letmein lumbung lumbungdata masuk merdeka monkey
    pancasila passw passwd password passwordpassword pemprov pemprovjatim produsen provinsi qazwsxedc qwerty
    qwertyqwerty qwertyuiop qwertyuiopasdfghjkl rahasia rahasiabanget rahasianegara sandi sandirahasia
    satudata sayang sayangku surabaya terserah tidaktahu walidata welcome
"""
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(
    secrets.token_urlsafe(16)
)  # checked where there is no account, so that it takes as long


def one_time_password() -> str:
    """A password to be read out or typed once: 64 random bits."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(_normal(password))


def verify(user: User | None, password: str) -> bool:
    """Whether this is the person's password; takes as long for nobody as for somebody."""
    try:
        good = _hasher.verify(user.password_hash if user else _NOBODY, _normal(password)[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return good and user is not None


def outdated(user: User) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(user.password_hash)


def problem_with(password: str, user: User | None = None) -> Message | None:
    """Why a password is not good enough for a person, or None. Length counts, kinds of characters do not."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        return Message("Kata sandi sedikitnya %(count)s karakter.", {"count": SHORTEST})
    if len(plain) > LONGEST:
        return Message("Kata sandi paling banyak %(count)s karakter.", {"count": LONGEST})
    letters = re.sub(r"[\W\d_]+", "", plain.casefold())
    own = (
        {user.name, user.email.partition("@")[0], re.sub(r"\W", "", user.full_name.casefold())}
        if user
        else set()
    )
    known = set(_COMMON.split()) | {re.sub(r"[\W\d_]+", "", one) for one in own}
    if not letters or letters in known or len(set(plain)) < _FEW:
        return Message("Kata sandi ini mudah ditebak. Pakai beberapa kata yang tidak berhubungan.")
    return None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
