"""Sample budgets that belong together: planned, capped, budgeted, revised, spent; all of it DATA CONTOH.

Nothing here is random: each choice hangs on a hash of what it is about, so that every machine gets the
same figures. Amounts are whole rupiah.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from catalog.demo.nomenclature import Activity, Agency, activities, agencies, support_activities
from catalog.demo.patterns import (
    FOCUS,
    FUNDS,
    HOSPITAL,
    HOSPITAL_FUND,
    INCOME,
    OTHER_RECEIPTS,
    OUTLAYS,
    OWN_FUND,
    SURPLUS_ACCOUNTS,
    TARGET,
    TREASURY_WORK,
    USUAL,
    agency_size,
    has_word,
    spending_of,
)

YEARS = tuple(TARGET)
_SUPPORT, _SUBSTANCE, _AT_LEAST = 6, 8, 12


class Line(NamedTuple):
    """One row of a stage; plans have no account and no fund, income and financing have no activity.

    `budget` is what `amount` was spent against, in the last stage only.
    """

    agency: Agency
    activity: Activity | None
    account: str
    fund: str
    amount: int
    budget: int = 0


def draw(low: int, high: int, *about: object) -> int:
    """A number from low to high, both included, that only depends on what it is about."""
    digest = hashlib.blake2b("|".join(map(str, about)).encode(), digest_size=8).digest()
    return low + int.from_bytes(digest, "big") % (high - low + 1)


@cache
def plan(tahun: int) -> tuple[Line, ...]:
    """RKPD: agency x sub kegiatan, in thousands of rupiah."""
    everyone = agencies()
    whole = sum(agency_size(agency.short, agency.kind) for agency in everyone)
    lines = []
    for agency in everyone:
        share = TARGET[tahun] * agency_size(agency.short, agency.kind) // whole
        chosen, _ = _choose(tahun, agency)
        weights = [_weight(tahun, agency, activity) for activity in chosen]
        for activity, weight in zip(chosen, weights, strict=True):
            lines.append(Line(agency, activity, "", "", _thousands(share * weight // sum(weights))))
    return tuple(lines)


@cache
def ceilings(tahun: int) -> tuple[Line, ...]:
    """KUA-PPAS: the plan with other amounts, a few activities dropped and a few new ones."""
    lines = []
    for line in plan(tahun):
        about = ("kua", tahun, line.agency.number, line.activity)
        if _must_stay(line) or draw(1, 100, "keep", *about) > 2:
            lines.append(line._replace(amount=_thousands(line.amount * draw(940, 1060, *about) // 1000)))
    for agency in agencies():
        _, spare = _choose(tahun, agency)
        if spare and draw(1, 100, "kua-new", tahun, agency.number) <= 15:
            lines.append(
                Line(agency, spare[0], "", "", draw(200, 2000, "kua-sum", tahun, agency.number) * 1_000_000)
            )
    return tuple(lines)


@cache
def budget(tahun: int) -> tuple[Line, ...]:
    """APBD: income, then spending by sub kegiatan x account, then financing; in balance to the rupiah."""
    spending = [part for line in ceilings(tahun) for part in _by_account(tahun, line)]
    total = sum(line.amount for line in spending)
    income = [
        Line(_agency(short), None, account, OWN_FUND if account < "4.2" else FUNDS[1], total * share // 1000)
        for short, account, share in INCOME
    ]
    outlays = [_treasury(account, total * share // 1000) for account, share in OUTLAYS]
    receipts = [_treasury(account, total * share // 1000) for account, share in OTHER_RECEIPTS]
    return (*income, *spending, *_financing(total, income, receipts, outlays))


@cache
def revision(tahun: int) -> tuple[Line, ...]:
    """Perubahan APBD: lines moved, dropped and added (those have no counterpart), in balance again."""
    before = budget(tahun)
    spending = list(_revised_spending(tahun, [line for line in before if line.account.startswith("5")]))
    income = [
        line._replace(
            amount=line.amount * draw(985, 1025, "income", tahun, line.agency.number, line.account) // 1000
        )
        for line in before
        if line.account.startswith("4")
    ]
    outlays = [line for line in before if line.account.startswith("6.2")]
    receipts = [line for line in before if line.account in dict(OTHER_RECEIPTS)]
    total = sum(line.amount for line in spending)
    return (*income, *spending, *_financing(total, income, receipts, outlays))


@cache
def realization(tahun: int) -> tuple[Line, ...]:
    """What was received and spent of the revised budget: 70 to 99 percent, a few lines nothing."""
    return tuple(
        line._replace(amount=line.amount * _progress(tahun, line) // 1000, budget=line.amount)
        for line in revision(tahun)
    )


def _choose(tahun: int, agency: Agency) -> tuple[list[Activity], list[Activity]]:
    """The activities of an agency in a year, and those of its field that it leaves out."""
    support = sorted(
        support_activities(agency.bidang[0]),
        key=lambda one: ("Gaji" not in one.name, draw(0, 10**9, agency.number, one.code)),
    )
    treasury = agency.short == "BPKAD"
    pool = [one for bidang in agency.bidang for one in activities(bidang)]
    pool = [one for one in pool if treasury or not has_word(one.name, TREASURY_WORK)]
    pool.sort(
        key=lambda one: (
            not has_word(one.name, TREASURY_WORK),
            one.program != FOCUS.get(agency.short),
            draw(1, 10, "year", tahun, agency.number, one.code) == 1,  # a tenth changes every year
            draw(0, 10**9, agency.number, one.code),
        )
    )
    substance = pool[:_SUBSTANCE]
    count = max(_SUPPORT, _AT_LEAST - len(substance))
    return sorted(support[:count] + substance, key=lambda one: one.code), pool[_SUBSTANCE:] + support[count:]


def _weight(tahun: int, agency: Agency, activity: Activity) -> int:
    known = spending_of(activity.name)
    usual = 1 if activity.is_support else 10
    return (known[0] if known else usual) * draw(70, 130, "weight", tahun, agency.number, activity.code)


def _must_stay(line: Line) -> bool:
    """Whether dropping the line would leave a province without salaries, transfers or an emergency fund."""
    return line.activity is not None and has_word(line.activity.name, (*TREASURY_WORK, "Gaji"))


def _by_account(tahun: int, line: Line) -> Iterator[Line]:
    activity, agency = line.activity, line.agency
    if activity is None:
        raise ValueError("only an activity is split by account")
    about = (tahun, agency.number, activity.code)
    hospital = agency.kind == "rumah_sakit" and not activity.is_support
    known = spending_of(activity.name)
    shares = HOSPITAL if hospital else known[1] if known else USUAL
    fund = HOSPITAL_FUND if hospital else FUNDS[draw(0, 2 if activity.is_support else 4, "fund", *about)]
    total = line.amount * draw(970, 1030, "budget", *about) // 1000 + draw(0, 999, "rupiah", *about)
    rest = total
    for account, percent in shares[1:]:
        part = total * percent * draw(90, 110, account, *about) // 10_000
        rest -= part
        yield Line(agency, activity, account, fund, part)
    yield Line(agency, activity, shares[0][0], fund, rest)


def _revised_spending(tahun: int, before: list[Line]) -> Iterator[Line]:
    for line in before:
        about = ("revision", tahun, line.agency.number, line.activity, line.account)
        fate = draw(1, 100, *about)
        if fate <= 2 and not _must_stay(line):
            continue
        if fate <= 45:
            line = line._replace(amount=line.amount * draw(860, 1160, "by", *about) // 1000)
        elif fate == 46:
            line = line._replace(fund=FUNDS[2])
        yield line
    for agency in agencies():
        _, spare = _choose(tahun, agency)
        if len(spare) > 1 and draw(1, 100, "revision-new", tahun, agency.number) <= 35:
            amount = draw(300, 9000, "revision-sum", tahun, agency.number) * 1_000_000
            yield from _by_account(tahun, Line(agency, spare[1], "", "", amount))


def _financing(total: int, income: list[Line], receipts: list[Line], outlays: list[Line]) -> tuple[Line, ...]:
    """Receipts, last year's surplus as the balancing figure, and outlays."""
    gap = total + sum(line.amount for line in outlays) - sum(line.amount for line in (*income, *receipts))
    part = gap * 6 // 10
    surplus = [_treasury(SURPLUS_ACCOUNTS[0], part), _treasury(SURPLUS_ACCOUNTS[1], gap - part)]
    return (*surplus, *receipts, *outlays)


def _progress(tahun: int, line: Line) -> int:
    """How many thousandths of a line came about."""
    about = ("progress", tahun, line.agency.number, line.activity, line.account)
    if line.account.startswith("5"):
        return 0 if draw(1, 100, "none", *about) <= 1 else draw(700, 990, *about)
    return draw(940, 990, *about) if line.account.startswith("4") else 990


def _treasury(account: str, amount: int) -> Line:
    return Line(_agency("BPKAD"), None, account, OWN_FUND, amount)


def _agency(short: str) -> Agency:
    return next(agency for agency in agencies() if agency.short == short)


def _thousands(amount: int) -> int:
    return amount // 1000 * 1000
