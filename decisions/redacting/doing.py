"""Takes a personal detail out of the places chosen, in one transaction, and notes that it did.

The detail goes from the rows and from every version of them; the salts of what was sealed go with
it, the hashes stay, and what the decision reads like since is sealed at the end of its chain.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from decisions.models import (
    CaseDocument,
    Decision,
    RedactedPlace,
    Redaction,
    ReportEdition,
    ReportFile,
    Seal,
    TakenPlaces,
)
from decisions.redacting.editions import rewritten
from decisions.redacting.places import (
    CONTENT,
    DOCUMENT,
    EDITION,
    FILE,
    SEAL,
    TextPlace,
    may_redact,
    model_of,
    place_of,
)
from decisions.redacting.texts import IN_A_CODE, SHORTEST, Detail
from decisions.sealing.canonical import read, written
from decisions.sealing.confirming import held, put_seal_since_redacted
from decisions.sealing.forming import CONFIRMING, without_salts
from decisions.sealing.reading import REASON
from decisions.sealing.sealed import KINDS
from decisions.sealing.verifying import fits
from programmes.models import Link
from sharedsvc.core.history import Saved, current_recording, moment_of_writing
from sharedsvc.core.reference import label_of
from sharedsvc.core.search.index import rebuild_index
from sharedsvc.core.search.indexing import refresh
from sharedsvc.core.versions import lock

NOTHING = "Choose at least one place."
GONE = (
    "What you chose no longer holds this text, or is not yours to redact. Nothing was taken out: "
    "look for the text again."
)
TOO_SHORT = f"Type at least {SHORTEST} letters or digits of it, as it stands in the texts."
SAYS_IT = "The reason is kept for good: give it without the personal detail itself."
NO_RIGHT = "Only an administrator takes personal details out, and only of their own organisation."
DOES_NOT_FIT = (
    "“{}” no longer fits its seal. Nothing was taken out: tell whoever looks after the register."
)
READS_ALIKE = (
    "Two records, or two lines of one, would then read alike, which the register does not allow. "
    "Nothing was taken out: change one of them first, or choose fewer places."
)


@dataclass
class Rewriting:
    """What is written in place of what: the places, for the record of it, and the updates."""

    places: list[RedactedPlace] = field(default_factory=list)
    updates: list[Callable[[], Any]] = field(default_factory=list)
    records: Saved = field(default_factory=dict)

    def add(
        self, place: TextPlace, updates: Collection[tuple[Any, dict[str, Any]]], **of: Any
    ) -> None:
        """Note a place with the rows to be updated in it."""
        named = {"record_type": place.label, "record_id": place.pk, "column": place.column}
        if updates:
            self.places.append(RedactedPlace(**named, **of))
        for rows, values in updates:
            self.updates.append(partial(rows.update, **values))


@transaction.atomic
def redact(*, detail: Detail, kind: str, chosen: Iterable[str]) -> Redaction:
    """Take a detail out of the places chosen, by their keys; of a document all that it holds.

    Raises ValidationError where nothing is chosen, where the text stands there no more, or where it
    stands in the reason; PermissionDenied without a right to one of the places.
    """
    now = current_recording()
    _refuse_as_typed(detail, now.reason)
    places = [_right_place(key, now.user) for key in dict.fromkeys(chosen)]
    if not places:
        raise ValidationError(NOTHING)
    sealed = [_held(decision) for decision in _sealed_decisions(places)]
    made = _rewriting(places, detail)
    if not made.places:
        raise ValidationError(GONE)
    redaction = Redaction(kind=kind, reason=now.reason, at=moment_of_writing(), by=now.user)
    redaction.save()
    altered = [decision for decision, rows in sealed if _forget_salts(decision, rows, made)]
    _write(redaction, made)
    for decision in altered:
        put_seal_since_redacted(decision, held(decision.pk))
    QuerySet(Redaction).filter(pk=redaction.pk).update(is_open=False)
    refresh(made.records)
    TakenPlaces.objects.all().delete()  # copies of what records said: drafts say what they say now
    rebuild_index()
    return redaction


def _refuse_as_typed(detail: Detail, reason: str) -> None:
    if len("".join(detail.text.split())) < SHORTEST:
        raise ValidationError({"text": TOO_SHORT})
    if detail.stands_in(reason):
        raise ValidationError({"reason": SAYS_IT})


def _write(redaction: Redaction, made: Rewriting) -> None:
    """First where: the triggers let through what an open redaction names."""
    try:
        with transaction.atomic():
            for place in made.places:
                place.redaction = redaction
                place.save()
            for update in made.updates:
                update()
    except IntegrityError as error:
        raise ValidationError(READS_ALIKE) from error


def _right_place(key: str, user: Any) -> TextPlace:
    """The place of a key. Raises ValidationError, PermissionDenied."""
    place = place_of(key)
    if place is None:
        raise ValidationError(GONE)
    if not may_redact(user, place.about):
        raise PermissionDenied(NO_RIGHT)
    return place


# What was sealed


def _sealed_decisions(places: Iterable[TextPlace]) -> list[Decision]:
    """The confirmed decisions of which something is rewritten, in one order."""
    keys = {decision for place in places if (decision := _decision_of(place)) is not None}
    return list(Decision.objects.filter(pk__in=keys, seal__isnull=False).order_by("pk"))


def _decision_of(place: TextPlace) -> int | None:
    record = place.about
    if place.label == SEAL:
        return int(record.pk)
    if place.label not in {label_of(kind.model) for kind in KINDS}:
        return None
    whole = record.record if isinstance(record, Link) else record
    if isinstance(whole, Decision):
        return whole.pk
    clause = getattr(whole, "clause", whole)
    return getattr(clause, "decision_id", None)


def _held(decision: Decision) -> tuple[Decision, list[Any]]:
    """A confirmed decision with its rows, locked. Raises ValidationError where it does not fit."""
    rows = held(decision.pk)
    if fits(decision.seal):
        raise ValidationError(DOES_NOT_FIT.format(decision))
    return decision, rows


def _forget_salts(decision: Decision, rows: list[Any], made: Rewriting) -> bool:
    """In every seal of a decision, put hashes in place of the salts of what is rewritten.

    Returns whether any text of what is sealed is.
    """
    before = len(made.places)
    keys = {(label_of(row.kind.model), row.pk): row.key for row in rows}
    texts: dict[str, set[str]] = {}
    for place in made.places:
        if key := keys.get((place.record_type, place.record_id)):
            texts.setdefault(key, set()).add(place.column)
    reasons = {place.record_id for place in made.places if place.record_type == SEAL}
    for seal in (decision.seal, *decision.seals_since_redacted.all()):
        own = {**texts, CONFIRMING: {REASON}} if seal.pk in reasons else texts
        opening = written(without_salts(read(seal.opening), rows, seal.reason, own))
        if opening != seal.opening:
            opened = TextPlace(SEAL, seal.pk, "opening", decision)
            made.add(opened, [(QuerySet(Seal).filter(pk=seal.pk), {"opening": opening})])
    return len(made.places) > before


# What is rewritten


def _rewriting(places: Iterable[TextPlace], detail: Detail) -> Rewriting:
    made = Rewriting()
    for place in places:
        if (place.label, place.column) == (DOCUMENT, CONTENT):
            _document(place, made)
        elif (place.label, place.column) == (EDITION, CONTENT):
            _editions(place, detail, made)
        elif place.label in (EDITION, DOCUMENT, SEAL):
            rows: Any = QuerySet(model_of(place.label)).filter(pk=place.pk)
            made.add(place, list(_texts(rows, place, detail)))
        else:
            _record(place, detail, made)
    return made


def _record(place: TextPlace, detail: Detail, made: Rewriting) -> None:
    """A column of a record: in its row, and in every version of it."""
    model = model_of(place.label)
    lock(model, pk=place.pk)
    own: Any = QuerySet(model).filter(pk=place.pk)
    versions: Any = QuerySet(model.history.model).filter(id=place.pk)
    of_versions = list(_texts(versions, place, detail))
    of_row = [] if place.column == REASON else list(_texts(own, place, detail))
    made.add(place, [*of_row, *of_versions], versions=len(of_versions))
    made.records[place.label, place.pk] = None


def _texts(rows: Any, place: TextPlace, detail: Detail) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Each of these rows in which it stands, with what is written instead."""
    for pk, text in rows.order_by("pk").values_list("pk", place.column):
        if text and detail.stands_in(text, is_code=place.is_code):
            new = f"{IN_A_CODE}-{place.pk}" if place.is_code else detail.out_of(text, place.longest)
            yield rows.filter(pk=pk), {place.column: new}


