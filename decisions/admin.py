"""The admin of "decided". Recorded decisions and published reports are read, not edited, here."""

import datetime
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from decisions.choices import Block
from decisions.models import (
    Agreement,
    Approval,
    BusinessCase,
    Clause,
    Condition,
    Decision,
    Delegation,
    Gate,
    GateTest,
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
from decisions.models.places import keys_in_words, needs_in_words
from decisions.operations import confirm, publish, publish_decision
from decisions.reports.renditions import frozen
from decisions.sealing.confirming import why_not_confirmed
from decisions.sealing.reading import rows_of
from programmes.admin import RecordAdmin, inline, register
from programmes.admin.fields import DateAsKnownField, ReasonField, date_as_typed
from programmes.admin.inlines import RecordInline
from sharedsvc.core.history import recording

CONFIRM, ACT = "decisions.confirm_decision", "admin:decisions_decision_"
GATE_HELP = {
    "title": "What the checkpoint is called. For example: Full business case.",
    "programme": "The programme whose proposals must pass it. Blank: the gate by which one council "
    "binds itself on all that it joins. For example: Clyde Valley.",
    "by": "The council that binds itself by this gate. Blank: it is the programme's own gate. "
    "For example: Inverclyde Council.",
    "order": "Gates are passed in this order, 1 first. For example: 2.",
    "case_stage": "The business case that must be there before anybody can pass it. Blank: none. "
    "For example: Full business case.",
    "who_must_pass": "Whose approval opens the gate. Until all of them have given it, proposals "
    "wait here. For example: Every participating council.",
    "rule": "The gate in words, as the programme puts it. For example: No service starts before "
    "every council has approved the full business case.",
}
GATE_LABELS = {"by": "Council that binds itself"}
TEST_HELP = {
    "gate": "The gate that is passed only when this is shown. For example: Full business case.",
    "number": "Tests are numbered from 1.",
    "text": "What must be shown before the gate is passed. For example: improves the service for "
    "local people.",
}
STYLE_HELP = {
    "code": "What the workbook knows the style by. For example: inverclyde.",
    "title": "The style's name, where clerks choose it. For example: Inverclyde committee report.",
    "organisation": "The council whose reports keep this style. For example: Inverclyde Council.",
    "numbering": "How sections and paragraphs are numbered in every report of this style. For "
    "example: 1.0, 2.0 and paragraphs 1.1, 1.2.",
    "ask_numbering": "How recommendations are numbered. For example: (a) (b) (c).",
    "asks_lead_in": "The words before the recommendations. For example: It is recommended that "
    "members:",
    "field_layout": "How header and footer fields are set out. For example: each on a line.",
    "risks_in_a_row": "How many risk categories stand side by side in the table of risks. "
    "For example: 2.",
}
STYLE_LABELS = {
    "ask_numbering": "Numbering of recommendations",
    "asks_lead_in": "Words before the recommendations",
    "field_layout": "Layout of header and footer fields",
    "risks_in_a_row": "Risk categories in a row",
}
SECTION_HELP = {
    "style": "The house style that it is part of. For example: Inverclyde committee report.",
    "part": "Where it stands: a field of the header, a section, a heading for an implication or a "
    "category of risk. For example: Section.",
    "order": "Its place within that part: 1 comes first.",
    "key": "What goes there, in the register's own word, so that texts find their place. For "
    f"example: purpose. Free, but of {keys_in_words()}.",
    "title": "What the council prints over it. For example: Purpose of report.",
    "heading": "How the title or label is printed. For example: bold.",
}


DECISION_HELP = {
    "title": "What was decided, in a few words. For example: Ten workstreams put in order.",
    "meeting": "The meeting of that body at which it was taken. Blank: not stated.",
    "supersedes": "The recorded decision that this one corrects or replaces. Blank: none.",
}
CLAUSE_HELP = {
    "verb": "What the body did, in the nearest word of the list. For example: Agree.",
    "text": "The clause itself, without its number.",
}
REPORT_HELP = {
    "organisation": "The council whose report it is.",
    "style": "The council's house style, by which it is set out.",
    "title": "What it is about, as its header says.",
    "contact": "Whom readers may ask. Blank: the post alone, or nobody.",
    "contact_post": "The post of the person to ask.",
}
ITEM_HELP = {
    "block": "What it shows. What each needs: "
    + "; ".join(
        f"{block.value}: {needs_in_words(block)}" for block in Block if needs_in_words(block)
    )
    + ".",
}
CONDITION_HELP = {
    "text": "What must come about, in the clause's own terms.",
    "timing": "Before or after the decision takes effect, where the clause says so.",
    "state": "Open until somebody entitled says, on evidence, that it is met or waived.",
}
DELEGATION_HELP = {
    "to": "The post that may act.",
    "in_consultation_with": "The post that must be consulted first. Blank: none.",
    "on_what": "What it may decide.",
    "state": "Whether the power is only expected, asked for, given, or used.",
}
APPROVAL_HELP = {
    "gate": "The gate at which it was voted.",
    "proposal": "The proposal that was before the gate. Blank: name a workstream.",
    "workstream": "The workstream that was before the gate. Blank: name a proposal.",
    "organisation": "The council that voted, or whose body did.",
    "body": "The body that voted. Blank: not stated.",
    "outcome": "What came of it. Deferral and no vote leave the gate waiting.",
    "business_case": "The business case that was before it. Blank: none, or not stated.",
}


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

    help_texts: ClassVar = REPORT_HELP
    inlines: ClassVar = [
        inline(ReportMeeting, verbose_name_plural="meetings that it goes to"),
        inline(Recommendation, verbose_name_plural="what it asks"),
    ]

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """What stands in the report, and publishing it.

        The latter for whoever may change it till then.
        """
        texts = reverse("admin:decisions_reportitem_changelist")
        found = [("What stands in it", f"{texts}?report__id__exact={record.pk}")]
        if not record.is_published and self.has_change_permission(request, record):
            found.append(("Publish", reverse("admin:decisions_report_publish", args=[record.pk])))
        return found

    def date_fields(self) -> list[tuple[str, str]]:
        """Without the day of publication: that is no field to fill in, but an act."""
        return [pair for pair in super().date_fields() if pair[0] != "published"]

    def get_urls(self) -> list[Any]:
        """With the page on which a report is published."""
        view = self.admin_site.admin_view(self.publish_view)
        return [
            path("<path:object_id>/publish/", view, name="decisions_report_publish"),
            *super().get_urls(),
        ]

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
        context |= {"form": form, "why_not": record.why_not_publish}
        return TemplateResponse(request, "admin/publish.html", context)


def _publish(request: HttpRequest, record: Report, said: dict[str, str]) -> None:
    with transaction.atomic(), recording(user=request.user, reason=said["reason"]):
        publish(record=record, day=said["published"], freeze=frozen)


class ReportItemAdmin(PublishedAdmin):
    list_display = ("report", "section", "order", "number", "block")
    search_fields = ("report__title", "section", "text")
    help_texts: ClassVar = ITEM_HELP


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
    help_texts: ClassVar = CLAUSE_HELP


class ConditionsInline(ConfirmedInline):
    model = Condition
    help_texts: ClassVar = CONDITION_HELP


class RecordedAdmin(RecordAdmin):
    """What was decided: struck out as a slip until it is confirmed, and then not any more."""

    def _may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        return not record.is_confirmed and super()._may_strike_out(request, record)


class ReasonForm(forms.Form):
    """With what a second person compared a decision, or why it is published."""

    reason = ReasonField()


class DecisionAdmin(RecordedAdmin):
    """Decisions, with the acts of confirming and publishing."""

    inlines: ClassVar = [ClausesInline]
    help_texts: ClassVar = DECISION_HELP

    def links_to(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        """Confirming it, for whoever may; then publishing it, unless everybody sees it."""
        name = self._act(request, record)
        return [(name.capitalize(), reverse(f"{ACT}{name}", args=[record.pk]))] if name else []

    def _act(self, request: HttpRequest, record: Any) -> str:
        if not record.is_confirmed:
            return "confirm" if request.user.has_perm(CONFIRM, record) else ""
        may = not record.is_published and self.has_change_permission(request, record)
        return "publish" if may else ""

    def get_urls(self) -> list[Any]:
        """With the pages on which a decision is confirmed and published."""
        views = {"confirm": self.confirm_view, "publish": self.publish_view}
        return [
            *(
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"decisions_decision_{name}",
                )
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what confirming does, ask with what it was compared, then confirm and seal it."""
        record = self._visible(request, object_id)
        if not request.user.has_perm(CONFIRM, record):
            raise PermissionDenied
        rows = rows_of([record.pk]).get(record.pk, [])
        page = {"act": "Confirm", "why_not": why_not_confirmed(record, rows)}
        return self._act_view(request, record, confirm, "was confirmed and sealed", page)

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what publishing does, ask why, then open it to everybody."""
        record = self._visible(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        page = {"act": "Publish", "why_not": record.why_not_published}
        return self._act_view(request, record, publish_decision, "was published", page)

    def _act_view(
        self,
        request: HttpRequest,
        record: Any,
        operation: Callable[..., Any],
        done: str,
        page: dict[str, Any],
    ) -> HttpResponse:
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                with recording(user=request.user, reason=form.cleaned_data["reason"]):
                    operation(record=record)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"“{record}” {done}.")
                return redirect(record.get_absolute_url())
        context = self._page(request, record, f"{page['act']}: {record}") | page | {"form": form}
        return TemplateResponse(request, "admin/decision_act.html", context)


class ClauseAdmin(RecordedAdmin):
    inlines: ClassVar = [ConditionsInline]
    help_texts: ClassVar = CLAUSE_HELP


admin.site.register(Decision, DecisionAdmin)
admin.site.register(Clause, ClauseAdmin)
admin.site.register(Report, ReportAdmin)
admin.site.register(Recommendation, PublishedAdmin)
admin.site.register(ReportItem, ReportItemAdmin)
admin.site.register(ReportMeeting, ReportMeetingAdmin)

register(Condition, help_texts=CONDITION_HELP)
register(Delegation, help_texts=DELEGATION_HELP)
register(Proposal, inline(Option))
register(Option, inline(OptionPoint))
register(OptionPoint)
register(BusinessCase)
register(Gate, inline(GateTest, help_texts=TEST_HELP), help_texts=GATE_HELP, labels=GATE_LABELS)
register(GateTest, help_texts=TEST_HELP, through_programme="gate__programme")
register(Approval, help_texts=APPROVAL_HELP, through_programme="gate__programme")
register(Agreement, inline(Party, verbose_name_plural="parties"))
register(
    Party,
    list_display=("agreement", "organisation", "order"),
    search_fields=("agreement__title", "organisation__name"),
)
register(
    HouseStyle,
    inline(HouseSection, help_texts=SECTION_HELP),
    help_texts=STYLE_HELP,
    labels=STYLE_LABELS,
)
register(
    HouseSection,
    list_display=("style", "part", "order", "key", "title"),
    search_fields=("title", "key", "style__title"),
    help_texts=SECTION_HELP,
)
