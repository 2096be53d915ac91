"""What the comparison of a programme's rankings reads: a few statements whatever their number."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from programmes.carried_on import run_by
from programmes.models import Programme, Reading
from sharedsvc.core.as_at import AsAt
from sharedsvc.core.dates import EARLIEST
from sharedsvc.portal.gathered.children import attach_sources, citations_of
from sharedsvc.portal.gathered.conflicts import ConflictBox, conflict_boxes, disputes
from sharedsvc.portal.gathered.silent import not_answered
from sharedsvc.portal.position.rows import addresses_in
from workstreams.choices import Support
from workstreams.lifecycle import phase_of
from workstreams.lineage import that_go_forward, went_into_another
from workstreams.models import Ranking, RankingEntry
from workstreams.ranking.compared_in_words import phases_in_words
from workstreams.rivals import are_rivals
from workstreams.rows import Records, Scope, WorkstreamRow, workstream_rows, workstreams

RANKING = "workstreams.ranking"


@dataclass(frozen=True)
class ListedPlace:
    """A place in a list, as far as the page needs it: there may be thousands."""

    ranking_id: int
    workstream_id: int
    rank: int | None
    title: str
    ref: str
    own_title: str

    @property
    def label(self) -> str:
        """The title as ranked."""
        return self.title or self.own_title


FIELDS = ("ranking_id", "workstream_id", "rank", "title", "workstream__ref", "workstream__title")


@dataclass
class Listed:
    """A ranking with its entries, and what the page calls it."""

    ranking: Any
    entries: list[ListedPlace]
    dispute: ConflictBox | None = None
    rivals: list["Listed"] = field(default_factory=list)
    superseded: bool = False
    unsure: bool = False

    @property
    def code(self) -> str:
        """The code of the ranking."""
        return self.ranking.code

    @property
    def owner(self) -> str:
        """Whose it is."""
        return self.ranking.by.label

    @property
    def is_ranked(self) -> bool:
        """Whether it has ranks, or only a selection."""
        return self.ranking.is_ranked

    @property
    def stated_in(self) -> list[str]:
        """The paragraphs that give it, each once."""
        sources = (it for it in self.ranking.sources if it.paragraph and not it.inferred)
        return list(dict.fromkeys(it.paragraph for it in sources))

    @property
    def paragraphs(self) -> str:
        """The same in short, where they tell it from a rival reading."""
        return f"¶ {', '.join(self.stated_in)}" if self.stated_in else self.ranking.title

    @property
    def apart(self) -> str:
        """What tells it from the owner's other lists: its paragraphs, or its date."""
        if self.rivals:
            return self.paragraphs
        when = self.ranking.date_in_english if self.ranking.date else "date not stated"
        return f"{when}: may, or may not, be adopted yet" if self.unsure else when

    @property
    def label(self) -> str:
        """Whose it is, with what tells it from others of the same."""
        return f"{self.owner}, {self.apart}"

    @property
    def short(self) -> str:
        """A few letters for a narrow column."""
        return self.ranking.by.code.upper()[:4]

    @property
    def what(self) -> str:
        """How many it names, and whether in an order."""
        return f"{len(self.entries)}, {'ranked' if self.is_ranked else 'without order'}"

    @property
    def support(self) -> str:
        """Who supports all of it and how far: not a rank."""
        ranking = self.ranking
        level = Support(ranking.support).label.lower() if ranking.support else ""
        return ": ".join(part for part in (ranking.supporters, level) if part)


class RankingRecords:
    """The rankings of a programme that the reader may see, as at a day, and what is beside them."""

    def __init__(self, programme: Programme, user: Any, as_at: AsAt) -> None:
        self.programme, self.user, self.as_at = programme, user, as_at
        self.documents: list[Any] = []
        self.listed = self._listed()

    def _visible(self, model: Any) -> Any:
        return model.objects.visible_to(self.user)

    def _listed(self) -> list[Listed]:
        """Every list adopted by the day, oldest first, with sources and open conflicts."""
        rankings = (
            self._visible(Ranking)
            .filter(programme=self.programme, date_earliest__lte=self.as_at.date)
            .select_related("by")
            .order_by("date_latest", "code")
        )
        entries = defaultdict(list)
        for entry in self._entries():
            entries[entry.ranking_id].append(entry)
        listed = [Listed(ranking, entries[ranking.pk]) for ranking in rankings]
        listed = [one for one in listed if one.entries]
        cited = [*(one.ranking for one in listed), *self._in_conflicts()]
        self.documents = attach_sources(cited, citations_of(cited, self.user), self.as_at.date)
        self._mark(listed)
        return listed

    def _entries(self) -> list[ListedPlace]:
        found = self._visible(RankingEntry).filter(ranking__programme=self.programme)
        rows = found.adopted_by(self.as_at.date).for_list().values_list(*FIELDS)
        return [ListedPlace(*row) for row in rows]

    def _in_conflicts(self) -> list[Any]:
        return [it for box in self.conflicts for it in (box.conflict, *box.readings)]

    def _mark(self, listed: list[Listed]) -> None:
        """Say of each list which others are readings of the same, and whether a later one is."""
        disputed = disputes(self.conflicts)
        together = [
            {pk for label, pk in box.about if label == RANKING}
            for box in self.conflicts
            if not box.conflict.is_settled
        ]
        for one in listed:
            one.unsure = one.ranking.date_latest > self.as_at.date
        latest = {one.ranking.by_id: one.ranking.date_latest for one in listed if not one.unsure}
        for one in listed:
            one.dispute = disputed.get((RANKING, one.ranking.pk))
            one.superseded = one.ranking.date_latest < latest.get(one.ranking.by_id, EARLIEST)
            one.rivals = [it for it in listed if are_rivals(it.ranking, one.ranking, together)]

    @cached_property
    def conflicts(self) -> list[ConflictBox]:
        """Those about a ranking of the programme."""
        readings = self._visible(Reading).filter(conflict__programme=self.programme)
        boxes = conflict_boxes(readings.for_list(self.as_at.date, self.user))
        return [box for box in boxes if any(label == RANKING for label, _ in box.about)]

    @cached_property
    def rows(self) -> dict[int, WorkstreamRow]:
        """The workstreams by id, with their places in phases, and what they went into."""
        scope = Scope(self.user, self.as_at.date, self.programme.pk)
        rows = workstream_rows(
            workstreams(scope),
            Records.read(scope, roles=()),
            self.as_at.date,
            run_by(self.programme),
            addresses_in(self.programme.code),
        )
        return {row.pk: row for row in rows}

    @cached_property
    def went_into(self) -> dict[int, int]:
        """Of each workstream that went forward as part of another, which."""
        return {
            pk: link.successor_id
            for pk, row in self.rows.items()
            for link in row.led_to
            if went_into_another([link])
        }

    @cached_property
    def forward(self) -> set[int]:
        """Workstreams with a place in a phase, and those that led to one of these."""
        placed = (pk for pk, row in self.rows.items() if row.phase)
        return that_go_forward(placed, (it for row in self.rows.values() for it in row.led_to))

    @property
    def phase_title(self) -> str:
        """The title of the phase in which the workstreams stand, or of each; "" for none."""
        return phases_in_words(phase_of([row]) for row in self.rows.values())

    @cached_property
    def not_answered(self) -> list[tuple[Any, Any]]:
        """Members without a ranking by the day, each with its next meeting, or None."""
        answered = {one.ranking.by_id for one in self.listed if not one.unsure}
        return not_answered(self.programme, self.user, self.as_at.date, answered)
