"""What a spec offers: a dataset for each of its years and stages, with the places in its texts filled."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.errors import NotFound
from catalog.harvest.spec import DatasetSpec, Spec, TableSpec
from catalog.text import Message

SAMPLE_LABEL = "DATA CONTOH"


@dataclass(frozen=True)
class Offer:
    """One dataset of a spec, in one year and at one stage (empty where the dataset has none)."""

    spec: Spec
    dataset: DatasetSpec
    year: int
    stage: str

    def fill(self, template: str) -> str:
        """The text with this offer's year, stage and government in its places."""
        places = {
            "{tahun}": str(self.year),
            "{tahap}": self.stage,
            "{nama_tahap}": self.dataset.stages.get(self.stage, ""),
            "{pemerintah}": self.spec.government.name,
        }
        for place, value in places.items():
            template = template.replace(place, value)
        return template

    @property
    def id(self) -> str:
        """The identity at the source, for ever."""
        return self.fill(self.dataset.id)

    def address(self, table: TableSpec) -> str:
        """The table's address; {page} or * may still be in it."""
        return self.spec.url + self.fill(table.address)


def offers(spec: Spec) -> Iterator[Offer]:
    """Every dataset of a spec, newest year last."""
    for dataset in spec.datasets:
        for year in sorted(dataset.years):
            for stage in dataset.stages or ("",):
                yield Offer(spec, dataset, year, stage)


def find_offer(spec: Spec, remote_id: str) -> Offer:
    """The offer with this identity."""
    for offer in offers(spec):
        if offer.id == remote_id:
            return offer
    raise NotFound(Message("Spec tidak lagi menawarkan %(id)s.", {"id": remote_id}))
