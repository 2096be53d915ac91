"""The form of an update with what stands beside it, and what others saved since it was opened.

What a form was opened on is sealed into it: the number of the newest version of an update, and that
of each open milestone. The workstream is locked before a form that was sent is compared.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Max, Q

from sharedsvc.core.date_fields import date_as_typed
from sharedsvc.core.dates import day_in_words, how_long
from sharedsvc.core.people import called_for
from sharedsvc.core.rights import permission
from sharedsvc.core.states import RATINGS, State
from sharedsvc.core.versions import (
    NotOpened,
    Opened,
    latest_versions,
    read_sealed,
    version_numbered,
)
from sharedsvc.portal.updates.forms import (
    DATES,
    NOT_RATED,
    WORDS,
    MilestoneForm,
    UpdateForm,
    of_form,
    prefix_of,
)
from workstreams.models import Milestone, StatusUpdate, UpdateDraft, Workstream

KEEP = "keep-"
ASKED = "asked"
MINE, THEIRS = "mine", "theirs"


def newest_versions(workstreams: Iterable[Any], user: Any) -> dict[int, int]:
    """The number of the newest version of an update of each workstream, as the user may see."""
    seen = StatusUpdate.objects.visible_to(user).filter(workstream__in=list(workstreams))
    rows = StatusUpdate.history.filter(id__in=seen.order_by().values("pk")).order_by()
    return dict(rows.values_list("workstream").annotate(Max("history_id")))


@dataclass
class Clash:
    """A field that somebody else filled in otherwise since the form was opened."""

    name: str
    label: str
    mine: str
    theirs: str
    mine_state: State | None = None
    theirs_state: State | None = None
    chosen: str = ""

    @property
    def field(self) -> str:
        """The name of the field that says which of two is kept."""
        return f"{KEEP}{self.name}"


class UpdateSheet:
    """An update of one workstream as one user fills it in.

    `sent` is what was posted, `shown` what is only to be shown (a draft, or what was posted before
    signing in again), with what it was opened on.
    """

    def __init__(
        self,
        workstream: Workstream,
        user: Any,
        *,
        sent: Mapping[str, str] | None = None,
        shown: Mapping[str, str] | None = None,
        opened: Opened | None = None,
    ) -> None:
        self.workstream, self.user = workstream, user
        self.today = datetime.date.today()
        self.opened = opened or self.now
        self.sent = self._brought_up_to_date(sent) if sent is not None else None
        self.shown = self._brought_up_to_date(shown) if shown is not None else {}
        self.draft: UpdateDraft | None = None

    @classmethod
    def opened_by(cls, workstream: Workstream, user: Any, sealed: str | None) -> Opened | None:
        """What a form that was sent was opened on; None where it does not truly say."""
        try:
            return read_sealed(sealed, workstream, user)
        except NotOpened:
            return None

    # What stands beside the form

    def _updates(self) -> Any:
        return StatusUpdate.objects.visible_to(self.user).filter(workstream=self.workstream)

    @cached_property
    def latest(self) -> StatusUpdate | None:
        """The update that stands today."""
        return self._updates().as_at(self.today).latest_first().first()

    @cached_property
    def was_ever_rated(self) -> bool:
        """Whether any update that stands gives a rating."""
        rated = self.latest and self.latest.rating
        return bool(rated or self._updates().as_at(self.today).exclude(rating="").exists())

    @property
    def since_latest(self) -> str:
        """How long ago the latest update was."""
        days = (self.today - self.latest.date_latest).days if self.latest else 0
        return f"{how_long(days)} ago" if days else "today"

    @cached_property
    def milestones(self) -> list[Milestone]:
        """Those that are open, and those that were when the form was opened."""
        found = Milestone.objects.visible_to(self.user).filter(workstream=self.workstream)
        is_open = found.as_at(self.today).open(self.today).values("pk")
        shown = Q(pk__in=is_open) | Q(pk__in=[int(pk) for pk in self._opened_texts])
        return list(found.filter(shown).for_list())

    @cached_property
    def own_milestones(self) -> list[Milestone]:
        """Of these, the ones that the user may change."""
        change = permission("change", Milestone)
        return [one for one in self.milestones if self.user.has_perm(change, one)]

    @property
    def others_milestones(self) -> list[Milestone]:
        """Those that are only to be read."""
        own = {one.pk for one in self.own_milestones}
        return [one for one in self.milestones if one.pk not in own]

    # What it was opened on

    @property
    def _opened_texts(self) -> dict[str, str]:
        opened = self.__dict__.get("opened")
        return opened.texts if opened else {}

    @cached_property
    def now(self) -> Opened:
        """What a form that is opened now is opened on."""
        number = newest_versions([self.workstream.pk], self.user).get(self.workstream.pk)
        versions = latest_versions(Milestone, [one.pk for one in self.milestones])
        return Opened(number, {str(pk): str(version) for pk, version in versions.items()})

    @property
    def sealed_now(self) -> str:
        """The versions as they are now, under seal."""
        return self.now.sealed(self.workstream, self.user)

    @property
    def sealed(self) -> str:
        """The versions on which the page was opened, under seal."""
        return self.opened.sealed(self.workstream, self.user)

    @property
    def is_stale(self) -> bool:
        """Whether somebody saved an update since the form was opened."""
        return self.now.is_after(self.opened)

    @cached_property
    def before(self) -> dict[int, Milestone]:
        """The milestones as they were when the form was opened."""
        found = {}
        for one in self.milestones:
            number = self.opened.texts.get(str(one.pk))
            if number is None or number == self.now.texts.get(str(one.pk)):
                found[one.pk] = one
            else:
                version = version_numbered(one, int(number))
                found[one.pk] = version.instance if version else one
        return found

    def _brought_up_to_date(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed; dates that were left alone are those that stand by now."""
        found = {name: typed[name] for name in typed}
        for one in self.milestones:
            for name in DATES:
                field = f"{prefix_of(one)}-{name}"
                was = date_as_typed(getattr(self.before[one.pk], name))
                if found.get(field, was) == was:
                    found[field] = date_as_typed(getattr(one, name))
        return found

    # The forms

    @cached_property
    def form(self) -> UpdateForm:
        """The form of the update."""
        return UpdateForm(self.sent, initial=self.shown)

    @cached_property
    def rows(self) -> list[MilestoneForm]:
        """A form for each milestone that the user may change."""
        return [self._row(one) for one in self.own_milestones]

    def _row(self, milestone: Milestone) -> MilestoneForm:
        shown = of_form(prefix_of(milestone), self.shown)
        return MilestoneForm(self.sent, milestone=milestone, shown=shown)

    @property
    def forms(self) -> list[Any]:
        """The update's form and those of its milestones."""
        return [self.form, *self.rows]

    @property
    def errors(self) -> bool:
        """Whether anything that was sent is wrong."""
        return any(form.errors for form in self.forms) if self.sent is not None else False

    def is_valid(self) -> bool:
        """Whether everything can be saved as it was typed; each field says what is wrong."""
        valid = [form.is_valid() for form in self.forms]
        day = self.form.cleaned_data.get("date")
        if day is not None:
            for row in self.rows:
                row.check(day)
        return all(valid) and not self.errors

    def values(self) -> dict[str, Any]:
        """What the update will hold."""
        found = self.form.cleaned_data
        rating = "" if found["rating"] == NOT_RATED else found["rating"]
        return {**found, "rating": rating}

    def changed_milestones(self) -> list[Milestone]:
        """The milestones with what was typed of them."""
        return [one for row in self.rows if (one := row.fill_in()) is not None]

    # Two at once

    @cached_property
    def theirs(self) -> Any:
        """The version of an update that was saved since, newest first."""
        versions = StatusUpdate.history.filter(workstream=self.workstream.pk)
        return versions.select_related("history_user").get(history_id=self.now.number)

    @property
    def who(self) -> str:
        """Who saved it."""
        return called_for(self.user, self.theirs.history_user)

    def clashes(self) -> list[Clash]:
        """The fields that somebody else filled in otherwise since the form was opened."""
        of_words = [name for name in WORDS if self.is_stale and self._differs(name)]
        of_dates = [
            row.add_prefix(name)
            for row in self.rows
            for name in DATES
            if name in row.changed and self._was_moved(row.milestone, name)
        ]
        return [self._clash(name) for name in (*of_words, *of_dates)]

    def _differs(self, name: str) -> bool:
        return bool(self.values()[name] != getattr(self.theirs, name))

    def _was_moved(self, milestone: Milestone, name: str) -> bool:
        was = getattr(self.before[milestone.pk], name)
        return bool(was != getattr(milestone, name))

    def _clash(self, name: str) -> Clash:
        mine, theirs = (self.sent or {}).get(name, ""), self._standing(name)
        clash = Clash(name, self._labels[name], mine, theirs)
        if name == "rating":
            clash.mine_state, clash.theirs_state = (
                RATINGS.get(value, RATINGS[""]) for value in (mine, theirs)
            )
        return clash

    @cached_property
    def _labels(self) -> dict[str, str]:
        """What each field that can clash is called."""
        found = {name: str(self.form.fields[name].label).rstrip("?") for name in WORDS}
        for row in self.rows:
            for name in DATES:
                label = str(row.fields[name].label).lower()
                found[row.add_prefix(name)] = f"{row.milestone.title}: {label}"
        return found

    def _standing(self, name: str) -> str:
        """What stands by now in a field, as it would be typed."""
        if name == "rating":
            return self.theirs.rating or NOT_RATED
        if name in WORDS:
            return str(getattr(self.theirs, name))
        prefix, _, column = name.partition("-")
        known = {prefix_of(one): one for one in self.milestones}
        return date_as_typed(getattr(known[prefix], column))

    @cached_property
    def asked(self) -> list[Clash]:
        """The fields between which the page that was sent had people choose, with what was chosen.

        Nothing where somebody saved again meanwhile: then it is asked anew.
        """
        sent = self.sent or {}
        if self.opened != self.now:
            return []
        known = self._labels.keys() - (WORDS if self.now.number is None else ())
        found = [self._clash(name) for name in sent.get(ASKED, "").split() if name in known]
        for clash in found:
            chosen = sent.get(clash.field, "")
            clash.chosen = chosen if chosen in (MINE, THEIRS) else ""
        return found

    @property
    def lacks_choices(self) -> bool:
        """Whether something was left unchosen."""
        return any(not clash.chosen for clash in self.asked)

    def with_choices(self) -> dict[str, str]:
        """What was typed, but where theirs was chosen what stands by now."""
        theirs = {clash.name: clash.theirs for clash in self.asked if clash.chosen == THEIRS}
        return {**(self.sent or {}), **theirs}

    @property
    def typed(self) -> dict[str, str]:
        """What was typed into the fields of the forms, by their names in the page."""
        known = {row.add_prefix(name) for row in self.rows for name in row.fields}
        known |= {*self.form.fields}
        return {name: text for name, text in (self.sent or {}).items() if name in known}

    @property
    def says_nothing_new(self) -> bool:
        """Whether what was chosen is only what the other has saved."""
        if self.now.number is None:
            return False
        values = self.values()
        same = all(values[name] == getattr(self.theirs, name) for name in WORDS)
        return same and not any(row.changed for row in self.rows)

    @property
    def what_since(self) -> str:
        """The question of what has happened, since when."""
        return f"What has happened since {self.no_change_since}?"

    @property
    def is_about_an_update(self) -> bool:
        """Whether somebody saved an update, and not a date alone."""
        return self.is_stale or any(clash.name in WORDS for clash in self.asked)

    @property
    def no_change_since(self) -> str:
        """The date of the latest update, for the words of one that says nothing new."""
        return day_in_words(self.latest.date_latest) if self.latest else ""
