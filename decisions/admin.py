"""The admin of "decided". Recorded decisions and published reports are read, not edited, here."""

import datetime
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

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
from programmes.admin.fields import ReasonField
from programmes.admin.inlines import RecordInline
from sharedsvc.core.addresses import admin_address
from sharedsvc.core.date_fields import DateAsKnownField, date_as_typed
from sharedsvc.core.history import recording
from sharedsvc.core.kinds import kinds

CONFIRM = "decisions.confirm_decision"


class PublishedAdmin(RecordAdmin):
    """Reports and what belongs to them: not even struck out once they are published."""

    def _may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        return not self.why_fixed(record) and super()._may_strike_out(request, record)


class PublishForm(forms.Form):
    """On which day a report is published, and why it may be read now."""

    published = DateAsKnownField(
        label="Day of publication",
        help_text="The day from which it may be read, no later than today; or what is known of it, "
        "for example: by 18 February 2010.",
    )
    reason = ReasonField()


class ReportAdmin(PublishedAdmin):
    """Reports, with the way to the texts that stand in them, and the act of publishing."""

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
            found.append(("Publish", admin_address(Report, "publish", record.pk)))
        return found

    def date_fields(self) -> list[tuple[str, str]]:
        """Without the day of publication: that is no field to fill in, but an act."""
        return [pair for pair in super().date_fields() if pair[0] != "published"]

    def get_urls(self) -> list[Any]:
        """With the page on which a report is published."""
        return [self.record_page("publish", self.publish_view), *super().get_urls()]

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what publishing does, ask for day and reason, then publish."""
        record = self._visible(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        today = date_as_typed(datetime.date.today().isoformat())
        form = PublishForm(request.POST or None, initial={"published": today})
        if request.method == "POST" and form.is_valid():
            try:
                _publish(request, record, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"“{record}” was published.")
                return redirect(record.get_absolute_url())
        context = self._page(request, record, f"Publish: {record}")
        context |= {"form": form, "why_not": record.why_not_publish()}
        return TemplateResponse(request, "admin/publish.html", context)


def _publish(request: HttpRequest, record: Report, said: dict[str, str]) -> None:
    with transaction.atomic(), recording(user=request.user, reason=said["reason"]):
        publish(record=record, day=said["published"], freeze=frozen)


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

    def _may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        return not record.is_confirmed and super()._may_strike_out(request, record)


class PublishDecisionForm(forms.Form):
    """Why a decision is published."""

    reason = ReasonField()


class SendBackForm(PublishDecisionForm):
    """What a second person found wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What is wrong"
        self.fields["reason"].help_text = "Shown with it. For example: carried by 13 to 4, not 31."


class ConfirmDecisionForm(PublishDecisionForm):
    """With what a second person compared a decision, and what they had before them."""

    as_read = forms.CharField(widget=forms.HiddenInput, required=True)


class DecisionAdmin(RecordedAdmin):
    """Decisions, with the acts of confirming and publishing."""

    inlines: ClassVar = [ClausesInline]

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Confirming it, for whoever may; then publishing it, and carrying out what waited."""
        names = self._acts(request, record)
        if record.is_confirmed and self.has_change_permission(request, record):
            names += ["carry_out"] if what_may_move(record) else []
        return [
            (name.replace("_", " ").capitalize(), admin_address(Decision, name, record.pk))
            for name in names
        ]

    def _acts(self, request: HttpRequest, record: Any) -> list[str]:
        if not record.is_confirmed:
            may = not record.sent_back and request.user.has_perm(CONFIRM, record)
            return ["confirm", "send_back"] if may else []
        may = not record.is_published and self.has_change_permission(request, record)
        return ["publish"] if may else []

    def get_urls(self) -> list[Any]:
        """With the pages on which a decision is confirmed and published."""
        return [
            self.record_page("confirm", self.confirm_view),
            self.record_page("send_back", self.send_back_view),
            self.record_page("publish", self.publish_view),
            self.record_page("carry_out", self.carry_out_view),
            *super().get_urls(),
        ]

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what confirming does, ask with what it was compared, then confirm and seal it."""
        record = self._visible(request, object_id)
        if not request.user.has_perm(CONFIRM, record):
            raise PermissionDenied
        rows = rows_of([record.pk]).get(record.pk, [])
        now = {"as_read": state_of(rows)}
        form = ConfirmDecisionForm(request.POST or None, initial=now)
        page = {"act": "Confirm", "form": form, "why_not": why_not_confirmed(record, rows)}
        page["moves"] = moves_of(record, request.user)
        return self._act_view(request, record, confirm, "was confirmed and sealed", page, now)

    def send_back_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask what is wrong, then send it back to be recorded anew."""
        record = self._visible(request, object_id)
        if not request.user.has_perm(CONFIRM, record):
            raise PermissionDenied
        form = SendBackForm(request.POST or None)
        page = {"act": "Send back", "form": form, "why_not": why_not_sent_back(record)}
        return self._act_view(request, record, send_back, "was sent back", page)

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what publishing does, ask why, then open it to everybody."""
        record = self._visible(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        form = PublishDecisionForm(request.POST or None)
        page = {"act": "Publish", "form": form, "why_not": record.why_not_published}
        return self._act_view(request, record, publish_decision, "was published", page)

    def carry_out_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what waits to move, ask why it may move now, then move it."""
        record = self._visible(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        form = PublishDecisionForm(request.POST or None)
        moves = what_may_move(record)
        page = {"act": "Carry out", "form": form, "moves": moves}
        page["why_not"] = "" if moves else NOTHING_WAITS
        return self._act_view(request, record, carry_out_decision, "was carried out", page)

    def _act_view(
        self,
        request: HttpRequest,
        record: Any,
        operation: Callable[..., Any],
        done: str,
        page: dict[str, Any],
        now: Mapping[str, str] = MappingProxyType({}),
    ) -> HttpResponse:
        """Do it; where that is refused, the form says why, of the record as it is `now`."""
        form = page["form"]
        if request.method == "POST" and form.is_valid():
            given = {name: form.cleaned_data[name] for name in form.fields}
            try:
                with recording(user=request.user, reason=given.pop("reason")):
                    operation(record=record, **given)
            except ValidationError as error:
                form.add_error(None, error.messages)
                form.data = {**form.data.dict(), **now}
            else:
                messages.success(request, f"“{record}” {done}.")
                return redirect(kinds.address(record))
        context = self._page(request, record, f"{page['act']}: {record}") | page
        context["page_address"] = kinds.address(record)
        return TemplateResponse(request, "admin/decision_act.html", context)


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
