"""The admin of "decided". Recorded decisions and published reports are read, not edited, here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

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
from programmes.admin import RecordAdmin, inline, register

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
TEST_HELP = {
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
SECTION_HELP = {
    "part": "Where it stands: a field of the header, a section, a heading for an implication or a "
    "category of risk. For example: Section.",
    "order": "Its place within that part: 1 comes first.",
    "key": "What goes there, in the register's own word, so that texts find their place. For "
    "example: purpose.",
    "title": "What the council prints over it. For example: Purpose of report.",
    "heading": "How the title or label is printed. For example: bold.",
}


class PublishedAdmin(RecordAdmin):
    """Reports and what belongs to them: not even struck out once they are published."""

    def _may_strike_out(self, request: HttpRequest, record: Any) -> bool:
        return not self.why_fixed(record) and super()._may_strike_out(request, record)


class ReportItemAdmin(PublishedAdmin):
    list_display = ("report", "section", "order", "number", "block")
    search_fields = ("report__title", "section", "text")


class ReportMeetingAdmin(PublishedAdmin):
    list_display = ("report", "meeting", "order")
    search_fields = ("report__title", "meeting__purpose")

    @property
    def joins(self) -> tuple[str, ...]:
        return ("report", "meeting__body")


CLAUSES = {"frozen_with_parent": False, "keeps_rows": True}

admin.site.register(
    Decision, type("DecisionAdmin", (RecordAdmin,), {"inlines": [inline(Clause, **CLAUSES)]})
)
admin.site.register(
    Clause,
    type(
        "ClauseAdmin",
        (RecordAdmin,),
        {"inlines": [inline(Condition, frozen_with_parent=False)]},
    ),
)
admin.site.register(
    Report,
    type(
        "OwnReportAdmin",
        (PublishedAdmin,),
        {
            "inlines": [
                inline(ReportMeeting, verbose_name_plural="meetings that it goes to"),
                inline(Recommendation, verbose_name_plural="what it asks"),
            ]
        },
    ),
)
admin.site.register(Recommendation, PublishedAdmin)
admin.site.register(ReportItem, ReportItemAdmin)
admin.site.register(ReportMeeting, ReportMeetingAdmin)

register(Condition)
register(Delegation)
register(Proposal, inline(Option))
register(Option, inline(OptionPoint))
register(OptionPoint)
register(BusinessCase)
register(Gate, inline(GateTest, help_texts=TEST_HELP), help_texts=GATE_HELP)
register(GateTest, help_texts=TEST_HELP)
register(Approval)
register(Agreement, inline(Party, verbose_name_plural="parties"))
register(
    Party,
    list_display=("agreement", "organisation", "order"),
    search_fields=("agreement__title", "organisation__name"),
)
register(HouseStyle, inline(HouseSection, help_texts=SECTION_HELP), help_texts=STYLE_HELP)
register(
    HouseSection,
    list_display=("style", "part", "order", "key", "title"),
    search_fields=("title", "key", "style__title"),
    help_texts=SECTION_HELP,
)
