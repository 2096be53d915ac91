"""Where a detail stands: in what somebody may redact, and elsewhere as far as they may see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from decisions.models import CaseDocument, ReportEdition, Seal
from decisions.redacting.editions import rests_on, texts_of
from decisions.redacting.places import (
    CONTENT,
    DOCUMENT,
    EDITION,
    SEAL,
    TextPlace,
    columns_of,
    may_redact,
    record_models,
)
from decisions.redacting.texts import Detail
from decisions.sealing.reading import REASON
from programmes.models import Link
from sharedsvc.core.portions import portions
from sharedsvc.core.reference import label_of
from sharedsvc.core.seen_versions import numbers_seen

MOST = 500  # places: whoever finds more types more of the detail


class TooMany(Exception):
    """The text stands in more places than anybody could look at."""


@dataclass(frozen=True)
class WhereItStands:
    """`places` that the reader may redact; `elsewhere` records of others that hold it too."""

    places: list[TextPlace] = field(default_factory=list)
    elsewhere: list[Any] = field(default_factory=list)


def find(detail: Detail, user: Any) -> WhereItStands:
    """Where a detail stands, as far as the user may see it; None is the command line.

    Raises TooMany.
    """
    found = WhereItStands()
    for one in (*_in_records(detail, user), *_in_editions(detail, user), *_in_acts(detail, user)):
        if isinstance(one, TextPlace):
            found.places.append(one)
        elif one not in found.elsewhere:
            found.elsewhere.append(one)
        if len(found.places) + len(found.elsewhere) > MOST:
            raise TooMany
    return found


def documents(user: Any) -> list[TextPlace]:
    """The documents, kept as they were uploaded, that the user may take out: none is searched."""
    kept = CaseDocument.objects.exclude(size=0).defer(CONTENT).select_related("business_case")
    return [
        TextPlace(DOCUMENT, one.pk, CONTENT, one.business_case, {"": one.name})
        for one in kept.order_by("pk")
        if may_redact(user, one.business_case)
    ]


def holding(columns: Iterable[str], detail: Detail) -> Q:
    """The condition on rows in which one of these columns may hold it."""
    if not detail.fragment:
        return Q()
    condition = Q(pk__in=[])
    for name in columns:
        condition |= Q(**{f"{name}__icontains": detail.fragment})
    return condition


def _in_records(detail: Detail, user: Any) -> Iterator[Any]:
    for model in record_models():
        hits = _hits(model, detail)
        for some in portions(sorted(hits)):
            seen = _seen(model, hits, some, user)
            for record in model._base_manager.filter(pk__in=some).order_by("pk"):
                yield from _of_record(record, hits[record.pk], seen, user)


def _hits(model: Any, detail: Detail) -> dict[int, dict[str, dict[str, str]]]:
    """By the key of a record and the column what its versions say that hold the detail."""
    found: dict[int, dict[str, dict[str, str]]] = {}
    columns = columns_of(model)
    codes = {name: TextPlace(label_of(model), 0, name, None).is_code for name in columns}

    def note(pk: int, which: str, names: Sequence[str], values: Sequence[Any]) -> None:
        for name, text in zip(names, values, strict=True):
            if text and detail.stands_in(text, is_code=codes.get(name, False)):
                found.setdefault(pk, {}).setdefault(name, {})[which] = text

    rows: Any = QuerySet(model).filter(holding(columns, detail)).order_by("pk")
    for pk, *values in rows.values_list("pk", *columns):
        note(pk, "", columns, values)
    told = (*columns, REASON)
    versions: Any = QuerySet(model.history.model).filter(holding(told, detail))
    for number, pk, *values in versions.order_by("history_id").values_list("pk", "id", *told):
        note(pk, str(number), told, values)
    return found


def _seen(model: Any, hits: Any, some: Iterable[int], user: Any) -> Any:
    """What of these the user may see: keys of records, and numbers of versions; None for all."""
    if user is None:
        return None
    numbers = {int(which) for pk in some for says in hits[pk].values() for which in says if which}
    seen = set(model.objects.visible_to(user).filter(pk__in=some).values_list("pk", flat=True))
    has_versions = hasattr(model.objects.all(), "versions_visible_to")
    return seen, numbers_seen(model, numbers, user) if has_versions else set()


def _of_record(record: Any, hits: dict[str, dict[str, str]], seen: Any, user: Any) -> Iterator[Any]:
    """The places of a record that may be redacted; the record itself where it may only be seen."""
    may = may_redact(user, record)
    about = record.record if isinstance(record, Link) else record
    for column, says in hits.items():
        told = {w: text for w, text in says.items() if _is_seen(record, w, seen, may)}
        if told and may:
            yield TextPlace(label_of(record), record.pk, column, about, told)
        elif told and about is not None:
            yield about


def _is_seen(record: Any, which: str, seen: Any, may: bool) -> bool:
    if seen is None:
        return True
    records, numbers = seen
    return int(which) in numbers if which else may or record.pk in records


def _in_editions(detail: Detail, user: Any) -> Iterator[Any]:
    """What published reports said: one place for each report, whatever its editions are."""
    editions: Any = QuerySet(ReportEdition).filter(holding([CONTENT], detail))
    found: dict[int, TextPlace] = {}
    for edition in editions.select_related("report").order_by("report", "pk").iterator():
        texts = [text for text in texts_of(edition.content) if detail.stands_in(text)]
        if not texts or not _sees_edition(edition, user):
            continue
        if not may_redact(user, edition.report):
            yield edition.report
            continue
        if edition.report_id not in found:
            found[edition.report_id] = TextPlace(EDITION, edition.pk, CONTENT, edition.report)
            yield found[edition.report_id]
        found[edition.report_id].says[str(edition.number)] = "\n".join(texts)


def _sees_edition(edition: ReportEdition, user: Any) -> bool:
    if user is None:
        return True
    reports: Any = type(edition.report).objects
    if not reports.visible_to(user).filter(pk=edition.report_id).exists():
        return False
    needed = rests_on(edition.content)
    return all(numbers <= numbers_seen(model, numbers, user) for model, numbers in needed)


def _in_acts(detail: Detail, user: Any) -> Iterator[Any]:
    """Why a decision was confirmed or a report published, and how documents are called."""
    kept: tuple[tuple[Any, str, str], ...] = (
        (ReportEdition, EDITION, "reason"),
        (CaseDocument, DOCUMENT, "name"),
        (Seal, SEAL, "reason"),
    )
    for model, label, column in kept:
        rows: Any = QuerySet(model).filter(holding([column], detail)).defer(CONTENT).order_by("pk")
        for row in rows:
            place = TextPlace(label, row.pk, column, _about(row), {"": getattr(row, column)})
            if detail.stands_in(place.says[""]) and may_redact(user, place.about):
                yield place


def _about(row: Any) -> Any:
    if isinstance(row, Seal):
        return row.of_decision
    return row.report if isinstance(row, ReportEdition) else row.business_case
