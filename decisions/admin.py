"""The admin of "decided". Recorded decisions and published reports are read, not edited, here."""

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from decisions.deciding import (
    NOTHING_WAITS,
    carry_out_decision,
    send_back,
    why_not_sent_back,
)
from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    CallIn,
    Clause,
    Condition,
    Decision,
    Delegation,
    Gate,
    GateTest,
    GateVoter,
    HouseSection,
    HouseStyle,
    Option,
    OptionPoint,
    Party,
    Proposal,
    Recommendation,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.operations import confirm, publish, publish_decision
from decisions.reports.renditions import frozen
from decisions.sealing.confirming import why_not_confirmed
from decisions.sealing.reading import rows_of, state_of
from decisions.settling import moves_of, what_may_move
from programmes.admin import RecordAdmin, inline, register
from programmes.admin.acts import ActForm, RecordAct, may_change
from programmes.admin.inlines import RecordInline
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.date_fields import DateAsKnownField, date_as_typed
from sharedsvc.core.kinds import kinds
from sharedsvc.core.rights import permission


class PublishedAdmin(RecordAdmin):
    """Reports and what belongs to them: not even struck out once they are published."""

    def may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        """Only until then."""
        return not self.why_fixed(record) and super().may_strike_out(request, record)


class PublishReportForm(ActForm):
    """On which day a report is published, and why it may be read now."""

    published = DateAsKnownField(
        label="Day of publication",
        help_text="The day from which it may be read, no later than today; or what is known of it, "
        "for example: by 18 February 2010.",
    )
    field_order = ("published", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["published"] = date_as_typed(datetime.date.today().isoformat())

    @property
    def why_not(self) -> str:  # type: ignore[override]
        """Why it cannot be published; "" where it can."""
        return self.record.why_not_publish()


PUBLISH_REPORT = RecordAct(
    name="publish",
    template="admin/acts/publish_report.html",
    form=PublishReportForm,
    may=may_change,
    do=lambda record, said: publish(record=record, day=said["published"], freeze=frozen),
    done="was published",
    leads_to=lambda admin, record: record.get_absolute_url(),
)


class ReportAdmin(PublishedAdmin):
    """Reports, with the way to the texts that stand in them, and the act of publishing."""

    acts = (*PublishedAdmin.acts, PUBLISH_REPORT)
    inlines: ClassVar = [
        inline(ReportMeeting, verbose_name_plural="meetings that it goes to"),
        inline(Recommendation, verbose_name_plural="what it asks"),
    ]

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """What stands in the report, and publishing it.

        The latter for whoever may change it till then.
        """
        texts = admin_address(ReportItem, "changelist")
        found = [("What stands in it", f"{texts}?report__id__exact={record.pk}")]
        if not record.is_published and self.has_change_permission(request, record):
            found.append(PUBLISH_REPORT.link_for(record))
        return found

    def date_fields(self) -> list[tuple[str, str]]:
        """Without the day of publication: that is no field to fill in, but an act."""
        return [pair for pair in super().date_fields() if pair[0] != "published"]


class ReportItemAdmin(PublishedAdmin):
    list_display = ("report", "section", "order", "number", "block")


class ReportMeetingAdmin(PublishedAdmin):
    list_display = ("report", "meeting", "order")
    search_fields = ("report__title", "meeting__purpose")

    @property
    def joins(self) -> tuple[str, ...]:
        """The records that its list names, in one statement."""
        return ("report", "meeting__body")


class ConfirmedInline(RecordInline):
    """Rows that are added until the decision above them is confirmed."""

    frozen_with_parent = False

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        is_new = obj is None or obj.pk is None
        return (is_new or not obj.is_confirmed) and super()._may_write(request, obj)


class ClausesInline(ConfirmedInline):
    model = Clause
    keeps_rows = True


class ConditionsInline(ConfirmedInline):
    model = Condition


class RecordedAdmin(RecordAdmin):
    """What was decided: struck out as a slip until it is confirmed, and then not any more."""

    def may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        """Only until then."""
        return not record.is_confirmed and super().may_strike_out(request, record)


class PublishDecisionForm(ActForm):
    """Why a decision is published."""

    @property
    def why_not(self) -> str:  # type: ignore[override]
        """Why it cannot be published; "" where it can."""
        return self.record.why_not_published


class ConfirmationForm(ActForm):
    """With what a second person compared a decision, and what they had before them.

    What is refused because the decision was changed is sent again with the decision as it is now.
    """

    as_read = forms.CharField(widget=forms.HiddenInput, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = rows_of([self.record.pk]).get(self.record.pk, [])
        self.initial["as_read"] = state_of(rows)
        self.why_not = why_not_confirmed(self.record, rows)

    @property
    def page_address(self) -> str:
        """Where it is read."""
        return kinds.address(self.record)

    @cached_property
    def moves(self) -> list[Any]:
        """What would move with it, as far as the second person may see it."""
        return moves_of(self.record, self.user)

    def add_error(self, field: str | None, error: Any) -> None:
        """What is refused by the operation is about the decision, not about a field."""
        super().add_error(field, error)
        if field is None:
            self.data = {**{name: self.data[name] for name in self.data}, **self.initial}


class SendBackForm(ActForm):
    """What a second person found wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What is wrong"
        self.fields["reason"].help_text = "Shown with it. For example: carried by 13 to 4, not 31."

    @property
    def why_not(self) -> str:  # type: ignore[override]
        """Why it cannot be sent back; "" where it can."""
        return why_not_sent_back(self.record)


class CarryOutForm(ActForm):
    """Why what waited may move now."""

    @cached_property
    def moves(self) -> list[Any]:
        """What moves, from what to what."""
        return what_may_move(self.record)

    @property
    def why_not(self) -> str:  # type: ignore[override]
        """That nothing may move; "" where something may."""
        return "" if self.moves else NOTHING_WAITS


def _may_confirm(admin: Any, request: HttpRequest, record: Any) -> bool:
    return bool(request.user.has_perm(permission("confirm", record), record))


def _its_page(admin: Any, record: Any) -> str:
    return kinds.address(record)


CONFIRM = RecordAct(
    name="confirm",
    template="admin/acts/confirm.html",
    form=ConfirmationForm,
    may=_may_confirm,
    do=lambda record, said: confirm(record=record, as_read=said["as_read"]),
    done="was confirmed and sealed",
    leads_to=_its_page,
)
SEND_BACK = RecordAct(
    name="send_back",
    template="admin/acts/send_back.html",
    form=SendBackForm,
    may=_may_confirm,
    do=lambda record, said: send_back(record=record),
    done="was sent back",
    leads_to=_its_page,
)
PUBLISH_DECISION = RecordAct(
    name="publish",
    template="admin/acts/publish_decision.html",
    form=PublishDecisionForm,
    may=may_change,
    do=lambda record, said: publish_decision(record=record),
    done="was published",
    leads_to=_its_page,
)
CARRY_OUT = RecordAct(
    name="carry_out",
    template="admin/acts/carry_out.html",
    form=CarryOutForm,
    may=may_change,
    do=lambda record, said: carry_out_decision(record=record),
    done="was carried out",
    leads_to=_its_page,
)


class DecisionAdmin(RecordedAdmin):
    """Decisions, with the acts of confirming, publishing and carrying out."""

    acts = (*RecordedAdmin.acts, CONFIRM, SEND_BACK, PUBLISH_DECISION, CARRY_OUT)
    inlines: ClassVar = [ClausesInline]

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Confirming it, for whoever may; then publishing it, and carrying out what waited."""
        return [act.link_for(record) for act in self._open_acts(request, record)]

    def _open_acts(self, request: HttpRequest, record: Any) -> Iterator[RecordAct]:
        """What the user can do with it now."""
        if not record.is_confirmed:
            if not record.sent_back and _may_confirm(self, request, record):
                yield CONFIRM
                yield SEND_BACK
        elif may_change(self, request, record):
            if not record.is_published:
                yield PUBLISH_DECISION
            if what_may_move(record):
                yield CARRY_OUT


class ClauseAdmin(RecordedAdmin):
    inlines: ClassVar = [ConditionsInline]


admin.site.register(Decision, DecisionAdmin)
admin.site.register(Clause, ClauseAdmin)
admin.site.register(Report, ReportAdmin)
admin.site.register(Recommendation, PublishedAdmin)
admin.site.register(ReportItem, ReportItemAdmin)
admin.site.register(ReportMeeting, ReportMeetingAdmin)

register(CallIn)
register(Condition)
register(Delegation)
register(Proposal, inline(Option))
register(Option, inline(OptionPoint))
register(OptionPoint)
register(BusinessCase)
register(Gate, inline(GateTest), inline(GateVoter))
register(GateTest, through_programme="gate__programme")
register(GateVoter, through_programme="gate__programme")
register(Approval, through_programme="gate__programme")
register(Agreement, inline(Party, verbose_name_plural="parties"))
register(
    Party,
    list_display=("agreement", "organisation", "order"),
)
register(HouseStyle, inline(HouseSection))
register(
    HouseSection,
    list_display=("style", "part", "order", "key", "title"),
    search_fields=("title", "key", "style__title"),
)
