"""Writing what a project list says: all of it or nothing, once."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from programmes.operations import keep
from sharedsvc.core.dates import day_in_words
from sharedsvc.core.history import recording
from sharedsvc.portal.project_list.milestones import NEW
from sharedsvc.portal.project_list.plan import ListPlan, RowPlan
from sharedsvc.portal.updates.grid import RIGHTLESS
from sharedsvc.portal.updates.saving import save_update
from sharedsvc.portal.workbook.import_lock import one_import_at_a_time
from sharedsvc.portal.workbook.uploads import Upload
from workstreams.models import Milestone

REASON = "Project list as at {}"


class NotWritten(Exception):
    """A row could not be written after all, so nothing was: `row` says which, the message why."""

    def __init__(self, row: RowPlan, said: str) -> None:
        super().__init__(said)
        self.row = row


def write(plan: ListPlan, user: Any, upload: Upload, patience: int) -> tuple[int, int]:
    """Write the updates and milestones of a plan; returns how many there are of each.

    Raises NotWritten, Busy, and AlreadyWritten or UploadGone for an upload that was confirmed or
    cancelled meanwhile.
    """
    with one_import_at_a_time(patience):
        upload.refuse_second()
        rows = sorted(plan.to_write, key=lambda row: row.workstream.pk if row.workstream else 0)
        for row in rows:
            try:
                _write_row(row, user, REASON.format(day_in_words(plan.day)))
            except ValidationError as error:
                raise NotWritten(row, " ".join(error.messages)) from error
            except PermissionDenied:
                raise NotWritten(row, RIGHTLESS) from None
        updates = sum(row.update is not None for row in rows)
        milestones = sum(len(row.steps) for row in rows)
        upload.note_written(updates, milestones, plan.known_already)
    return updates, milestones


def _write_row(row: RowPlan, user: Any, reason: str) -> None:
    """One row: its update with what moves, then what is new of it."""
    workstream: Any = row.workstream
    new = [step.milestone for step in row.steps if step.kind == NEW]
    others: list[Milestone] = [step.milestone for step in row.steps if step.kind != NEW]
    if row.update:
        save_update(user, workstream, row.update, others)
        others = []
    with recording(user=user, reason=reason):
        for milestone in (*others, *new):
            keep(record=milestone)
