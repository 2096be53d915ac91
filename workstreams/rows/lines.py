"""What is read of the records that hang on workstreams: one frozen value for each.

The fields of a line are those of its record; `PATHS` names what is read for them, in their order.
`sources` are the citations that a page gives it, `dispute` the open conflict about it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from programmes.ends import ends_with_another, words_once_ended
from programmes.models import Organisation
from sharedsvc.core.certainty import POSSIBLY, SURELY, in_force_on
from sharedsvc.core.dates import LATEST, since_in_words, start_in_words, stated_in_words
from sharedsvc.core.states import STANDINGS
from workstreams.addresses import page_address
from workstreams.answering import is_named
from workstreams.choices import DurationClass, LifecycleStage, RoleKind
from workstreams.lifecycle import RUNS
from workstreams.models import Workstream


class Line:
    """What the lines of all kinds have in common."""

    __slots__ = ()
    LABEL: ClassVar[str]
    PATHS: ClassVar[tuple[str, ...]]

    @property
    def reference(self) -> tuple[str, int]:
        """What sources and conflicts know the record by."""
        return self.LABEL, self.pk  # type: ignore[attr-defined]


class WorkstreamValues(NamedTuple):
    pk: int
    parent_id: int | None
    ref: str
    order: int
    title: str
    duration_class: str
    amount: str
    remarks: str
    programme_id: int
    certainty: str = SURELY
    sources: tuple[Any, ...] = ()


class WorkstreamLine(WorkstreamValues, Line):
    """A workstream's own fields."""

    __slots__ = ()
    LABEL = "workstreams.workstream"
    PATHS = (
        *("pk", "parent_id", "ref", "order", "title", "duration_class", "amount", "remarks"),
        *("programme_id", "certainty"),
    )

    @classmethod
    def of(cls, workstream: Any, day: datetime.date) -> "WorkstreamLine":
        """The values of a workstream that was read already."""
        own = (getattr(workstream, name) for name in cls.PATHS[:-1])
        return cls(*own)._replace(certainty=in_force_on(workstream, day))

    @property
    def may_be(self) -> bool:
        """It only may be in force on the day."""
        return self.certainty == POSSIBLY

    printed_ref: ClassVar[Any] = Workstream.printed_ref

    @property
    def duration_in_words(self) -> str:
        return DurationClass(self.duration_class).label


class RoleValues(NamedTuple):
    pk: int
    workstream_id: int
    kind: str
    standing: str
    answer: str
    wording: str
    order: int
    remarks: str
    start: str
    start_words: str
    start_earliest: datetime.date
    start_latest: datetime.date
    end: str
    end_words: str
    end_earliest: datetime.date
    end_latest: datetime.date
    programme_end: datetime.date
    organisation: Organisation | None
    holder: str
    certainty: str
    sources: tuple[Any, ...] = ()
    dispute: Any = None


class RoleLine(RoleValues, Line):
    """Somebody's part in a workstream; `holder` says who, or why nobody is named."""

    __slots__ = ()
    LABEL = "workstreams.workstreamrole"
    PATHS = (
        *("pk", "workstream_id", "kind", "standing", "answer", "wording", "order", "remarks"),
        *("start", "start_words", "start_earliest", "start_latest"),
        *("end", "end_words", "end_earliest", "end_latest"),
        *("workstream__programme__end_latest", "organisation__end_latest"),
        *("organisation_id", "organisation__code", "organisation__name"),
        *("organisation__short_name", "organisation__kind", "person__name", "post__title"),
    )

    @property
    def organisation_id(self) -> int | None:
        return self.organisation.pk if self.organisation else None

    @property
    def kind_in_words(self) -> str:
        return RoleKind(self.kind).label

    @property
    def standing_in_words(self) -> str:
        return STANDINGS[self.standing].word

    @property
    def is_named(self) -> bool:
        """Somebody holds it."""
        return is_named(self)

    @property
    def start_in_words(self) -> str:
        stated = stated_in_words(self.start, self.start_words, edge=True)
        return stated or start_in_words(self.start_latest)

    @property
    def end_in_words(self) -> str:
        is_derived = ends_with_another(self)
        derived = words_once_ended(self.end_latest, self._what_ended) if is_derived else ""
        return derived or stated_in_words(self.end, self.end_words, edge=True) or "open"

    @property
    def ended_with_its_holder(self) -> bool:
        """It was open when the organisation ended: it is to be handed over."""
        holder = self.organisation
        its_last = bool(holder and holder.end_latest == self.end_latest < LATEST)
        return its_last and ends_with_another(self)

    @property
    def _what_ended(self) -> str:
        if self.ended_with_its_holder:
            return "organisation"
        return "programme" if self.programme_end == self.end_latest else "workstream"


class StageValues(NamedTuple):
    pk: int
    workstream_id: int
    stage: str
    title: str
    priority: int | None
    phase_title: str | None
    owner_id: int | None
    owner: str | None
    owner_short: str | None
    start: str
    start_latest: datetime.date
    remarks: str
    before_gates: str
    certainty: str
    sources: tuple[Any, ...] = ()


