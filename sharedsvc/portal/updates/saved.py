"""What an update that was just saved changed, in words, for whoever may undo it."""

import datetime
from functools import cached_property
from typing import Any

from programmes.history.versions import Strand, Told, event_of
from programmes.history.words import Names, changes_between, sayings_of
from sharedsvc.core.rights import permission
from sharedsvc.core.seen_versions import versions_seen
from sharedsvc.portal.updates.forms import WORDS
from workstreams.forecasts import versions_with
from workstreams.models import Milestone, StatusUpdate, Workstream

PARAMETER = "saved"
DATES = ("forecast", "forecast_why", "done")


def update_numbered(workstream: Workstream, user: Any, number: Any) -> StatusUpdate | None:
    """The update with this number that the user may see and undo; None where there is none."""
    if not str(number).isdecimal() or len(str(number)) > 5:
        return None
    updates = StatusUpdate.objects.visible_to(user).filter(workstream=workstream, number=number)
    update = updates.select_related("workstream__programme").first()
    if update is None or not user.has_perm(permission("change", update), update):
        return None
    return update


class SavedUpdate:
    """An update and what it changed: in the workstream, and in its milestones."""

    def __init__(self, update: StatusUpdate, user: Any) -> None:
        self.update, self.user = update, user

    @cached_property
    def _version(self) -> Any:
        return self.update.history.order_by("history_id").first()

    @cached_property
    def before(self) -> StatusUpdate | None:
        """The update that stood on its day when this one was saved."""
        versions = StatusUpdate.history.filter(history_id__lt=self._version.history_id)
        known = versions.filter(workstream=self.update.workstream_id).values("id")
        rows = StatusUpdate.objects.visible_to(self.user).exclude(pk=self.update.pk)
        on_its_day = rows.filter(pk__in=known).as_at(self.update.date_latest)
        return on_its_day.latest_first().first()

    @cached_property
    def still_latest(self) -> StatusUpdate | None:
        """The update of a later day that stands before this one; None where this one stands."""
        rows = StatusUpdate.objects.visible_to(self.user)
        of_it = rows.filter(workstream=self.update.workstream_id)
        latest = of_it.as_at(datetime.date.today()).latest_first().first()
        return latest if latest and latest.date_latest > self.update.date_latest else None

    @cached_property
    def told(self) -> list[tuple[str, list[Told]]]:
        """What changed, by what it is of: "" for the workstream itself."""
        found = [("", self._of_workstream()), *self._of_milestones()]
        return [(title, told) for title, told in found if told]

    def _of_workstream(self) -> list[Told]:
        before = self.before or StatusUpdate(workstream=self.update.workstream)
        changes = [c for c in changes_between(before, self.update) if c.saying.name in WORDS]
        return self._in_words(changes)

    def _of_milestones(self) -> list[tuple[str, list[Told]]]:
        seen = versions_seen(Milestone, self.user)
        with_it = versions_with(self.update, seen).values_list("history_id", flat=True)
        pairs = Strand(seen).with_before([*with_it])
        events = [event_of(version, before) for version, before in pairs if before is not None]
        return [
            (
                event.version.instance.title,
                self._in_words([c for c in event.changes if c.saying.name in DATES]),
            )
            for event in events
        ]

    def _in_words(self, changes: list[Any]) -> list[Told]:
        names = Names(self.user, [])
        return [Told(change, names) for change in changes]

    @property
    def same(self) -> list[str]:
        """What it repeats of the update before."""
        if self.before is None:
            return []
        changed = {c.saying.name for c in changes_between(self.before, self.update)}
        return [s.heading for s in sayings_of(StatusUpdate) if s.name in {*WORDS} - changed]
