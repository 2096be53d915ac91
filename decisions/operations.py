"""Every write of "decided". Each is keyword-only and atomic, and runs inside `recording(...)`."""

import hashlib
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from decisions.choices import Outcome, WhoMustPass
from decisions.delegated import why_not_allowed
from decisions.document_types import NotADocument, name_of, type_of
from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    CaseDocument,
    Clause,
    Decision,
    KeptText,
    Recommendation,
    Report,
    ReportEdition,
    ReportItem,
    Seal,
)
from decisions.models.case_documents import STAYS
from decisions.sealing.confirming import held, put_seal, why_not_confirmed
from decisions.sealing.reading import state_of
from decisions.settling import carry_out
from programmes.choices import Visibility
from programmes.models import Meeting, Organisation
from programmes.operations import keep, strike_out
from programmes.operations.records import link_only
from sharedsvc.core.dates import Bounds
from sharedsvc.core.history import current_recording
from sharedsvc.core.rights import name_to_tell, require


def _refuse_anothers_meeting(record: Decision | Recommendation) -> None:
    meeting, body = record.meeting, record.body
    if meeting and body and meeting.body_id != body.pk:
        said = f"{name_to_tell(meeting)} is not a meeting of {name_to_tell(body)}."
        raise ValidationError({"meeting": said})


# What is kept of a report, its texts with their checksums and files; everybody's first.
Freeze = Callable[[Report], Iterable[KeptText]]


NOT_THE_ONE = (
    "This is not the document whose SHA-256 the version states: choose that one, or add another "
    "version."
)
ANOTHER_DOCUMENT = (
    "This is not the document of the business case named: name the version that was before it."
)
HIDDEN = "Hidden in the paper when the report was published."
WAIVED_BY_A_CLAUSE = "Name the clause of the decision that waives the gate."


@transaction.atomic
def record_decision(*, record: Decision) -> Decision:
    """Save a decision, once.

    Raises ValidationError when the meeting is another body's, and when an officer's decision rests
    on no delegation that allowed it and gives no reason for that.
    """
    _refuse_anothers_meeting(record)
    if record.officer and not record.without_delegation:
        record.set_bounds()
        taken = Bounds(record.date_earliest, record.date_latest)
        if why_not := why_not_allowed(record.under, record.officer, taken):
            raise ValidationError({"under": why_not})
    return keep(record=record)


@transaction.atomic
def record_clause(*, record: Clause) -> Clause:
    """Save a clause, once. Raises ValidationError when it answers another programme's ask."""
    answered = record.answers
    if answered and answered.report.programme_id != record.decision.programme_id:
        raise ValidationError({"answers": "This ask belongs to another programme."})
    return keep(record=record)


@transaction.atomic
def record_approval(*, record: Approval) -> Approval:
    """Save an outcome at a gate.

    Raises ValidationError when the gate is another programme's, and for a new waiver by no clause.
    """
    gate = record.gate
    if record.outcome == Outcome.WAIVED and record.clause is None and record._state.adding:
        raise ValidationError({"clause": WAIVED_BY_A_CLAUSE})
    programmes = {about.programme_id for about in (record.proposal, record.workstream) if about}
    if gate.programme_id and programmes - {gate.programme_id}:
        raise ValidationError({"gate": "This gate belongs to another programme."})
    if len(programmes) > 1:
        raise ValidationError({"workstream": "The workstream belongs to another programme."})
    _refuse_others(record, programmes)
    _name_the_document(record)
    own = gate.programme_id is None or gate.who_must_pass == WhoMustPass.OWNER
    if gate.by_id and own and gate.by_id != record.organisation_id:
        raise ValidationError({"organisation": f"Only {gate.by} passes its own gate."})
    return keep(record=record)


def _name_the_document(record: Approval) -> None:
    """A new outcome names the document of its business case by checksum; never another one."""
    stated = record.business_case.checksum if record.business_case else ""
    if record._state.adding and not record.checksum:
        record.checksum = stated
    if record.checksum and stated and record.checksum != stated:
        raise ValidationError({"checksum": ANOTHER_DOCUMENT})


def _refuse_others(record: Approval, programmes: set[int]) -> None:
    """The case and the clause of an outcome belong to the programme of what is approved."""
    named = {
        "business_case": record.business_case and record.business_case.programme_id,
        "clause": record.clause and record.clause.decision.programme_id,
    }
    for name, programme in named.items():
        if programme and programme not in programmes:
            what = name.replace("_", " ")
            raise ValidationError({name: f"The {what} belongs to another programme."})


