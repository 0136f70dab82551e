"""A client's `q`, `fq` and `sort` as words, filters and order, as far as the search port carries them.

What it cannot carry is refused in words (BadQuery), never left out in silence. The tree is in ckan_query.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.errors import BadQuery
from catalog.text import Message
from catalog.wire.ckan_query import All, Any, Node, Not, Range, Term, parse

FACETS = {  # CKAN's name of a facet or filter: ours
    "organization": "organization",
    "groups": "theme",
    "tags": "tag",
    "res_format": "format",
    "license_id": "license",
    "year": "year",
}
_FILTERS = {**FACETS, "name": "name", "id": "id"}
_SINGLE = frozenset({"organization", "license", "name", "id"})  # a dataset has exactly one
_WORDS = frozenset(
    {"", "*", "text", "title"}
)  # a title's words are searched everywhere, and weigh most there
_CONSTANT = {  # true of every dataset that this API shows, whoever asks for it
    "state": "active",
    "type": "dataset",
    "dataset_type": "dataset",
    "entity_type": "package",
}
_NOT_YET = frozenset(
    {
        "notes",
        "author",
        "author_email",
        "maintainer",
        "maintainer_email",
        "url",
        "version",
        "owner_org",
        "private",
        "capacity",
        "isopen",
        "res_name",
        "res_description",
        "res_url",
        "res_type",
        "num_resources",
        "num_tags",
        "metadata_created",
        "metadata_modified",
        "title_string",
        "creator_user_id",
    }
)  # known to CKAN, not to the port
_SORTS = {
    "score": "relevance",
    "metadata_modified": "modified",
    "metadata_created": "created",
    "name": "name",
    "title": "title",
    "title_string": "title",
    "id": "name",  # crawlers ask for `id asc` to get an order that stays; names give one as well
}


@dataclass(frozen=True)
class Wanted:
    """What the port carries: words, alternatives for each field, or the certainty that nothing matches."""

    words: tuple[str, ...] = ()
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nothing: bool = False

    @property
    def everything(self) -> bool:
        """Whether no dataset is left out."""
        return not (self.words or self.filters or self.nothing)


_NOTHING = Wanted(nothing=True)


def read_search(q: str, fq: Iterable[str]) -> Wanted:
    """What a client's q and fq parameters ask for; raises BadQuery."""
    return _all([_read_q(q), *(_wanted(_parse(text)) for text in fq)])


def read_sort(text: str, by_relevance: bool) -> str:
    """The port's order for CKAN's `sort`: its first known field, newest first when there is none.

    Unknown fields order nothing, as in CKAN; `by_relevance` says whether there are words to rank by.
    Raises BadQuery for text that is not a list of `field asc|desc`.
    """
    orders = [part.split() for part in text.split(",")] if text.strip() and text.strip() != "rank" else []
    if any(len(order) != 2 or order[1].lower() not in ("asc", "desc") for order in orders):
        raise BadQuery(Message("Urutan harus berbentuk 'name asc' atau 'metadata_modified desc'."))
    for name, direction in orders:
        ours = _SORTS.get(name)
        if ours and (ours != "relevance" or by_relevance):
            return f"{ours} {direction.lower()}"
    return "relevance" if by_relevance else "modified desc"


def _read_q(text: str) -> Wanted:
    if text.strip() in ("", "*", '""'):
        return Wanted()
    if ":" in text or "{!" in text:
        return _wanted(_parse(text))
    try:
        tree = parse(text)
    except BadQuery:
        return Wanted(words=(text,))  # what people type: a lone bracket or quote is no syntax
    return Wanted(words=(text,)) if _only_words(tree) else _wanted(tree)


def _only_words(node: Node) -> bool:
    """Without a field, marks are punctuation to CKAN as well; only OR and NOT still mean something."""
    if isinstance(node, All):
        return all(_only_words(part) for part in node.parts)
    return isinstance(node, Term | Range)


