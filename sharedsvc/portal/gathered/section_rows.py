"""Where the records of a section come from: statements that are built once for each process.

A page of a record asks thirty such questions, and Django takes several times as long to ask them as
the database to answer. What a section has is told by its source and some keys: each source is asked
by a statement of its own (`programmes.viewers.AskedByShape`), with the keys as values.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import CharField, Count, IntegerField, QuerySet, Value

from programmes.models import Citation, DatedValue
from programmes.viewers import AskedByReaders, AskedByShape
from sharedsvc.core.certainty import SURELY
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Kind
from sharedsvc.core.querysets import PlaceAmong
from sharedsvc.core.reference import label_of

MOST = 20  # rows of a section beside others; only those are fetched


class SectionSource(Protocol):
    """Which records a section has. Two that are equal differ by nothing but the keys they get.

    `rows(viewer, day, **keys)` are its records, as their list has them; day and keys are asked for
    by nothing but the database, and so may be slots.
    """

    @property
    def rows(self) -> Callable[..., QuerySet]: ...

    def __hash__(self) -> int: ...


def kind_of(key: str) -> Kind:
    """The kind that is named. Raises LookupError where there is none."""
    kind = kinds.get(key)
    if kind is None:
        raise LookupError(f"A page names the kind {key}: there is none.")
    return kind


def _rows_of(kind: Kind, viewer: Any, day: Any, *, in_time: bool = True) -> Any:
    visible = kind.model.objects.visible_to(viewer)  # type: ignore[attr-defined]
    return kind.listed_apart(kind.on(visible, day, ended=in_time))


@dataclass(frozen=True)
class Hanging:
    """What hangs on a record, as the kind of the page declares by this key."""

    page: str
    key: str

    def rows(self, viewer: Any, day: Any, *, record: Any) -> QuerySet:
        """Its records."""
        declared = kinds.related(kind_of(self.page))
        related = next(one for one in declared if one.key == self.key)
        found = _rows_of(kind_of(related.kind), viewer, day, in_time=related.in_time)
        found = found.filter(related.condition(record, viewer, day))
        return related.narrow(found, day, viewer) if related.narrow else found


@dataclass(frozen=True)
class SinceWhenRows:
    """What was so of a record from when."""

    def rows(self, viewer: Any, day: Any, *, record_type: Any, record: Any) -> QuerySet:
        """Its dated values."""
        kind: Any = kinds.of_label(label_of(DatedValue))
        found: Any = DatedValue.objects.in_visible_documents(viewer)
        found = found.filter(record_type=record_type, record_id=record)
        return kind.shaped(kind.on(found.changed_by(day), day))


@dataclass(frozen=True)
class Chosen:
    """Records of a kind by their keys, in that order; what happened in the order of its day."""

    kind: str

    def rows(self, viewer: Any, day: Any, *, chosen: Any) -> QuerySet:
        """Those of these keys."""
        kind = kind_of(self.kind)
        found = _rows_of(kind, viewer, day).filter(pk__among=chosen)
        return found if kind.happens else found.order_by(PlaceAmong("pk", chosen))


@dataclass(frozen=True)
class Resting:
    """Of a document: what rests on it, of one kind."""

    kind: str

    def rows(self, viewer: Any, day: Any, *, record: Any) -> QuerySet:
        """Its records, whatever their dates."""
        kind = kind_of(self.kind)
        cited = _resting_on(viewer, record).filter(record_type=kind.label)
        found = kind.model.objects.visible_to(viewer)  # type: ignore[attr-defined]
        found = found.filter(pk__in=cited.values("record_id"))
        for other in kinds.more_special(kind):
            found = found.exclude(pk__in=other.model.objects.values("pk"))  # type: ignore[attr-defined]
        return kind.listed_apart(kind.with_certainty(found, day))


def _resting_on(viewer: Any, record: Any) -> Any:
    return Citation.objects.in_visible_documents(viewer).filter(document=record)


LABELS_RESTING = AskedByReaders(
    lambda viewer, record: (
        _resting_on(viewer, record).order_by().values_list("record_type", flat=True).distinct()
    )
)


@dataclass(frozen=True)
class SectionAsked:
    """The records of a section, for one reader on a day."""

    source: SectionSource
    keys: Mapping[str, Any]
    user: Any
    day: datetime.date

    @property
    def all(self) -> QuerySet:
        """All of them, to be sorted and paged."""
        return self.source.rows(self.user, self.day, **self.keys)

    def first(self) -> list[Any]:
        """As many as a section shows at most."""
        return FIRST(self.user, self.source, day=self.day, **self.keys)


def _first(source: SectionSource, viewer: Any, day: Any, **keys: Any) -> QuerySet:
    return source.rows(viewer, day, **keys)[:MOST]


FIRST = AskedByShape(_first)


def count(asked: Sequence[SectionAsked]) -> list[tuple[int, str, int]]:
    """The place of each, a certainty, and how many of its records have it: in one statement."""
    if not asked:
        return []
    one = asked[0]
    told = {
        f"of{place}_{name}": value
        for place, some in enumerate(asked)
        for name, value in some.keys.items()
    }
    return COUNTED(one.user, tuple(some.source for some in asked), day=one.day, **told)


def _counted(sources: tuple[SectionSource, ...], viewer: Any, day: Any, **told: Any) -> QuerySet:
    rows = [
        _by_certainty(source.rows(viewer, day, **_own(told, place)), place)
        for place, source in enumerate(sources)
    ]
    return rows[0].union(*rows[1:], all=True)


def _own(told: Mapping[str, Any], place: int) -> dict[str, Any]:
    prefix = f"of{place}_"
    return {n.removeprefix(prefix): value for n, value in told.items() if n.startswith(prefix)}


def _by_certainty(rows: QuerySet, place: int) -> QuerySet:
    """How many rows there are of each certainty; of what always counts, all are sure."""
    found, said = rows.order_by(), {"place": Value(place, IntegerField())}
    if "certainty" in rows.query.annotations:
        grouped = found.values("certainty", **said)
    else:
        grouped = found.values(certainty=Value(SURELY, CharField()), **said)
    return grouped.annotate(number=Count("pk")).values_list("place", "certainty", "number")


COUNTED = AskedByShape(_counted)
