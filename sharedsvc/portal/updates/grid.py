"""Many at once: the workstreams that somebody answers for, each row its own update."""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from programmes.choices import GrantRole
from programmes.viewers import viewer_of
from sharedsvc.core.dates import in_words
from sharedsvc.core.people import called_for
from sharedsvc.core.prose import in_figures
from sharedsvc.core.saving import lock_all
from sharedsvc.core.states import RATINGS
from sharedsvc.core.templatetags.register import show
from sharedsvc.core.versions import Opened, latest_versions
from sharedsvc.portal.signing_in_again import (
    ask_to_sign_in,
    typed_fields,
    was_refused,
)
from sharedsvc.portal.updates.forms import DayForm, RowForm, of_form, prefix_of
from sharedsvc.portal.updates.saving import keep_draft, save_update
from sharedsvc.portal.updates.sheet import UpdateSheet, newest_versions
from sharedsvc.portal.updates.views import ANOTHER_SESSION, SIGNED_IN_AGAIN
from workstreams.choices import RATING_MEANS, Rating
from workstreams.models import Milestone, StatusUpdate, UpdateDraft, Workstream
from workstreams.permissions import answered_for_by
from workstreams.rows import Scope, StatusLine, latest_statuses

CHANGED = (
    "{who} saved an update since you opened this page: {rating}, “{narrative}” Save again if yours "
    "is to follow it, or choose “No change” and clear the sentence."
)
MOVED = "Somebody set this to {} since you opened this page: save again if yours is to follow it."
UNOPENED = "The page does not say what it was opened on: look at the last update, then save again."
NOTHING = "Nothing was saved: no row says anything new."
RIGHTLESS = "You may no longer update this one."


class GridRow:
    """A workstream in the grid."""

    def __init__(self, grid: "UpdateGrid", workstream: Workstream) -> None:
        self.grid, self.workstream = grid, workstream
        self.status = grid.statuses.get(workstream.pk)
        self.milestone = grid.next_milestones.get(workstream.pk)
        self.prefix = f"w{workstream.pk}"
        self.form = RowForm(
            grid.sent,
            prefix=self.prefix,
            milestone=self.milestone,
            called=workstream.title,
            initial=self._shown,
        )

    @property
    def _shown(self) -> dict[str, str]:
        """What is filled in: what was posted before, or the user's draft."""
        if self.grid.sent is not None:
            return {}
        found = of_form(self.prefix, self.grid.shown)
        if found or self.draft is None:
            return found
        typed = self.draft.typed
        found = {name: typed[name] for name in ("rating", "narrative") if name in typed}
        field = f"{prefix_of(self.milestone)}-forecast" if self.milestone else ""
        return found | ({"forecast": typed[field]} if field in typed else {})

    @property
    def rating(self) -> str:
        """The rating that is chosen."""
        return self.form["rating"].value() or ""

    @property
    def is_of_today(self) -> bool:
        """Whether the update that stands was made today: it can be undone from here."""
        return self.status is not None and self.status.date == self.grid.today.isoformat()

    @property
    def draft(self) -> UpdateDraft | None:
        """What the reader had typed and not saved."""
        return self.grid.drafts.get(self.workstream.pk)

    @property
    def now(self) -> Opened:
        """What the row is opened on now."""
        pk = self.milestone.pk if self.milestone else None
        version = self.grid.milestone_versions.get(pk) if pk else None
        texts = {str(pk): str(version)} if version else {}
        return Opened(self.grid.newest.get(self.workstream.pk), texts)

    @property
    def opened(self) -> Opened | None:
        """What the row that was sent was opened on."""
        sealed = (self.grid.sent or {}).get(f"{self.prefix}-version")
        return UpdateSheet.opened_by(self.workstream, self.grid.user, sealed)

    @property
    def sealed(self) -> str:
        """What the row carries: a draft goes on from what it was begun on."""
        opened = self.now
        if self.draft is not None and self.grid.sent is None and self.draft.opened:
            number, texts = self.draft.opened
            known = {pk: text for pk, text in texts.items() if pk in opened.texts}
            opened = Opened(number, {**opened.texts, **known})
        return opened.sealed(self.workstream, self.grid.user)

    @cached_property
    def is_touched(self) -> bool:
        """Whether anything was typed in it."""
        self.form.is_valid()
        return bool(self.form.changed_data)

    def check(self, day: datetime.date) -> bool:
        """Whether it can be saved; the row says what is wrong."""
        self.form.check(day)
        self._tell_what_others_saved()
        return not self.form.errors

    def _tell_what_others_saved(self) -> None:
        """Told once: the row then knows of it."""
        opened, now = self.opened, self.now
        if opened is None:
            self.form.add_error(None, UNOPENED)
        elif now.is_after(opened):
            self.form.add_error("narrative", self._what_was_saved(now.number))
        elif opened.texts != now.texts and self.milestone and self.form.forecast_changed:
            standing = in_words(self.milestone.forecast) or "no date"
            self.form.add_error("forecast", MOVED.format(standing))

    def _what_was_saved(self, number: int | None) -> str:
        version = StatusUpdate.history.select_related("history_user").get(history_id=number)
        rating = version.get_rating_display() or "Not rated"
        who = capfirst(called_for(self.grid.user, version.history_user))
        return CHANGED.format(who=who, rating=rating.lower(), narrative=version.narrative)

    def values(self, day: datetime.date) -> dict[str, Any]:
        """What its update will hold; what comes next stays as it was said last."""
        found = self.form.cleaned_data
        return {
            "date": day,
            "rating": found["rating"] or (self.status.rating if self.status else ""),
            "narrative": found["narrative"],
            "next_steps": self.status.next_steps if self.status else "",
        }

    def save(self, day: datetime.date) -> bool:
        """Whether it was saved; if not, the row says why."""
        try:
            save_update(self.grid.user, self.workstream, self.values(day), self.form.moved())
        except ValidationError as error:
            self.form.add_error(None, error.messages)
        except PermissionDenied:
            self.form.add_error(None, RIGHTLESS)
        return not self.form.errors

    def keep(self) -> None:
        """Keep what was typed as the user's draft of this workstream."""
        sent = self.grid.sent or {}
        typed = {name: sent.get(f"{self.prefix}-{name}", "") for name in ("rating", "narrative")}
        if self.milestone:
            field = f"{prefix_of(self.milestone)}-forecast"
            typed[field] = sent.get(f"{self.prefix}-forecast", "")
        known = {name: text for name, text in typed.items() if text}
        keep_draft(self.grid.user, self.workstream, known, self.opened or self.now)


