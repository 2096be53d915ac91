"""Where a workstream stands, in one sentence: the cases as a table. No database."""

import datetime
from types import SimpleNamespace as Line

import pytest

from sharedsvc.core.certainty import POSSIBLY, SURELY
from workstreams.answering import answering
from workstreams.in_a_sentence import Standpoint, sentence

pytestmark = pytest.mark.once

DAY = datetime.date(2010, 2, 18)
FIRST, LAST = datetime.date.min, datetime.date.max
EARLIER, LATER = datetime.date(2009, 3, 1), datetime.date(2011, 4, 30)
CONFLICT = Line(question="Is it agreed?")


def role(holder: str, kind: str = "lead", standing: str = "confirmed", **fields) -> Line:
    usual = {
        "answer": "stated",
        "certainty": SURELY,
        "dispute": None,
        "start_latest": EARLIER,
        "end_latest": LAST,
        "end_in_words": "open",
        "ended_with_its_holder": False,
        "end": "",
    }
    return Line(holder=holder, kind=kind, standing=standing, **{**usual, **fields})


def unnamed(answer: str, kind: str = "lead") -> Line:
    return role("", kind, "proposed", answer=answer)


def perhaps(holder: str, kind: str, **fields) -> Line:
    return role(holder, kind, certainty=POSSIBLY, **fields)


def joint(holder: str, **fields) -> Line:
    return role(holder, "joint lead", **fields)


def milestone(title: str, due: str = "2010-03-12", words: str = "12 March 2010", **fields) -> Line:
    latest = datetime.date.fromisoformat(due) if len(due) == 10 else LAST
    return Line(
        title=title, due=due, due_latest=latest, due_in_words=words, **{"forecast": "", **fields}
    )


def link(kind: str, title: str, **fields) -> Line:
    return Line(kind=kind, successor_title=title, **{"date": "", "certainty": SURELY, **fields})


def said(
    *roles,
    stage: str = "",
    milestones=(),
    conflicts=(),
    past=(),
    led_to=(),
    rated: tuple[str, str] | None = None,
    routes=(),
    doubts=(),
    overdue: bool = False,
    began=EARLIER,
    ended=LAST,
    part_of: str = "",
) -> str:
    row = Line(
        answering=answering(roles),
        stage=Line(stage=stage) if stage else None,
        own_routes=routes,
        status=Line(rating=rated[0], date=rated[1]) if rated else None,
        next_milestones=milestones,
        next_doubts=doubts,
        overdue=overdue,
        led_to=led_to,
    )
    life = Line(
        parent=Line(title=part_of) if part_of else None,
        start_earliest=began,
        start_in_words="1 March 2011",
        end_latest=ended,
        end_in_words="31 March 2009",
    )
    return sentence(row, Standpoint(DAY, life, past, conflicts))


