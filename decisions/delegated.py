"""Whether an officer's decision rests on a delegation that allowed it: told values, no database."""

from typing import Any

from decisions.choices import DelegationState
from sharedsvc.core.dates import Bounds

ALLOWING = (DelegationState.GRANTED, DelegationState.USED, DelegationState.LAPSED)
NONE_NAMED = (
    "Name the delegation that the decision rests on; or, without one, say why it is recorded."
)


def why_not_allowed(delegation: Any, officer: Any, taken: Bounds) -> str:
    """Why a delegation does not surely allow a post to decide on a day, in words; "" where it does.

    One that lapsed since allowed what was decided before.
    """
    if delegation is None:
        return NONE_NAMED
    if delegation.to_id != officer.pk:
        return f"It is given to the post {delegation.to}, not to {officer}."
    if delegation.state not in ALLOWING:
        return f"It was never given: it is {delegation.get_state_display().lower()}."
    if taken.latest < delegation.start_earliest:
        return f"It was given later: {delegation.start_in_words}."
    if taken.earliest > delegation.end_latest:
        return f"It had ended by then: {delegation.end_in_words}."
    return ""