@transaction.atomic
def ask(*, record: Recommendation) -> Recommendation:
    """Save what a report asks. Raises ValidationError when it does not go to that meeting."""
    _refuse_anothers_meeting(record)
    return keep(record=record)


@transaction.atomic
def send_to_meetings(*, record: Report, others: Iterable[Meeting]) -> None:
    """Make these meetings, in order, the ones that a report goes to."""
    dropped = "The report no longer goes to this meeting."
    link_only(record.goes_to, "meeting", others, dropped, in_order=True)


@transaction.atomic
def keep_case_document(*, record: BusinessCase, name: str, content: bytes) -> CaseDocument:
    """Keep the document of a version of a business case, and state its SHA-256 on the version.

    Raises ValidationError (`document`) for what is no document that is kept, where the version has
    one already, and where it states the checksum of another; PermissionDenied where the user may
    not change the version.
    """
    case: BusinessCase = BusinessCase.objects.select_for_update(of=("self",)).get(pk=record.pk)
    require("change", case)
    if CaseDocument.objects.filter(business_case=case.pk).exists():
        raise ValidationError({"document": STAYS})
    try:
        kind = type_of(content)
    except NotADocument as error:
        raise ValidationError({"document": str(error)}) from error
    checksum = hashlib.sha256(content).hexdigest()
    if case.checksum not in ("", checksum):
        raise ValidationError({"document": NOT_THE_ONE})
    if not case.checksum:
        case.checksum = checksum
        keep(record=case)
    document = CaseDocument(
        business_case=case,
        name=name_of(name, kind),
        ending=kind.ending,
        size=len(content),
        checksum=checksum,
        content=content,
        by=current_recording().user,
    )
    document.save()
    return document


@transaction.atomic
def set_parties(*, record: Agreement, others: Iterable[Organisation]) -> None:
    """Make these organisations, in order, the parties to an agreement."""
    link_only(record.parties, "organisation", others, "No longer a party.", in_order=True)


@transaction.atomic
def publish(*, record: Report, day: str, freeze: Freeze) -> Report:
    """Publish a report on a day, as EDTF text, and keep for good what it says.

    `freeze` works out what to keep. What was hidden in it is struck out first, so that nobody
    finds it in what is open by then. Raises ValidationError where the report was published
    already, cannot be written, or the day is still to come.
    """
    report: Report = Report.objects.select_for_update().get(pk=record.pk)
    if why_not := report.why_not_publish():
        raise ValidationError(why_not)
    if not day:
        raise ValidationError({"published": "Give the day of publication."})
    for item in ReportItem.objects.not_struck_out().filter(report=report.pk, hidden=True):
        strike_out(record=item, reason=HIDDEN)
    report.published, report.in_the_act = day, True
    keep(record=report)
    report.in_the_act = False
    ReportEdition.keep(report, freeze(report))
    return report


@transaction.atomic
def confirm(*, record: Decision, as_read: str = "") -> Seal:
    """Confirm a decision as a second person and seal it: from now on nothing of it is changed.

    What it settles moves with it, as far as it is in force (`decisions.settling`). Its rows are
    locked first, so that what is sealed is what stands; `as_read` tells what a person had before
    them (`sealing.reading.state_of`). Raises PermissionDenied unless the user may
    (`decisions.permissions`), and ValidationError where it is confirmed or struck out already, has
    no clause, or was changed since it was read.
    """
    rows = held(record.pk)
    require("confirm", record)
    refusal = why_not_confirmed(record, rows)
    if refusal:
        raise ValidationError(refusal)
    if as_read and as_read != state_of(rows):
        raise ValidationError(CHANGED_SINCE)
    seal = put_seal(record, rows)
    carry_out(record, record_approval)
    return seal


CHANGED_SINCE = (
    "Somebody changed this decision, its clauses, links or sources since you opened this page. "
    "Nothing was confirmed: read it again, then confirm."
)


@transaction.atomic
def publish_decision(*, record: Decision) -> Decision:
    """Open a confirmed decision to everybody; clauses that are exempt stay so.

    When, by whom and why stands in its history. Raises ValidationError where it is not confirmed,
    or open to all already; PermissionDenied where the user may not change it.
    """
    decision: Decision = Decision.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if decision.why_not_published:
        raise ValidationError(decision.why_not_published)
    decision.visibility, decision.in_the_act = Visibility.PUBLIC, True
    return keep(record=decision)