def _editions(place: TextPlace, detail: Detail, made: Rewriting) -> None:
    """What a published report said to each group of its readers, in each edition."""
    for edition in ReportEdition.objects.filter(report=place.about.pk).select_for_update():
        content, checksum = rewritten(edition.content, detail.out_of)
        if checksum != edition.checksum:
            rows: Any = QuerySet(ReportEdition).filter(pk=edition.pk)
            values = {"content": content, "checksum": checksum}
            told = {"checksum_before": edition.checksum, "checksum_after": checksum}
            made.add(TextPlace(EDITION, edition.pk, CONTENT, place.about), [(rows, values)], **told)
            _files(edition, made)


def _files(edition: ReportEdition, made: Rewriting) -> None:
    """The files made of what an edition said: they go, and are made again of what it says now."""
    for pk, checksum in edition.files.values_list("pk", "checksum"):
        file: Any = QuerySet(ReportFile).filter(pk=pk)
        made.places.append(
            RedactedPlace(record_type=FILE, record_id=pk, column=CONTENT, checksum_before=checksum)
        )
        made.updates.append(file.delete)


def _document(place: TextPlace, made: Rewriting) -> None:
    """An uploaded document, taken out whole: its checksum stays."""
    rows: Any = QuerySet(CaseDocument).filter(pk=place.pk)
    kept = rows.exclude(size=0).values_list("checksum", flat=True).first()
    if kept is not None:
        made.add(place, [(rows, {"content": b"", "size": 0})], checksum_before=kept)
