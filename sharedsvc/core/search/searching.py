"""Search over all that is written: what has the words, as far as the reader may see it.

One statement asks the index, then one for each kind that has matches asks for the visible ones
among them, with their number. What may not be seen is neither shown nor counted, and no word of it
stands in a passage or a suggestion: both are made from visible records alone.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value, Window
from django.db.models.functions import Cast, Concat, NullIf, StrIndex
from django.utils.safestring import SafeString

from sharedsvc.core.kinds import follow, kinds
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.search.declared import Searched, searched_models
from sharedsvc.core.search.index import SCORED, Match, best_matches, matching_ids
from sharedsvc.core.search.passages import passage_of
from sharedsvc.core.search.query import Query, read_query
from sharedsvc.core.search.words import words_of

PER_KIND = 5
ALL_IN_TITLE, TITLE_ITSELF, MORE_TERMS = 2.0, 3.0, 10.0
NEAR = 0.75


@dataclass(frozen=True)
class Hit:
    """A record that has what is looked for: its title and page, the passage, where it belongs."""

    record: Any
    title: str
    address: str
    passage: SafeString
    belongs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """The hits of one kind, best first: how many there are, and the first of them."""

    searched: Searched
    count: int
    hits: list[Hit]

    @property
    def name(self) -> str:
        return self.searched.name

    @property
    def called(self) -> str:
        return self.searched.called(self.count)

    @property
    def more(self) -> int:
        return self.count - len(self.hits)


@dataclass
class Results:
    """What was found, best kind first. `some`: nothing had all the words, these have one or more.

    `suggestion` is what else to look for, where nothing at all was found.
    """

    query: Query
    groups: list[Group] = field(default_factory=list)
    some: bool = False
    suggestion: str = ""

    @property
    def total(self) -> int:
        return sum(group.count for group in self.groups)


@dataclass(frozen=True)
class Matches:
    """The matches of one model, best first, whoever may see them.

    `has` says how many of the terms each has, where it is enough to have some.
    """

    searched: Searched
    query: Query
    scores: dict[int, float]
    has: dict[int, int] = field(default_factory=dict)

    def with_at_least(self, least: int) -> "Matches":
        """Only those with so many of the terms."""
        kept = {pk: value for pk, value in self.scores.items() if self.has[pk] >= least}
        return replace(self, scores=kept)

    def visible(self, user: Any, day: datetime.date | None) -> QuerySet:
        """Those that the user may see, best first; with a day, those that count by then."""
        if not self.query.terms:
            return self.searched.model.objects.none()  # type: ignore[attr-defined]
        rows = _countable(self.searched, user, day).filter(pk__in=self._all())
        order = Value(f",{','.join(map(str, self.scores))},")
        own = Concat(Value(","), Cast("pk", CharField()), Value(","))
        return rows.annotate(place=NullIf(StrIndex(order, own), 0)).order_by(
            F("place").asc(nulls_last=True), "pk"
        )

    def _all(self) -> Any:
        """The ids of all matches: known already, unless there are more than are put in order.

        Known ids are far cheaper: PostgreSQL, just after an import and without statistics, once
        took 40 seconds over the subquery.
        """
        if self.query.some or len(self.scores) < SCORED:
            return list(self.scores)
        entries = SearchEntry.objects.filter(record_type=self.searched.label)
        return entries.filter(pk__in=matching_ids(self.query)).values("record_id")

    def hits(self, records: Iterable[Any]) -> list[Hit]:
        return [_hit(self.searched, record, self.query) for record in records]


def search(
    words: str, user: Any, day: datetime.date | None = None, *, per_kind: int = PER_KIND
) -> Results:
    """What the user may see of what has all these words: by kind, best first.

    With a day only what counts by then. Where nothing has all the words: what has most of them;
    where nothing has any: the nearest words that would find something. Never raises for any words.
    """
    query = read_query(words)
    if not query.terms:
        return Results(query)
    found = _search(query, user, day, per_kind)
    if not found.groups and len(query.terms) > 1:
        found = _search(query.with_some(), user, day, per_kind)
    if not found.groups:
        found.suggestion = _suggestion(query, user, day)
    return found


def search_kind(words: str, user: Any, name: str, day: datetime.date | None = None) -> Matches:
    """All of one kind that has these words, for paging. Raises LookupError for no such kind."""
    searched = searched_models.named(name)
    if searched is None:
        raise LookupError(name)
    query = read_query(words)
    if not query.terms:
        return Matches(searched, replace(query, terms=()), {})
    if len(query.terms) > 1 and search(words, user, day, per_kind=1).some:
        query = query.with_some()
    found = _matches(query, user, day).get(searched.label)
    return found or Matches(searched, query, {})


def _search(query: Query, user: Any, day: datetime.date | None, per_kind: int) -> Results:
    groups = []
    for matches in _matches(query, user, day).values():
        rows = matches.visible(user, day).annotate(how_many=Window(Count("pk")))
        records = list(rows.select_related(*matches.searched.joins)[:per_kind])
        if records:
            best = max(matches.scores.get(record.pk, 0.0) for record in records)
            group = Group(matches.searched, records[0].how_many, matches.hits(records))
            groups.append((best, group))
    groups.sort(key=lambda pair: (-pair[0], pair[1].name))
    return Results(query, [group for _, group in groups], some=query.some)


def _matches(query: Query, user: Any, day: datetime.date | None) -> dict[str, Matches]:
    """The matches of each model that are worth showing, by its label."""
    by_label: dict[str, list[Match]] = defaultdict(list)
    for match in best_matches(query):
        by_label[match.label].append(match)
    found = {
        label: _scored(searched, query, matches)
        for label, matches in by_label.items()
        if (searched := searched_models.get(label))
    }
    return _with_most(found, user, day) if query.some else found


def _scored(searched: Searched, query: Query, matches: list[Match]) -> Matches:
    """Matches of one model, put in order: of those with some terms, what has most comes first."""
    has = {match.record_id: _how_many(match, query) for match in matches} if query.some else {}
    scored = [
        (-(MORE_TERMS * has.get(m.record_id, 0) + searched.weight * score(m, query)), m.record_id)
        for m in matches
    ]
    return Matches(searched, query, {pk: -negative for negative, pk in sorted(scored)}, has)


def _how_many(match: Match, query: Query) -> int:
    return query.how_many_in([*match.titles.split(), *match.rest.split()])


def _with_most(
    found: dict[str, Matches], user: Any, day: datetime.date | None
) -> dict[str, Matches]:
    """Those with more than half as many of the terms as the best that the user may see.

    What has one common word of a whole question only hides what answers it.
    """
    best = 0
    for matches in sorted(found.values(), key=lambda one: -max(one.has.values())):
        if max(matches.has.values()) <= best:
            break
        first = matches.visible(user, day).values_list("pk", flat=True).first()
        best = max(best, matches.has.get(first or 0, 0))
    kept = {label: matches.with_at_least(best // 2 + 1) for label, matches in found.items()}
    return {label: matches for label, matches in kept.items() if matches.scores}


def score(match: Match, query: Query) -> float:
    """How well an entry fits: what is called so first, then what has the words in its title."""
    names = [line.split() for line in match.titles.split("\n")]
    together = [word for name in names for word in name]
    in_title = sum(term.is_among(together) for term in query.terms) / len(query.terms)
    if in_title < 1:
        return in_title + match.relevance
    itself = any(tuple(name) == query.words for name in names)
    share = min(1.0, len(query.words) / max(1, len(names[0])))
    return ALL_IN_TITLE + share + match.relevance + (TITLE_ITSELF if itself else 0)


def _countable(searched: Searched, user: Any, day: datetime.date | None) -> Any:
    """The records of a model that the user may see and, with a day, that count by then."""
    visible: Any = searched.model.objects.visible_to(user)  # type: ignore[attr-defined]
    if day is None:
        return visible
    if searched.kind:
        return searched.kind.on(visible, day, ended=True)
    return visible.filter(**{f"{searched.began}_earliest__lte": day}) if searched.began else visible


def _hit(searched: Searched, record: Any, query: Query) -> Hit:
    line, passage = passage_of(searched.lines_of(record), query)
    shown_on = record
    if searched.leads_to and not (line and line.field == "remarks"):
        shown_on = follow(record, searched.leads_to.replace("__", "."))
    belongs = [follow(record, path) for path in searched.belongs]
    return Hit(
        record,
        searched.shown_title_of(record),
        kinds.address(shown_on),
        passage,
        tuple((str(one), kinds.address(one)) for one in belongs if one),
    )


def _suggestion(query: Query, user: Any, day: datetime.date | None) -> str:
    """The query with each unknown word put right by the nearest in a title; "" if that is no help.

    Titles of hidden records are looked at too, but nothing is suggested that does not find
    something this user may see.
    """
    titles = SearchEntry.objects.values_list("title", flat=True).order_by()
    known = {
        word.plain: title[word.start : word.end] for title in titles for word in words_of(title)
    }
    put_right: list[str] = []
    for word in words_of(query.typed):
        near = get_close_matches(word.plain, known, n=1, cutoff=NEAR)
        put_right.extend(known[one] for one in near)
    suggested = " ".join(put_right)
    again = read_query(suggested)
    if not again.terms or again.words == query.words:
        return ""
    return suggested if _search(again, user, day, 1).groups else ""