class StageLine(StageValues, Line):
    """Where a workstream stands; with an owner that council's own route."""

    __slots__ = ()
    LABEL = "workstreams.stage"
    PATHS = (
        *("pk", "workstream_id", "stage", "title", "priority", "phase__title", "owner_id"),
        *("owner__name", "owner__short_name", "start", "start_latest", "remarks", "before_gates"),
        "certainty",
    )

    @property
    def word(self) -> str:
        return LifecycleStage(self.stage).label

    @property
    def since(self) -> str:
        """From when a running service has run."""
        return since_in_words(self.start) if self.start and self.stage in RUNS else ""


class RankValues(NamedTuple):
    pk: int
    workstream_id: int
    rank: int | None
    title: str
    ranking_title: str
    kind: str
    by: int
    by_name: str
    by_short: str
    certainty: str
    sources: tuple[Any, ...] = ()


class RankLine(RankValues, Line):
    """A workstream's place in a ranking."""

    __slots__ = ()
    LABEL = "workstreams.rankingentry"
    PATHS = (
        *("pk", "workstream_id", "rank", "title", "ranking__title", "ranking__kind"),
        *("ranking__by_id", "ranking__by__name", "ranking__by__short_name", "certainty"),
    )

    @property
    def is_sure(self) -> bool:
        """It was surely adopted by the day."""
        return self.certainty == SURELY


class LineageValues(NamedTuple):
    pk: int
    kind: str
    date: str
    remarks: str
    certainty: str
    predecessor_id: int
    predecessor_ref: str
    predecessor_title: str
    successor_id: int
    successor_ref: str
    successor_title: str
    predecessor_programme: str
    successor_programme: str
    programme_before: str
    programme_after: str
    sources: tuple[Any, ...] = ()


class LineageLine(LineageValues, Line):
    """That one workstream led to another."""

    __slots__ = ()
    LABEL = "workstreams.lineage"
    PATHS = (
        *("pk", "kind", "date", "remarks", "certainty", "predecessor_id", "predecessor__ref"),
        *("predecessor__title", "successor_id", "successor__ref", "successor__title"),
        *("predecessor__programme__code", "successor__programme__code"),
        *("predecessor__programme__title", "successor__programme__title"),
    )

    @property
    def goes_on_elsewhere(self) -> bool:
        """The one was a programme's, the other is another's."""
        return self.predecessor_programme != self.successor_programme

    @property
    def predecessor_address(self) -> str:
        return page_address(self.predecessor_programme, self.predecessor_ref)

    @property
    def successor_address(self) -> str:
        return page_address(self.successor_programme, self.successor_ref)


class StatusValues(NamedTuple):
    pk: int
    workstream_id: int
    rating: str
    narrative: str
    next_steps: str
    date: str
    number: int
    author: str
    certainty: str
    sources: tuple[Any, ...] = ()


class StatusLine(StatusValues, Line):
    """The latest that was reported of a workstream."""

    __slots__ = ()
    LABEL = "workstreams.statusupdate"
    PATHS = (
        *("pk", "workstream_id", "rating", "narrative", "next_steps", "date", "number", "author"),
        "certainty",
    )

    @property
    def is_sure(self) -> bool:
        """It was surely reported by the day."""
        return self.certainty == SURELY


class MilestoneValues(NamedTuple):
    pk: int
    workstream_id: int | None
    code: str
    title: str
    who: str
    due: str
    due_words: str
    due_latest: datetime.date
    done: str
    done_words: str
    done_earliest: datetime.date
    done_latest: datetime.date
    forecast: str
    forecast_words: str
    forecast_known_earliest: datetime.date
    certainty: str
    sources: tuple[Any, ...] = ()


class MilestoneLine(MilestoneValues, Line):
    """Something to be done for a workstream."""

    __slots__ = ()
    LABEL = "workstreams.milestone"
    PATHS = (
        *("pk", "workstream_id", "code", "title", "who", "due", "due_words", "due_latest"),
        *("done", "done_words", "done_earliest", "done_latest"),
        *("forecast", "forecast_words", "forecast_known_earliest", "certainty"),
    )

    @property
    def due_in_words(self) -> str:
        return stated_in_words(self.due, self.due_words) or "not stated"

    @property
    def expected(self) -> str:
        """When it is expected by now, where that was told; "" where it was not."""
        said = stated_in_words(self.forecast, self.forecast_words)
        return f"now expected {said}" if said else ""


@dataclass(frozen=True)
class Evidence:
    """What a page's records rest on, and which of them an open conflict is about, by reference."""

    sources: Mapping[tuple[str, int], Any] = field(default_factory=dict)
    disputes: Mapping[tuple[str, int], Any] = field(default_factory=dict)

    def beside(self, lines: Iterable[Any]) -> tuple[Any, ...]:
        """The lines, each with its sources, and a role with what disputes it."""
        return tuple(map(self._beside, lines))

    def _beside(self, line: Any) -> Any:
        found: dict[str, Any] = {}
        if line.reference in self.sources:
            found["sources"] = tuple(self.sources[line.reference])
        if line.reference in self.disputes and isinstance(line, RoleLine):
            found["dispute"] = self.disputes[line.reference]
        return line._replace(**found) if found else line
