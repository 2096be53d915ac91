"""How an update is written, undone, and kept as a draft."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from sharedsvc.core.dates import day_in_words
from sharedsvc.core.history import recording
from sharedsvc.core.saving import lock_all
from sharedsvc.core.versions import Opened, lock
from workstreams.forecasts import reason_of
from workstreams.models import Milestone, StatusUpdate, UpdateDraft, Workstream
from workstreams.operations import post_update, undo_update

DRAFTS_KEPT = datetime.timedelta(days=60)
FORGOTTEN_AT_ONCE = 20
LONGEST_DRAFT = 20_000  # characters of one field


def save_update(
    user: Any, workstream: Workstream, values: Mapping[str, Any], milestones: Sequence[Milestone]
) -> StatusUpdate:
    """Record an update and what it says of milestones; everything of it bears one time.

    The update is the reason. Raises ValidationError and PermissionDenied.
    """
    lock(Workstream, pk=workstream.pk)
    lock_all(Milestone, [one.pk for one in milestones])
    day = values["date"]
    update = StatusUpdate(
        workstream=workstream,
        date=day.isoformat(),
        rating=values["rating"],
        narrative=values["narrative"],
        next_steps=values["next_steps"],
        author=user.name,
    )
    with recording(user=user, reason=reason_of(update), at=timezone.now()):
        post_update(record=update, milestones=milestones)
    forget_draft(user, workstream)
    return update


def save_no_change(user: Any, workstream: Workstream, latest: StatusUpdate) -> StatusUpdate:
    """Record, as of today, that nothing has changed since the latest update."""
    since = day_in_words(latest.date_latest)
    values = {
        "date": datetime.date.today(),
        "rating": latest.rating,
        "narrative": f"No change since {since}.",
        "next_steps": latest.next_steps,
    }
    return save_update(user, workstream, values, [])


def undo(user: Any, update: StatusUpdate) -> list[Milestone]:
    """Take an update back; returns the milestones that were changed since and stay as they are."""
    reason = f"The update of {update.date_in_english} was undone."
    with recording(user=user, reason=reason, at=timezone.now()):
        return undo_update(record=update, reason=reason)


# Drafts


def keep_draft(
    user: Any, workstream: Workstream, typed: Mapping[str, str], opened: Opened
) -> UpdateDraft:
    """Keep what somebody typed, for them alone, in the place of what was kept before."""
    kept = {name: text[:LONGEST_DRAFT] for name, text in typed.items()}
    if kept.get("date") == day_in_words(datetime.date.today()):
        del kept["date"]  # it is today again when the draft is taken up
    draft, _ = UpdateDraft.objects.update_or_create(
        user=user,
        workstream=workstream,
        defaults={
            "typed": kept,
            "opened": [opened.number, opened.texts],
            "at": timezone.now(),
        },
    )
    _forget_old_drafts()
    return draft


def draft_of(user: Any, workstream: Workstream) -> UpdateDraft | None:
    """What this user keeps of an update of the workstream."""
    return UpdateDraft.objects.filter(user=user, workstream=workstream).first()


def forget_draft(user: Any, workstream: Workstream) -> None:
    """Delete what this user kept: it was saved, or is not wanted."""
    UpdateDraft.objects.filter(user=user, workstream=workstream).delete()


def _forget_old_drafts() -> None:
    """Delete some drafts that nobody took up for long."""
    old = UpdateDraft.objects.filter(at__lt=timezone.now() - DRAFTS_KEPT).order_by("at")
    pks = list(
        old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]
    )
    UpdateDraft.objects.filter(pk__in=pks).delete()