class UpdateGrid:
    """All rows for one user: as many statements for five hundred as for ten."""

    def __init__(
        self,
        user: Any,
        sent: Mapping[str, str] | None = None,
        shown: Mapping[str, str] | None = None,
    ) -> None:
        self.user, self.sent, self.shown = user, sent, shown or {}
        self.today = datetime.date.today()
        self.day = DayForm(sent, initial={n: t for n, t in self.shown.items() if n == "date"})

    @cached_property
    def workstreams(self) -> list[Workstream]:
        """The workstreams that the reader answers for, by programme: the same as on their home."""
        rows = answered_for_by(self.user).as_at(self.today)
        going = rows.not_merged(self.today, self.user)
        found = going.select_related("programme").order_by("programme__title", "order", "ref")
        return list(found)

    @property
    def programmes(self) -> list[Any]:
        """The programmes of these workstreams: of each a project list can be taken in."""
        return list({one.programme_id: one.programme for one in self.workstreams}.values())

    @cached_property
    def _pks(self) -> list[int]:
        return [one.pk for one in self.workstreams]

    @cached_property
    def statuses(self) -> dict[int, StatusLine]:
        """The update that stands today, of each workstream that has one."""
        return latest_statuses(Scope(self.user, self.today).to(self._pks))

    @cached_property
    def next_milestones(self) -> dict[int, Milestone]:
        """The first open milestone of each workstream that the user may move."""
        own = viewer_of(self.user).holding(GrantRole.OFFICER)
        rows = Milestone.objects.visible_to(self.user).filter(
            Q(owner__isnull=True) | Q(owner__in=own), workstream__in=self._pks
        )
        found: dict[int, Milestone] = {}
        for one in rows.as_at(self.today).open(self.today).for_list():
            found.setdefault(one.workstream_id, one)
        return found

    @cached_property
    def milestone_versions(self) -> dict[int, int]:
        """The latest version of each milestone shown, by its key."""
        return latest_versions(Milestone, [one.pk for one in self.next_milestones.values()])

    @cached_property
    def newest(self) -> dict[int, int]:
        """The latest version of each workstream's updates, by its key."""
        return newest_versions(self._pks, self.user)

    @cached_property
    def drafts(self) -> dict[int, UpdateDraft]:
        """What the reader had typed and not saved, by workstream."""
        found = UpdateDraft.objects.filter(user=self.user, workstream__in=self._pks)
        return {draft.workstream_id: draft for draft in found}

    @cached_property
    def rows(self) -> list[GridRow]:
        """A row for each workstream."""
        return [GridRow(self, one) for one in self.workstreams]

    @cached_property
    def touched(self) -> list[GridRow]:
        """The rows in which something was typed."""
        return [row for row in self.rows if row.is_touched]

    @property
    def forms(self) -> list[Any]:
        """The forms that were sent, the day's first."""
        return [self.day, *(row.form for row in self.touched)] if self.sent is not None else []

    @property
    def errors(self) -> bool:
        """Whether anything that was sent is wrong."""
        return any(form.errors for form in self.forms)

    @property
    def wrong(self) -> list[GridRow]:
        """The rows with problems."""
        return [row for row in self.touched if row.form.errors]

    @property
    def good(self) -> list[GridRow]:
        """The rows that were filled in and are right."""
        return [row for row in self.touched if not row.form.errors]

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """Each rating with what it means."""
        return [(rating.value, words) for rating, words in RATING_MEANS.items()]

    @cached_property
    def choices(self) -> list[tuple[str, SafeString]]:
        """The ratings, and none, as they are shown: worked out once for all rows."""
        shown = [(value, show(RATINGS[value])) for value in Rating.values]
        return [*shown, ("", format_html("<span>{}</span>", "No change"))]

    def check(self) -> bool:
        """Whether all that was typed can be saved."""
        if not self.day.is_valid():
            return False
        checked = [row.check(self.day.cleaned_data["date"]) for row in self.touched]
        return all(checked)

    def save(self) -> bool:
        """Whether all that is good was saved; all of it or nothing."""
        day = self.day.cleaned_data["date"]
        try:
            with transaction.atomic():
                saved = [row.save(day) for row in self.good]
                if not all(saved):
                    raise _NotAll
        except _NotAll:
            return False
        return True