def _parse(text: str) -> Node:
    if "{!" in text:
        raise BadQuery(Message("Parameter di dalam pencarian, yang ditulis dengan {!, tidak didukung."))
    return parse(text)


def _wanted(node: Node) -> Wanted:
    match node:
        case All(parts):
            return _all([_wanted(part) for part in parts])
        case Any(parts):
            return _any([_wanted(part) for part in parts])
        case Not(part):
            return _not(_wanted(part))
        case Range(name):
            return _not_carried(name, Message("Rentang [... TO ...] belum didukung."))
        case Term():
            return _term(node)


def _term(term: Term) -> Wanted:
    if term.text in ("", "*") and not term.suffix and (term.field in _WORDS or not term.text):
        return Wanted()
    if term.suffix:
        return _not_carried(term.field, Message("Tanda %(mark)s belum didukung.", {"mark": term.suffix}))
    if term.field in _WORDS:
        return _word(term)
    name = _FILTERS.get(term.field)
    if name is None:
        return _other_field(term)
    if not term.phrase and ("*" in term.text or "?" in term.text):
        if term.text == "*" and name in _SINGLE:
            return Wanted()
        return _not_carried(term.field, Message("Tanda * dan ? belum didukung pada saringan."))
    value = term.text.upper() if name == "format" else term.text
    return Wanted(filters={name: frozenset({value})})


def _word(term: Term) -> Wanted:
    if term.phrase:
        return Wanted(words=(f'"{term.text}"',))
    if "*" in term.text[:-1] or "?" in term.text:
        return _not_carried("", Message("Tanda * hanya dapat dipakai di akhir kata, dan ? belum didukung."))
    return Wanted(words=(term.text,))


def _other_field(term: Term) -> Wanted:
    if term.field in _CONSTANT:
        same = term.text in (_CONSTANT[term.field], "*")
        return Wanted() if same else _NOTHING
    return _not_carried(
        term.field, Message("Saringan menurut %(field)s belum didukung.", {"field": term.field})
    )


def _not_carried(name: str, reason: Message) -> Wanted:
    # A field that no dataset has matches nothing, whatever is asked of it.
    known = name in _WORDS or name in _FILTERS or name in _CONSTANT or name in _NOT_YET
    if known or name.startswith("extras_"):
        raise BadQuery(reason)
    return _NOTHING


def _all(parts: Sequence[Wanted]) -> Wanted:
    if any(part.nothing for part in parts):
        return _NOTHING
    filters: dict[str, frozenset[str]] = {}
    for part in parts:
        for name, values in part.filters.items():
            filters[name] = _both(name, filters[name], values) if name in filters else values
    if not all(filters.values()):
        return _NOTHING
    return Wanted(tuple(word for part in parts for word in part.words), filters)


def _both(name: str, first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    if name in _SINGLE or first <= second or second <= first:
        return first & second
    raise BadQuery(
        Message(
            "Satu bidang belum dapat disaring dua kali sekaligus; pilih satu nilai untuk %(field)s.",
            {"field": name},
        )
    )


def _any(parts: Sequence[Wanted]) -> Wanted:
    if any(part.everything for part in parts):
        return Wanted()
    left = [part for part in parts if not part.nothing]
    if not left:
        return _NOTHING
    names = {name for part in left for name in part.filters}
    if len(left) == 1:
        return left[0]
    if any(part.words for part in left) or len(names) != 1:
        raise BadQuery(
            Message("OR baru dapat dipakai antara nilai dari satu bidang, misalnya organization:(a OR b).")
        )
    name = names.pop()
    return Wanted(filters={name: frozenset().union(*(part.filters[name] for part in left))})


def _not(part: Wanted) -> Wanted:
    if part.nothing:
        return Wanted()
    if part.everything:
        return _NOTHING
    raise BadQuery(Message("Pengecualian (NOT, -, !) belum didukung."))
