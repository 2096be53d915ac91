"""Start and end what an organisation shares between partners."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import Membership, Organisation, Partnership, Sharing
from programmes.operations.records import keep
from programmes.viewers import administers
from sharedsvc.core.history import current_recording


@transaction.atomic
def start_sharing(
    *,
    partnership: Partnership,
    organisation: Organisation,
    start: datetime.date | None = None,
    earlier_too: bool = False,
    source: str = "",
) -> Sharing:
    """Let a member share, from a day on (from now), what is kept between partners.

    Its administrator does so, or somebody else for it by a decision or letter, the source. Raises
    ValidationError without one, for a day that is past without one, and for who is no member today;
    PermissionDenied where the user may not.
    """
    today = datetime.date.today()
    begins, source = start or today, source.strip()
    if not Membership.objects.surely_members(
        today, partnership=partnership, organisation=organisation
    ):
        raise ValidationError(f"{organisation} is not a member of {partnership} today.")
    if not source and not administers(current_recording().user, organisation):
        raise ValidationError({"source": SHARES_ON_A_SOURCE})
    if not source and begins < today:
        raise ValidationError({"start": SHARES_FROM_TODAY})
    sharing = Sharing(
        partnership=partnership,
        organisation=organisation,
        owner=organisation,
        start=begins.isoformat(),
        earlier_too=earlier_too,
        source=source,
    )
    return keep(record=sharing)


SHARES_ON_A_SOURCE = (
    "Name the decision or the letter by which it shares: only the organisation's own administrator "
    "starts sharing without one."
)


SHARES_FROM_TODAY = "Choose today or a later day, or name the decision or letter that says so."


@transaction.atomic
def end_sharing(*, record: Sharing, reason: str) -> Sharing:
    """End an act of sharing at once.

    Raises ValidationError without a reason or when it has ended already, and PermissionDenied where
    the user may not.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why sharing ends."})
    if record.struck_out or record.end_latest < datetime.date.today():
        raise ValidationError(f"{record.organisation} had ended this before.")
    record.close(reason.strip())
    return keep(record=record)
