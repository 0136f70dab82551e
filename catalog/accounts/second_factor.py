"""The second factor: six digits, new each half minute (TOTP, RFC 6238), and codes for when it is lost."""

import base64
import hashlib
import hmac
import re
import secrets

import pyotp
from cryptography.fernet import Fernet
from sqlalchemy import delete

from catalog import activity
from catalog.access import Actor
from catalog.accounts.models import RecoveryCode, User
from catalog.accounts.queries import get_user
from catalog.errors import Invalid
from catalog.text import Message
from catalog.work import Work

_CODES = 10
_SECRET = re.compile(r"[A-Z2-7]{32}")
_NEIGHBOURS = (-1, 0, 1)  # half minutes that a telephone's clock may be off
_WRONG = Message("Kode ini tidak cocok. Pakai kode yang sedang tampil di aplikasi Anda.")


def new_secret() -> str:
    """A secret for an authenticator: 160 random bits, base32."""
    return pyotp.random_base32()


def sound_secret(text: str) -> str:
    """The secret that a form brings back, or a new one where it brings none."""
    return text if _SECRET.fullmatch(text) else new_secret()


def factor_address(work: Work, name: str, secret: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=work.settings.site_title)


def set_factor(work: Work, name: str, secret: str, code: str) -> list[str]:
    """Keep a person's second factor once a code shows that they have it; gives the recovery codes.

    Raises Invalid for a code that is not of this secret.
    """
    user = get_user(work, name)
    used = _matching(work, secret, code, 0)
    if used is None:
        raise Invalid({"kode": [_WRONG]})
    user.factor = _box(work).encrypt(secret.encode()).decode()
    user.factor_used = used
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(_CODES)]
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    work.session.add_all(RecoveryCode(digest=_digest(work, user, one), user_id=user.id) for one in codes)
    work.session.flush()
    activity.record(work.session, work.clock(), Actor(name), "new second factor", user.id, {})
    return codes


def remove_factor(work: Work, name: str) -> None:
    """Forget a person's second factor and recovery codes."""
    user = get_user(work, name)
    user.factor, user.factor_used = "", 0
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    activity.record(work.session, work.clock(), work.actor, "delete second factor", user.id, {})


def use_code(work: Work, name: str, code: str) -> bool:
    """Whether this is the person's code of this moment, or one of the recovery codes; good once."""
    user = get_user(work, name)
    if not user.factor:
        return False
    secret = _box(work).decrypt(user.factor.encode()).decode()
    used = _matching(work, secret, code, user.factor_used)
    if used is not None:
        user.factor_used = used
        return True
    spent = work.session.execute(
        delete(RecoveryCode)
        .where(
            RecoveryCode.digest == _digest(work, user, code.strip().lower()), RecoveryCode.user_id == user.id
        )
        .returning(RecoveryCode.digest)
    ).all()
    if spent:
        activity.record(work.session, work.clock(), Actor(name), "use recovery code", user.id, {})
    return bool(spent)


def _matching(work: Work, secret: str, code: str, used: int) -> int | None:
    """The number of the half minute that the code is of, none before or at the one `used` last."""
    totp = pyotp.TOTP(secret)
    digits = code.replace(" ", "")
    now = totp.timecode(work.clock())
    for number in (now + offset for offset in _NEIGHBOURS):
        if number > used and hmac.compare_digest(totp.generate_otp(number).encode(), digits.encode()):
            return number
    return None


def _box(work: Work) -> Fernet:
    key = hashlib.sha256(b"second factor " + work.settings.secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _digest(work: Work, user: User, code: str) -> str:
    key = work.settings.secret_key.encode()
    return hmac.new(key, f"recovery {user.id} {code}".encode(), hashlib.sha256).hexdigest()
