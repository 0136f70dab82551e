"""What a page says when it is shared: title, figure, source, version; in its picture and beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.budget import Carried, Ladder, Overview
from catalog.datasets import DatasetVersion, Publishing, Resource
from catalog.organizations import Organization
from catalog.settings import Settings
from catalog.text import Message
from catalog.web import budget_words
from catalog.web.budget_tables import Step
from catalog.web.formats import counted, day, filesize, number, rupiah, rupiah_short
from catalog.web.language import localized
from catalog.web.wording import full_title, stage_name

# Which rung speaks for a year: the newest budget, else what was planned, else what was spent.
_SPEAKERS = ("revised", "budgeted", "planned", "spent")


@dataclass(frozen=True)
class Card:
    """The texts of a card in the language of the page; `about` names the `number`, `exact` is all of it.

    Where a page has no figure the three are empty.
    """

    title: str
    source: str
    version: str
    about: str = ""
    number: str = ""
    exact: str = ""
    sample: bool = False

    def in_words(self) -> str:
        """The card for those who do not see it."""
        figure = f"{self.about}: {self.exact or self.number}" if self.number else ""
        return ". ".join(one for one in (self.title, figure, self.source, self.version) if one)


def of_site(settings: Settings, figures: Overview | None, steps: Sequence[Step], total: int) -> Card:
    """The front page: the year's budget of its own government once there is one, else how much there is."""
    if figures and (step := _speaker(steps)):
        return _budget_card(figures.government_name, figures.year, step, figures.sample)
    return Card(
        title=settings.site_title,
        source=settings.site_description,
        version="",
        about=localized(Message("Di sini ada")),
        number=counted("%(count)s kumpulan data", total),
    )


def of_dataset(publisher: str, version: DatasetVersion, carried: Carried) -> Card:
    """A version of a dataset: the budget that it carries, else its rows, else its files."""
    about, short, exact = _figure_of_version(version, carried)
    return Card(
        title=full_title(version),
        source=publisher,
        version=_version(version),
        about=about,
        number=short,
        exact=exact,
        sample=version.sample,
    )


def of_resource(publisher: str, version: DatasetVersion, resource: Resource) -> Card:
    """A resource: the rows of its table, else the size of its file."""
    rows, size = resource.table_rows, resource.size
    text, about = "", ""
    if rows is not None:
        text, about = counted("%(count)s baris", rows), localized(Message("Isi tabel"))
    elif size is not None:
        text, about = filesize(size), localized(Message("Ukuran berkas"))
    name = resource.name or resource.filename or resource.key
    return Card(
        title=f"{name} · {full_title(version)}",
        source=publisher,
        version=_version(version),
        about=about,
        number=text,
        exact=counted("%(count)s kolom", len(resource.columns)) if rows is not None else "",
        sample=version.sample,
    )


def of_organization(organization: Organization, publishing: Publishing) -> Card:
    """An organization: how many datasets it publishes, and when it last did."""
    newest = {"date": day(publishing.newest)}
    return Card(
        title=organization.title,
        source=localized(Message("Perangkat daerah")) if organization.code else "",
        version=localized(Message("Terakhir diperbarui %(date)s", newest)) if publishing.newest else "",
        about=localized(Message("Data diterbitkan")),
        number=number(publishing.total),
    )


def of_ladder(ladder: Ladder, steps: Sequence[Step]) -> Card | None:
    """A budget year of a government or agency; None where no rung has a figure."""
    step = _speaker(steps)
    who = ladder.organization_name or ladder.organization or ladder.government_name
    return _budget_card(who, ladder.year, step, ladder.sample) if step else None


def _budget_card(who: str, year: int, step: Step, sample: bool) -> Card:
    source = step.source
    assert source is not None  # a rung with an amount has one
    return Card(
        title=localized(Message("Anggaran %(who)s %(year)s", {"who": who, "year": year})),
        source=source.dataset_title,
        version=_numbered(source.version, day(source.published_at)),
        about=_about(source.direction, source.stage),
        number=rupiah_short(step.amount),
        exact=rupiah(step.amount),
        sample=sample,
    )


def _speaker(steps: Sequence[Step]) -> Step | None:
    known = {step.rung: step for step in steps if step.amount is not None and step.source}
    return next((known[rung] for rung in _SPEAKERS if rung in known), None)


def _figure_of_version(version: DatasetVersion, carried: Carried) -> tuple[str, str, str]:
    totals = {source.direction: source for source in reversed(carried.totals)}
    source = totals.get("belanja") or totals.get("pendapatan")
    if source:
        amount: Decimal = source.amount
        return _about(source.direction, source.stage), rupiah_short(amount), rupiah(amount)
    rows = [one.table_rows for one in version.resources if one.table_rows is not None]
    if len(rows) == 1:
        return localized(Message("Isi tabel")), counted("%(count)s baris", rows[0]), ""
    if not version.resources:
        return "", "", ""
    return localized(Message("Isi")), counted("%(count)s berkas", len(version.resources)), ""


def _about(direction: str, stage: str) -> str:
    return f"{localized(budget_words.DIRECTIONS[direction])} · {stage_name(stage)}"


def _version(version: DatasetVersion) -> str:
    return _numbered(version.number, day(version.published_at))


def _numbered(number: int, date: str) -> str:
    return localized(Message("Versi %(number)s, %(date)s", {"number": number, "date": date}))
