"""Lists of codes that are the same for every government, and the nearest to one that is not in them."""

import csv
import difflib
from collections.abc import Mapping
from functools import cache

from catalog.budget import codes
from catalog.paths import DATA

_ACCOUNTS = {
    "permendagri-13-2006": "accounts_13-2006.csv",
    "permendagri-90-2019": "accounts_050-5889.csv",
    "kepmendagri-050-5889": "accounts_050-5889.csv",
    "djpk-standar-jenis": "accounts_050-5889.csv",
}
_TYPED_AS = str.maketrans("OISB", "0158")  # letters that look like digits
_ACCOUNT_DEPTH, _FIELD_DEPTH = 3, 2  # segments of the codes in the lists


def account_title(norm: str, scheme: str) -> str:
    """What the scheme's list calls an account; empty for those below jenis and schemes without a list."""
    return _listed(_ACCOUNTS[scheme]).get(norm, "") if scheme in _ACCOUNTS else ""


def account_problem(raw: str, scheme: str) -> str | None:
    """The nearest account to one that the scheme's list does not have; None when the account is right.

    Only what the lists hold is judged: the first three segments, and schemes that have a list.
    """
    known = _listed(_ACCOUNTS[scheme]) if scheme in _ACCOUNTS else {}
    return _nearest(codes.account(raw, scheme), _ACCOUNT_DEPTH, known)


def program_problem(raw: str, scheme: str) -> str | None:
    """The nearest field of government to that of a program which no list has; None when it is right."""
    known = _listed("bidang_urusan.csv") if scheme != "permendagri-13-2006" else {}
    return _nearest(codes.activity(raw, scheme), _FIELD_DEPTH, known)


def agency_problem(raw: str, known: Mapping[str, str]) -> str | None:
    """The nearest of the known agencies, by their code, to one that is not among them; None when it is."""
    norm = codes.organization(raw)
    return None if norm in known or not known else _closest(norm, known)


def _nearest(code: codes.Code, depth: int, known: Mapping[str, str]) -> str | None:
    if code.level == 0:
        return _closest(code.norm.translate(_TYPED_AS), known) if known else ""
    listed = codes.prefix(code.norm, depth)
    if not known or listed in known or len(listed.split(".")) < min(depth, _shortest(known)):
        return None
    return _closest(listed, known)


def _shortest(known: Mapping[str, str]) -> int:
    return min(code.count(".") + 1 for code in known)


def _closest(norm: str, known: Mapping[str, str]) -> str:
    """A code and its name, of those with as many segments; empty when none is near."""
    alike = [code for code in known if code.count(".") == norm.count(".")] or list(known)
    found = difflib.get_close_matches(norm, alike, n=1, cutoff=0.5)
    return f"{found[0]} {known[found[0]]}" if found else ""


@cache
def _listed(name: str) -> Mapping[str, str]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return {row["code"]: row["name"] for row in csv.DictReader(source)}
