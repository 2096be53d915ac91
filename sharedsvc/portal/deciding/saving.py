"""How a decision is made of what was typed and recorded, and how drafts are kept."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from decisions.choices import DelegationState
from decisions.deciding import NewClause, record_what_was_decided
from decisions.models import Clause, Decision, DecisionDraft, Delegation
from programmes.choices import Visibility
from sharedsvc.core.recorded_form import recording_by
from sharedsvc.portal.deciding.place import PlaceOfDeciding
from sharedsvc.portal.deciding.sheet import ClauseRow, DecisionSheet
from sharedsvc.portal.own_lists import unused_code

DRAFTS_KEPT = datetime.timedelta(days=60)
FORGOTTEN_AT_ONCE = 20
LONGEST_FIELD, MOST_FIELDS = 20_000, 4_000
OF_DECISION = (
    *("title", "date", "effective", "announced", "call_in", "call_in_until", "call_in_why"),
    *("officer", "under", "without_delegation", "visibility", "remarks"),
    *("votes_for", "votes_against", "votes_abstained", "votes_cast", "vote_words", "majority"),
)
OF_CLAUSE = (
    *("number", "addressee", "deferred_until", "deferred_until_words", "referred_to"),
    *("votes_for", "votes_against", "votes_abstained", "votes_cast", "vote_words", "majority"),
    *("who_acts", "act_by", "in_principle"),
)


def record(sheet: DecisionSheet) -> Decision | None:
    """Record what stands in a valid form; None where that is refused, and the form says why."""
    decision = _decision(sheet)
    with recording_by(sheet.form, sheet.user):
        record_what_was_decided(
            decision=decision,
            clauses=[_clause(row, decision) for row in sheet.rows],
            citations=sheet.form.citations,
            instead_of=sheet.place.instead_of,
        )
    if not sheet.form.is_valid():
        return None
    forget_draft(sheet.user, sheet.place)
    return decision


def _decision(sheet: DecisionSheet) -> Decision:
    place, data, organisation = sheet.place, sheet.form.cleaned_data, sheet.organisation
    is_shared = organisation is None or organisation.pk == place.programme.partnership_id
    decision = Decision(
        programme=place.programme,
        organisation=organisation,
        owner=None if is_shared else organisation,
        body=data.get("body") or place.body,
        meeting=data.get("meeting") or (place.meeting if place.body else None),
        supersedes=place.corrects,
        **{name: data[name] for name in OF_DECISION},
    )
    if organisation is None:
        raise ValidationError({"organisation": "Choose who decided."})
    decision.code = unused_code(Decision, place.programme, organisation, decision.date)
    return decision


def _clause(row: ClauseRow, decision: Decision) -> NewClause:
    form, data = row.form, row.form.cleaned_data
    own = {"visibility": Visibility.OWNER} if data["own_only"] and decision.owner else {}
    clause = Clause(
        decision=decision,
        verb=form.verb_used,
        text=form.text_decided,
        answers=row.ask,
        outcome=data.get("outcome", ""),
        amendment=data.get("amendment", ""),
        owner=decision.owner,
        **{name: data[name] for name in OF_CLAUSE},
        **own,
    )
    return NewClause(
        clause=clause,
        part_of=data["part_of"],
        about=row.ticked("about"),
        settles=row.ticked("settles"),
        conditions=form.condition_rows(),
        delegations=_delegations(row, decision),
    )


def _delegations(row: ClauseRow, decision: Decision) -> list[Delegation]:
    data = row.form.cleaned_data
    if not data["delegate_to"]:
        return []
    code = f"{decision.code}-{data['number']}".translate({ord(c): None for c in "() "})[:80]
    return [
        Delegation(
            programme=decision.programme,
            code=code,
            by=decision.body,
            to=data["delegate_to"],
            in_consultation_with=data["delegate_with"],
            on_what=data["delegate_what"],
            state=DelegationState.GRANTED,
            start=decision.effective or decision.date,
            owner=decision.owner,
        )
    ]


# Drafts


def keep_draft(user: Any, place: PlaceOfDeciding, typed: Mapping[str, str]) -> DecisionDraft:
    """Keep what somebody typed, for them alone, in the place of what was kept before."""
    kept = {name[:200]: text[:LONGEST_FIELD] for name, text in [*typed.items()][:MOST_FIELDS]}
    draft, _ = DecisionDraft.objects.update_or_create(
        user=user,
        place=place.address,
        defaults={
            "programme": place.programme,
            "title": typed.get("title", "")[:300],
            "typed": kept,
            "at": timezone.now(),
        },
    )
    _forget_old_drafts()
    return draft


def draft_of(user: Any, place: PlaceOfDeciding) -> DecisionDraft | None:
    """What this user keeps of a decision here."""
    return DecisionDraft.objects.filter(user=user, place=place.address).first()


def forget_draft(user: Any, place: PlaceOfDeciding) -> None:
    """Delete what this user kept: it was recorded, or is not wanted."""
    DecisionDraft.objects.filter(user=user, place=place.address).delete()


def _forget_old_drafts() -> None:
    """Delete some drafts that nobody took up for long."""
    old = DecisionDraft.objects.filter(at__lt=timezone.now() - DRAFTS_KEPT).order_by("at")
    pks = list(
        old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]
    )
    DecisionDraft.objects.filter(pk__in=pks).delete()