UNKNOWN = "stage not recorded; no milestone recorded."
DISPUTED = joint("Inverclyde", standing="proposed", dispute=CONFLICT)
CASES = {
    "two lead jointly, one of them disputed, a milestone to come": (
        said(
            joint("East Renfrewshire"),
            DISPUTED,
            stage="developing the business case",
            milestones=[milestone("scope")],
            conflicts=[CONFLICT],
        ),
        "East Renfrewshire and Inverclyde jointly lead; business case being developed; next: "
        "scope, by 12 March 2010; sources disagree about Inverclyde’s part.",
    ),
    "one leads": (
        said(role("Glasgow"), stage="implementing", rated=("amber", "2010-01-15")),
        "Glasgow leads; being implemented; rated amber 15 January 2010; no milestone recorded.",
    ),
    "one of the joint leads is only proposed": (
        said(joint("Glasgow"), joint("Renfrewshire", standing="proposed")),
        f"Glasgow is joint lead; Renfrewshire is proposed as joint lead; {UNKNOWN}",
    ),
    "four lead jointly": (
        said(joint("A"), joint("B"), joint("C"), joint("D")),
        f"A, B and 2 others jointly lead; {UNKNOWN}",
    ),
    "proposed": (
        said(role("Cheshire East", "host", "proposed")),
        f"Cheshire East is proposed as host; {UNKNOWN}",
    ),
    "two rival hosts are two proposals": (
        said(role("Alva", "host", "proposed"), role("Bo", "host", "proposed")),
        f"Two are proposed as host: Alva or Bo; {UNKNOWN}",
    ),
    "two rival leads, one of them less far": (
        said(role("Alva", standing="proposed"), role("Bo", standing="considered")),
        f"Alva is proposed as lead; Bo is considered as lead; {UNKNOWN}",
    ),
    "agreed in principle, two of them": (
        said(
            role("Alva", "host", "agreed in principle"), role("Bo", "host", "agreed in principle")
        ),
        f"Alva and Bo are agreed in principle as hosts; {UNKNOWN}",
    ),
    "confirmed as host, and not begun": (
        said(role("Cheshire East", "host", "confirmed")),
        f"Cheshire East is confirmed as host; {UNKNOWN}",
    ),
    "hosts": (
        said(role("Cheshire East", "host", "in force"), stage="live"),
        "Cheshire East hosts it; live; no milestone recorded.",
    ),
    "what is disputed alone is not said to be so": (
        said(role("Inverclyde", standing="confirmed", dispute=CONFLICT), conflicts=[CONFLICT]),
        "Inverclyde is named as lead; stage not recorded; no milestone recorded; sources disagree "
        "about Inverclyde’s part.",
    ),
    "sources disagree about something else": (
        said(role("Glasgow"), conflicts=[CONFLICT]),
        "Glasgow leads; stage not recorded; no milestone recorded; sources disagree about one "
        "question.",
    ),
    "sources disagree about several things": (
        said(joint("East Renfrewshire"), DISPUTED, conflicts=[CONFLICT] * 3),
        "East Renfrewshire and Inverclyde jointly lead; stage not recorded; no milestone "
        "recorded; sources disagree about 3 questions, Inverclyde’s part among them.",
    ),
    "nobody is recorded": (said(), f"Who leads is not recorded; {UNKNOWN}"),
    "a part of which nobody is recorded": (
        said(part_of="Human Resources"),
        f"Part of Human Resources; who leads this part is not recorded; {UNKNOWN}",
    ),
    "only a part that is no lead's is recorded": (
        said(role("Alva", "participant")),
        f"Who leads is not recorded; {UNKNOWN}",
    ),
    "to be decided": (
        said(unnamed("to be decided", "host")),
        f"Host to be decided; {UNKNOWN}",
    ),
    "there is to be none": (said(unnamed("none")), f"There is no lead; {UNKNOWN}"),
    "a confirmed provider whose end is an event": (
        said(perhaps("Stockport", "provider")),
        f"Stockport may still provide it; {UNKNOWN}",
    ),
    "a lead whose start is not sure": (
        said(perhaps("Glasgow", "lead", start_latest=LATER)),
        f"Glasgow may already lead; {UNKNOWN}",
    ),
    "the lead has ended": (
        said(past=[role("Glasgow", end_latest=EARLIER, end_in_words="1 March 2009")]),
        f"Glasgow was lead until 1 March 2009; nobody since is recorded; {UNKNOWN}",
    ),
    "the workstream has ended": (said(role("Glasgow"), ended=EARLIER), "Ended 31 March 2009."),
    "as at a day before it began": (
        said(began=LATER, conflicts=[CONFLICT]),
        "Not recorded before 1 March 2011; sources disagree about one question.",
    ),
    "merged into another": (
        said(
            role("Glasgow"),
            stage="prioritised",
            led_to=[link("merged", "Social Transport and Fleet", date="2010-01-15")],
        ),
        "Went forward as part of Social Transport and Fleet, 15 January 2010.",
    ),
    "replaced by another": (
        said(led_to=[link("replaced", "Roads")]),
        "Replaced by Roads.",
    ),
    "split, it stands under its own name": (
        said(role("Glasgow"), led_to=[link("split", "Roads")]),
        f"Glasgow leads; {UNKNOWN}",
    ),
    "only perhaps merged by then": (
        said(role("Glasgow"), led_to=[link("merged", "Roads", certainty=POSSIBLY)]),
        f"Glasgow leads; {UNKNOWN}",
    ),
    "each council goes its own way": (
        said(role("Glasgow"), routes=[Line()]),
        "Glasgow leads; its stage differs by council; no milestone recorded.",
    ),
    "several milestones on one day, overdue": (
        said(
            role("Glasgow"),
            stage="approved",
            milestones=[milestone("scope"), milestone("lead officer")],
            overdue=True,
        ),
        "Glasgow leads; approved; overdue: scope and 1 more, due 12 March 2010.",
    ),
    "a milestone that is expected later than it was due": (
        said(role("Glasgow"), stage="approved", milestones=[milestone("x", forecast="2010-04-09")]),
        "Glasgow leads; approved; next: x, now expected 9 April 2010.",
    ),
    "a milestone of which only words are known": (
        said(
            role("Glasgow"),
            stage="approved",
            milestones=[milestone("x", "", "over the coming months")],
            doubts=["may already be done"],
        ),
        "Glasgow leads; approved; next: x, due over the coming months, which may already be done.",
    ),
    "a milestone without a date": (
        said(role("Glasgow"), stage="approved", milestones=[milestone("x", "", "not stated")]),
        "Glasgow leads; approved; next: x, date not stated.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_sentence_says_where_it_stands(case):
    found, expected = CASES[case]
    assert found == expected