class _NotAll(Exception):
    """A row could not be saved after all: none is."""


@login_not_required
def update_several(request: HttpRequest) -> HttpResponse:
    """The workstreams that the user answers for, to be updated together."""
    if not request.user.is_authenticated:
        typed = typed_fields(request).items()
        readable = [("What has happened", text) for name, text in typed if "narrative" in name]
        answer = ask_to_sign_in(request, readable)
        if answer is not None:
            return answer
        return _shown_again(request, SIGNED_IN_AGAIN)
    if was_refused(request):
        return _shown_again(request, ANOTHER_SESSION)
    if request.method == "POST":
        return _answer(request)
    return _page(request, UpdateGrid(request.user))


def _page(request: HttpRequest, grid: UpdateGrid) -> HttpResponse:
    return render(request, "portal/update_grid.html", {"section": "home", "grid": grid})


def _shown_again(request: HttpRequest, why: str) -> HttpResponse:
    messages.warning(request, why)
    return _page(request, UpdateGrid(request.user, shown=typed_fields(request)))


def _answer(request: HttpRequest) -> HttpResponse:
    done = request.POST.get("do", "")
    grid = UpdateGrid(request.user, sent=typed_fields(request))
    if done == "draft":
        return _keep_drafts(request, grid)
    lock_all(Workstream, [row.workstream.pk for row in grid.touched])
    grid = UpdateGrid(request.user, sent=typed_fields(request))
    if not grid.touched and grid.day.is_valid():
        messages.info(request, NOTHING)
        return redirect("portal:update_grid")
    is_good = grid.check()
    if not grid.day.is_valid() or not (is_good or done == "good"):
        return _page(request, grid)
    if not grid.save():
        return _page(request, grid)
    return _saved(request, grid)


def _keep_drafts(request: HttpRequest, grid: UpdateGrid) -> HttpResponse:
    for row in grid.touched:
        row.keep()
    messages.success(request, "Your drafts are kept. Nobody else sees them.")
    return redirect("portal:update_grid")


def _saved(request: HttpRequest, grid: UpdateGrid) -> HttpResponse:
    for row in grid.wrong:
        row.keep()
    names = "; ".join(row.workstream.title for row in grid.good)
    count = len(grid.good)
    if count:
        messages.success(request, f"{in_figures(count, 'update')} saved: {names}.")
    if grid.wrong:
        left = "; ".join(row.workstream.title for row in grid.wrong)
        messages.warning(request, f"Not saved, but kept as your drafts below: {left}.")
    return redirect("portal:update_grid")
