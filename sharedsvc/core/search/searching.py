"""Search over all that is written: what has the words, as far as the reader may see it.

One statement asks the index for what is open to the reader, then one for each kind reads the
records that are shown. What may not be seen is neither shown nor counted, and no word of it stands
in a passage or a suggestion: both are made from visible records alone.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from django.utils.safestring import SafeString

from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.columns import follow
from sharedsvc.core.kinds.registry import ToldOf, told_after
from sharedsvc.core.models import SearchEntry
from sharedsvc.core.names import with_names_in_time
from sharedsvc.core.search.declared import Searched, searched_models
from sharedsvc.core.search.index import SCORED, Match, best_matches, ids_with
from sharedsvc.core.search.passages import passage_of
from sharedsvc.core.search.query import Query, read_query
from sharedsvc.core.search.seen import asks_more, countable, open_to, seen_among
from sharedsvc.core.search.words import words_of

PER_KIND = 5
ENOUGH = 50
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
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matches:
    """The matches of one model that the reader may see: their `keys`, best first.

    There are no more than are put in order; where there may be more, `is_capped`. `has` says how
    many of the terms each has, where it is enough to have some.
    """

    searched: Searched
    query: Query
    scores: dict[int, float] = field(default_factory=dict)
    has: dict[int, int] = field(default_factory=dict)
    keys: tuple[int, ...] = ()
    is_capped: bool = False

    @property
    def name(self) -> str:
        """The key of what was found."""
        return self.searched.name

    @property
    def count(self) -> int:
        """How many there are, as far as they were counted."""
        return len(self.keys)

    @property
    def called(self) -> str:
        """How many of what, in words."""
        return self.searched.called(self.count)

    @property
    def best(self) -> float:
        """The score of the best of them."""
        return max(self.scores.get(pk, 0.0) for pk in self.keys)

    def with_best(self) -> "Matches":
        """All that were put in order, where each of them may be seen."""
        return replace(self, keys=tuple(self.scores)[:SCORED])

    def with_at_least(self, least: int) -> "Matches":
        """Only those with so many of the terms."""
        return replace(self, keys=tuple(pk for pk in self.keys if self.has.get(pk, 0) >= least))

    def records(self, user: Any, keys: Sequence[int] | None = None) -> list[Any]:
        """The records of these keys, of all without any, in their order."""
        keys = self.keys if keys is None else keys
        visible: Any = self.searched.model.objects.visible_to(user)  # type: ignore[attr-defined]
        found = visible.select_related(*self.searched.joins).filter(pk__in=keys)
        found = with_names_in_time(found)
        by_key = {record.pk: record for record in found}
        return [by_key[pk] for pk in keys if pk in by_key]

    def hits(self, user: Any, keys: Sequence[int], day: datetime.date | None = None) -> list[Hit]:
        """The hits of these keys, with what must be said of them on the day (today's without)."""
        records, day = self.records(user, keys), day or datetime.date.today()
        named = [*records, *(one for record in records for one in self._above(record))]
        told = {**self._doubts(records, day), **kinds.told(named, user, day)}
        return [_hit(self.searched, one, self.query, told) for one in records]

    def _doubts(self, records: Sequence[Any], day: datetime.date) -> ToldOf:
        """What is said of those that only may be so on the day, told by dates of their own."""
        kind = self.searched.kind
        if kind is None or "__" in kind.in_time[0]:
            return {}
        doubts = ((one, kind.doubt_of(kind.certainty_of(one, day), day)) for one in records)
        return {one.reference: (doubt,) for one, doubt in doubts if doubt}

    def _above(self, record: Any) -> list[Any]:
        """What a record belongs to."""
        return [one for path in self.searched.belongs if (one := follow(record, path))]


@dataclass(frozen=True)
class Group:
    """The hits of one kind, best first: how many there are, and the first of them."""

    matches: Matches
    hits: list[Hit]

    @property
    def name(self) -> str:
        """The key of what was found."""
        return self.matches.name

    @property
    def count(self) -> int:
        """How many there are, as far as they were counted."""
        return self.matches.count

    @property
    def is_capped(self) -> bool:
        """Whether there may be more than were counted."""
        return self.matches.is_capped

    @property
    def called(self) -> str:
        """How many of what, in words."""
        return self.matches.called

    @property
    def more(self) -> int:
        """How many are not shown."""
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
        """How many there are of all kinds."""
        return sum(group.count for group in self.groups)

    @property
    def is_capped(self) -> bool:
        """Whether of some kind there are more than were counted."""
        return any(group.is_capped for group in self.groups)


def search(words: str, user: Any, day: datetime.date | None = None) -> Results:
    """What the user may see of what has all these words: by kind, best first.

    With a day only what counts by then. Where nothing has all the words: what has most of them;
    where nothing has any: the nearest words that would find something. Never raises for any words.
    """
    query = read_query(words)
    if not query.terms:
        return Results(query)
    query, found = _all_or_some(query, user, day)
    groups = [Group(matches, matches.hits(user, matches.keys[:PER_KIND], day)) for matches in found]
    results = Results(query, groups, some=query.some)
    if not found:
        results.suggestion = _suggestion(query, user, day)
    return results


def search_kind(words: str, user: Any, name: str, day: datetime.date | None = None) -> Matches:
    """All of one kind that has these words, for paging. Raises LookupError for no such kind."""
    searched = searched_models.named(name)
    if searched is None:
        raise LookupError(name)
    query = read_query(words)
    if not query.terms:
        return Matches(searched, query)
    query, found = _all_or_some(query, user, day)
    own = (matches for matches in found if matches.searched is searched)
    return next(own, Matches(searched, query))


def _all_or_some(query: Query, user: Any, day: datetime.date | None) -> tuple[Query, list[Matches]]:
    """What has all the terms; where nothing has, what has most of them."""
    found = _matches(query, user, day)
    if found or len(query.terms) < 2:
        return query, found
    query = query.with_some()
    return query, _matches(query, user, day)


def _matches(query: Query, user: Any, day: datetime.date | None) -> list[Matches]:
    """The matches of each model that the user may see and that are worth showing, best first."""
    by_label: dict[str, list[Match]] = defaultdict(list)
    for match in best_matches(query, open_to(user)):
        by_label[match.label].append(match)
    scored = {
        label: _scored(searched, query, matches)
        for label, matches in by_label.items()
        if (searched := searched_models.get(label))
    }
    asked = {label: one.scores for label, one in scored.items() if day or asks_more(one.searched)}
    seen = seen_among(asked, user, day)
    found = [
        _visible(one, seen[label], user, day) if label in seen else one.with_best()
        for label, one in scored.items()
    ]
    found = [one for one in found if one.keys]
    if query.some:
        found = _with_most(found)
    return sorted(found, key=lambda one: (-one.best, one.name))


def _visible(matches: Matches, seen: set[int], user: Any, day: datetime.date | None) -> Matches:
    """With the keys that are seen; where these are few of more than were scored, with others.

    So what is left out takes no places of what the reader may see.
    """
    keys = [pk for pk in matches.scores if pk in seen][:SCORED]
    is_capped = matches.is_capped
    if is_capped and len(keys) < ENOUGH:
        others = countable(matches.searched, user, day).exclude(pk__in=list(matches.scores))
        others = others.filter(pk__in=ids_with(matches.searched.label, matches.query))
        keys += others.order_by("pk").values_list("pk", flat=True)[: ENOUGH - len(keys)]
        is_capped = len(keys) == ENOUGH
    return replace(matches, keys=tuple(keys), is_capped=is_capped)


def _scored(searched: Searched, query: Query, matches: list[Match]) -> Matches:
    """Matches of one model, put in order: of those with some terms, what has most comes first."""
    has = {match.record_id: _how_many(match, query) for match in matches} if query.some else {}
    scored = [
        (-(MORE_TERMS * has.get(m.record_id, 0) + searched.weight * score(m, query)), m.record_id)
        for m in matches
    ]
    scores = {pk: -negative for negative, pk in sorted(scored)}
    return Matches(searched, query, scores, has, is_capped=len(scores) > SCORED)


def _how_many(match: Match, query: Query) -> int:
    return query.how_many_in([*match.titles.split(), *match.rest.split()])


def _with_most(found: list[Matches]) -> list[Matches]:
    """Those with more than half as many of the terms as the best that the user may see.

    What has one common word of a whole question only hides what answers it.
    """
    best = max((one.has.get(pk, 0) for one in found for pk in one.keys), default=0)
    kept = [one.with_at_least(best // 2 + 1) for one in found]
    return [one for one in kept if one.keys]


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


def _hit(searched: Searched, record: Any, query: Query, told: ToldOf) -> Hit:
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
        tuple(
            (told_after(str(one), told.get(one.reference, ())), kinds.address(one))
            for one in belongs
            if one
        ),
        told.get(record.reference, ()),
    )


def _suggestion(query: Query, user: Any, day: datetime.date | None) -> str:
    """The query with each unknown word put right by the nearest in a title; "" if that is no help.

    Only titles that are open to this user are looked at, and nothing is suggested that does not
    find something.
    """
    titles = SearchEntry.objects.filter(open_to(user)).values_list("title", flat=True).order_by()
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
    return suggested if _matches(again, user, day) else ""
