"""The tables that these records add to the pages of others, and what stands beside them."""

from django.db.models import Q

from decisions.kinds.reading import (
    agreements_of,
    asks_not_answered,
    reports_to,
    workstreams_about,
)
from decisions.models import (
    Agreement,
    Approval,
    Clause,
    Condition,
    Decision,
    Delegation,
    HouseSection,
    HouseStyle,
    Party,
    Report,
    ReportItem,
    ReportMeeting,
)
from decisions.standing import told_of
from programmes.choices import COUNCIL_KINDS
from sharedsvc.core.kinds import kinds
from sharedsvc.core.kinds.kind import Beside, Related
from workstreams.answering import HOPED_FOR

for key in ("organisations", "partnerships"):
    kinds.relate(
        key,
        Related(
            kind="asks",
            rows=lambda o, user, day: Q(body__organisation=o, anticipated=False),
            title="Asked of its bodies, outcome not recorded",
            narrow=asks_not_answered,
            always_shown=True,
            order=2,
        ),
        Related(
            kind="asks",
            rows=lambda o, user, day: Q(body__organisation=o, anticipated=True),
            title="To be asked of its bodies",
            order=3,
        ),
        Related(kind="approvals", rows="organisation", title="Outcomes at gates", order=7),
        Related(
            kind="decisions",
            rows="organisation",
            title="Its decisions",
            always_shown=True,
            order=25,
        ),
        Related(
            kind="agreements",
            rows=lambda o, user, day: Q(pk__in=agreements_of(o, user)),
            title="Party to",
            order=27,
        ),
        Related(kind="gates", rows="by", title="Its own gates", without=("by",), order=26),
        Related(
            kind="reports",
            rows="organisation",
            title="Its reports",
            without=("organisation",),
            order=30,
        ),
        Related(kind="house-styles", rows="organisation", without=("organisation",), order=95),
    )
kinds.relate(
    "proposals",
    Related(
        kind="roles",
        rows=lambda p, user, day: Q(
            workstream__in=workstreams_about(p, user),
            standing__in=HOPED_FOR,
            organisation__kind__in=COUNCIL_KINDS,
        ),
        title="Still to decide, each council for itself",
        without=("workstream_programme",),
        in_time=False,
        order=5,
    ),
)
kinds.relate(
    "bodies",
    Related(
        kind="asks",
        rows=lambda b, user, day: Q(body=b, anticipated=False),
        title="Still before it",
        narrow=asks_not_answered,
        always_shown=True,
        order=5,
    ),
    Related(
        kind="asks",
        rows=lambda b, user, day: Q(body=b, anticipated=True),
        title="To be asked of it",
        order=6,
    ),
    Related(
        kind="clauses",
        rows="decision__body",
        title="What it decided",
        always_shown=True,
        order=10,
    ),
    Related(kind="delegations", rows="by", title="Delegations by it", order=40),
    Related(
        kind="reports",
        rows=lambda b, user, day: Q(pk__in=reports_to(user, meeting__body=b)),
        title="Reports to it",
        order=35,
    ),
)
kinds.relate(
    "meetings",
    Related(
        kind="asks",
        rows="meeting",
        title="What it is asked to do",
        without=("of",),
        always_shown=True,
        order=5,
    ),
    Related(
        kind="clauses",
        rows="decision__meeting",
        title="What it decided",
        always_shown=True,
        order=10,
    ),
    Related(
        kind="reports",
        rows=lambda m, user, day: Q(pk__in=reports_to(user, meeting=m)),
        title="Reports to it",
        always_shown=True,
        order=20,
    ),
)
kinds.relate(
    "people", Related(kind="reports", rows="contact", title="Contact for reports", order=30)
)
kinds.relate(
    "posts",
    Related(kind="reports", rows="by", title="Reports by it", order=30),
    Related(kind="delegations", rows="to", title="Delegations to it", order=40),
    Related(
        kind="delegations",
        rows="in_consultation_with",
        title="To be consulted before a delegation is used",
        order=41,
    ),
)
kinds.relate(
    "documents",
    Related(kind="business-cases", rows="document", order=10),
    Related(kind="agreements", rows="document", order=11),
    Related(kind="reports", rows="document", title="Kept here as a report", order=12),
)
kinds.tell_where_named(told_of, Decision, Clause, Condition, Delegation, Approval)
kinds.stand_beside(
    Agreement,
    Beside(
        model=Party,
        noun="Party",
        nouns="Parties",
        rows=lambda agreement: Q(agreement=agreement.pk),
        links_to=lambda row: ("programmes.organisation", row.organisation_id),
    ),
)
kinds.stand_beside(
    HouseStyle,
    Beside(
        model=HouseSection,
        noun="Section",
        nouns="Sections",
        rows=lambda style: Q(style=style.pk),
        words=lambda row, name: row.title,
    ),
)
kinds.stand_beside(
    Report,
    Beside(
        model=ReportMeeting,
        noun="Meeting",
        nouns="Meetings",
        rows=lambda report: Q(report=report.pk),
        links_to=lambda row: ("programmes.meeting", row.meeting_id),
    ),
    Beside(
        model=ReportItem,
        noun="Passage",
        nouns="Passages",
        rows=lambda report: Q(report=report.pk),
        words=lambda row, name: f"{row.section} {row.number or f'at place {row.order}'}",
    ),
)
