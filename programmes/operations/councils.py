"""Take the public register of councils in: complete, correct and add, whatever people stated."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min

from programmes.choices import NameKind, OrganisationKind
from programmes.councils.comparing import compare, values_of
from programmes.councils.matching import Answers, CouncilMatches, CouncilQuestion, OnRecord, match
from programmes.councils.reading import Council
from programmes.models import (
    Membership,
    Organisation,
    OrganisationName,
    RegisterRow,
    Succession,
)
from programmes.operations.records import keep, strike_out
from sharedsvc.core.dates import LATEST
from sharedsvc.core.saving import create_many
from sharedsvc.core.versions import locked

NO_LONGER = "No longer in the public register of councils."


class Unanswered(ValueError):
    """The register and the record say different things of councils; nothing may be written."""

    def __init__(self, questions: Sequence[Any]) -> None:
        super().__init__("\n".join(map(str, questions)))
        self.questions = questions


class OlderEdition(ValueError):
    """A newer edition of the register was taken in before."""


@dataclass
class CouncilTold:
    """What was done with a council, in words, and how it was found on record (blank: it is new)."""

    council: Council
    organisation: Organisation
    found_by: str = ""
    changes: list[str] = field(default_factory=list)
    is_new: bool = False


@dataclass
class RegisterTaken:
    """What was done with each council, and which of an earlier edition are not in this one."""

    told: list[CouncilTold] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def added(self) -> list[CouncilTold]:
        return [one for one in self.told if one.is_new]

    @property
    def changed(self) -> list[CouncilTold]:
        return [one for one in self.told if one.changes and not one.is_new]

    @property
    def left(self) -> list[CouncilTold]:
        return [one for one in self.told if not (one.changes or one.is_new)]


@transaction.atomic
def take_in_register(
    *,
    councils: Sequence[Council],
    edition: datetime.date,
    answers: Answers,
) -> RegisterTaken:
    """Add the councils of the register, or bring those that are on record to what it says.

    `edition` is the day of which the register is. Raises Unanswered with every question to which
    there is no answer, and OlderEdition.
    """
    rows = {row.organisation_id: row for row in locked(RegisterRow.objects.all())}
    _refuse_an_older(edition, rows)
    organisations = _organisations()
    matches = match(councils, _on_record(organisations, rows), answers)
    writing = _Writing(edition, organisations, rows, matches, answers)
    writing.questions += matches.questions.values()
    for council in councils:
        if council.code not in matches.questions:
            writing.take(council)
    if writing.questions:
        raise Unanswered(sorted(writing.questions, key=lambda one: one.council.row))
    for council in councils:
        writing.follow(council)
    there = {council.code.casefold() for council in councils}
    missing = [row.code for row in rows.values() if row.code.casefold() not in there]
    return RegisterTaken([*writing.told.values()], missing)


def _refuse_an_older(edition: datetime.date, rows: Mapping[int, RegisterRow]) -> None:
    newest = max((row.edition for row in rows.values()), default=edition)
    if edition < newest:
        raise OlderEdition(
            f"The register of {newest:%-d %B %Y} was taken in before; this one is of "
            f"{edition:%-d %B %Y}."
        )


def _organisations() -> dict[int, Organisation]:
    found = Organisation.objects.not_struck_out().exclude(kind=OrganisationKind.PARTNERSHIP)
    return {one.pk: one for one in found.order_by("pk")}


def _on_record(
    organisations: Mapping[int, Organisation], rows: Mapping[int, RegisterRow]
) -> list[OnRecord]:
    members = Membership.objects.not_struck_out().order_by().values_list("organisation")
    since = dict(members.annotate(Min("start_latest")).filter(start_latest__min__lt=LATEST))
    names: dict[int, list[str]] = {}
    for key, name in OrganisationName.objects.not_struck_out().values_list("organisation", "name"):
        names.setdefault(key, []).append(name)
    return [
        OnRecord(
            pk=pk,
            other_names=tuple(names.get(pk, ())),
            former_codes=former_codes_of(one),
            registers_code=rows[pk].code if pk in rows else "",
            known_since=since.get(pk),
            **{f: getattr(one, f) for f in AS_THEY_STAND},
        )
        for pk, one in organisations.items()
    ]


AS_THEY_STAND = ("code", "name", "short_name", "kind", "official_code", "start", "end")


def former_codes_of(organisation: Organisation) -> tuple[str, ...]:
    """The official codes that an organisation had before."""
    return tuple(code for part in organisation.former_codes.split(",") if (code := part.strip()))


def _without(codes: Sequence[str], current: str) -> tuple[str, ...]:
    """Codes, each once, without the one that is in force."""
    once = {code.casefold(): code for code in reversed(codes) if code}
    once.pop(current.casefold(), None)
    return tuple(reversed(once.values()))


@dataclass(frozen=True)
class CouncilRefused:
    """That a council could not be kept as the register has it, in the words of the record."""

    council: Council
    error: ValidationError

    def __str__(self) -> str:
        council = self.council
        return f"row {council.row}: {council.code}, {council.name}: {' '.join(self.error.messages)}"


@dataclass
class _Writing:
    """The councils of an edition being written, one after the other."""

    edition: datetime.date
    organisations: dict[int, Organisation]
    rows: dict[int, RegisterRow]
    matches: CouncilMatches
    answers: Answers
    told: dict[str, CouncilTold] = field(default_factory=dict)
    questions: list[CouncilQuestion | CouncilRefused] = field(default_factory=list)

    def take(self, council: Council) -> None:
        """Add a council, or bring the one on record to what the register says."""
        found = self.matches.found.get(council.code)
        try:
            with transaction.atomic():
                told = self._bring(council, found) if found else self._add(council)
        except ValidationError as error:
            self.questions.append(CouncilRefused(council, error))
        else:
            self.told[council.code] = told

    def _add(self, council: Council) -> CouncilTold:
        values = {**values_of(council), "end_words": council.end_as_stated}
        former = ", ".join(_without(council.former_codes, council.official_code))
        new = Organisation(code=self._free_code(council.code), former_codes=former, **values)
        told = CouncilTold(council, keep(record=new), is_new=True)
        self._name(told, council.other_names)
        return told

    def _free_code(self, code: str) -> str:
        """The register's code; with a number where something else has it."""
        if not Organisation.objects.filter(code__iexact=code).exists():
            return code
        taken = Organisation.objects.filter(code__istartswith=code).values_list("code", flat=True)
        small = {one.casefold() for one in taken}
        return next(one for n in count(2) if (one := f"{code}-{n}").casefold() not in small)

    def _bring(self, council: Council, found: OnRecord) -> CouncilTold:
        organisation, row = self.organisations[found.pk], self.rows.get(found.pk)
        told = CouncilTold(council, organisation, "" if row else self.matches.how[council.code])
        before = row.said if row else None
        stands = {name: getattr(organisation, name) for name in values_of(council)}
        stands["former_codes"] = former_codes_of(organisation)
        comparison = compare(council, stands, before, self.answers)
        self.questions += comparison.questions
        if not comparison.questions:
            self._change(told, comparison.changes)
            self._name(told, (council.name, council.short_name, *council.other_names))
            self._forget_names(told, before or {})
        return told

    def _change(self, told: CouncilTold, changes: Mapping[str, str]) -> None:
        """Write what changed; the old name and the old code stay as former ones."""
        organisation, council = told.organisation, told.council
        old = {name: getattr(organisation, name) for name in changes}
        for name, value in changes.items():
            setattr(organisation, name, value)
            told.changes.append(f"{name.replace('_', ' ')} “{old[name]}” → “{value}”")
        if "end" in changes:
            organisation.end_words = council.end_as_stated
        before = former_codes_of(organisation)
        codes = (*before, old.get("official_code", ""), *council.former_codes)
        former = _without(codes, organisation.official_code)
        if former != before:
            organisation.former_codes = ", ".join(former)
            told.changes.append(f"former codes “{', '.join(before)}” → “{', '.join(former)}”")
        if told.changes:
            keep(record=organisation)
        self._name(told, [old.get("name", ""), old.get("short_name", "")], NameKind.FORMER)

    def _name(self, told: CouncilTold, names: Sequence[str], kind: str = NameKind.OTHER) -> None:
        """Give an organisation other names, each once whatever its capitals."""
        organisation = told.organisation
        known = {organisation.name.casefold(), organisation.short_name.casefold(), ""}
        rows = organisation.other_names.not_struck_out().values_list("name", flat=True)
        known |= {name.casefold() for name in rows}
        first = {name.casefold(): name for name in reversed(names)}
        new = [name for key, name in reversed(first.items()) if key not in known]
        make = OrganisationName
        create_many([make(organisation=organisation, name=name, kind=kind) for name in new])
        told.changes += [f"{NameKind(kind).label.lower()} “{name}”" for name in new]

    def _forget_names(self, told: CouncilTold, before: Mapping[str, Any]) -> None:
        """Strike out the other names that only an earlier edition gave."""
        gone = {*before.get("other_names", ())} - {*told.council.other_names}
        if gone:
            rows = told.organisation.other_names.not_struck_out()
            for row in locked(rows.filter(name__in=gone, kind=NameKind.OTHER)):
                self._forget(told, row, f"no longer other name “{row.name}”")

    def _forget(self, told: CouncilTold, row: Any, what: str) -> None:
        """Strike out what only the register said: nobody has written it."""
        if not row.history.exclude(history_user=None).exists():
            strike_out(record=row, reason=NO_LONGER)
            told.changes.append(what)

    def follow(self, council: Council) -> None:
        """Write who succeeded a council, and what the register said, once all are there."""
        told = self.told[council.code]
        row = self.rows.get(told.organisation.pk)
        self._succeed(told, row.said["successors"] if row else ())
        said = {**values_of(council), **{name: [*getattr(council, name)] for name in LISTS}}
        row = row or RegisterRow(organisation=told.organisation)
        if (row.said, row.edition, row.code) != (said, self.edition, council.code):
            row.said, row.edition, row.code = said, self.edition, council.code
            row.save()

    def _succeed(self, told: CouncilTold, before: Sequence[str]) -> None:
        """Make the register's successors those of a council; whom people named stay."""
        organisation, council = told.organisation, told.council
        there = {
            row.successor_id: row for row in locked(organisation.succeeded_by.not_struck_out())
        }
        for code in council.successors:
            successor = self.told[code].organisation
            if successor.pk not in there:
                keep(record=Succession(predecessor=organisation, successor=successor))
                told.changes.append(f"successor {successor.code}")
        by_code = {row.code: row.organisation_id for row in self.rows.values()}
        for code in set(before) - {*council.successors}:
            if row := there.get(by_code.get(code, 0)):
                self._forget(told, row, f"no longer successor {code}")


LISTS = ("former_codes", "other_names", "successors")
