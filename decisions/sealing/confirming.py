"""Puts a seal on what a decision says now, as the next of its chain."""

from typing import Any

from decisions.models import Chain, Decision, Seal
from decisions.models.decisions import CONFIRMED
from decisions.sealing.canonical import BEFORE_THE_FIRST, FORM, seal_of, written
from decisions.sealing.forming import CONFIRMED as AS_CONFIRMED
from decisions.sealing.forming import REDACTED, content_of, opening_for
from decisions.sealing.reading import SealedRows, lock_rows, rows_of
from decisions.sealing.sealed import CLAUSES, DECISIONS
from sharedsvc.core.history import current_recording, moment_of_writing

NOTHING_DECIDED = "Nothing is confirmed yet: record what was decided, clause by clause, first."
STRUCK_OUT = "This decision was struck out: it cannot be confirmed."
SENT_BACK = "This decision was sent back: it is recorded anew, and that one is confirmed."


def held(decision: int) -> SealedRows:
    """What is to be sealed of a decision, locked; nothing where there is no such decision."""
    lock_rows(decision)
    return rows_of([decision]).get(decision, [])


def why_not_confirmed(decision: Decision, rows: SealedRows) -> str:
    """Why a decision with these rows cannot be confirmed, whoever asks; "" where it can."""
    if decision.is_confirmed:
        return CONFIRMED
    kinds = [row.kind for row in rows]
    if DECISIONS not in kinds:
        return STRUCK_OUT
    if any(row.kind is DECISIONS and row.says["sent_back"] for row in rows):
        return SENT_BACK
    return "" if CLAUSES in kinds else NOTHING_DECIDED


def why_not_sent_back(decision: Decision) -> str:
    """Why a decision cannot be sent back, whoever asks, in words; "" where it can."""
    if decision.is_confirmed:
        return CONFIRMED
    return SENT_BACK if decision.sent_back else ""


def chain_of(decision: Decision) -> int:
    """The key of the organisation in whose chain a decision belongs.

    The one that decided; the programme's partnership where none is named.
    """
    return decision.organisation_id or decision.programme.partnership_id


def put_seal(decision: Decision, rows: SealedRows) -> Seal:
    """Seal these rows of a decision, which are locked, at the end of its chain."""
    return _put(rows, chain_of(decision), AS_CONFIRMED, decision=decision)


def put_seal_since_redacted(decision: Decision, rows: SealedRows) -> Seal:
    """Seal what a confirmed decision reads like since it was redacted, at the end of its chain."""
    organisation = decision.seal.chain.organisation_id
    return _put(rows, organisation, REDACTED, redacted_decision=decision)


def _put(rows: SealedRows, organisation: int, act: str, **of: Decision) -> Seal:
    """The chain stays locked until the transaction ends: whoever seals next waits for this seal."""
    now: Any = current_recording()
    at, by = moment_of_writing(), now.user and now.user.pk
    opening = opening_for(rows, now.reason)
    content = content_of(rows, opening, at=at, by=by, reason=now.reason, act=act)
    Chain.objects.get_or_create(organisation_id=organisation)
    chain = Chain.objects.select_for_update().get(organisation_id=organisation)
    number, previous = chain.length + 1, chain.head or BEFORE_THE_FIRST
    seal = Seal(
        **of,
        chain=chain,
        number=number,
        previous=previous,
        content=content,
        digest=seal_of(chain.pk, number, previous, content),
        form=FORM,
        opening=written(opening),
        at=at,
        by=now.user,
        reason=now.reason,
    )
    seal.save()
    chain.length, chain.head = number, seal.digest
    chain.save()
    return seal
