"""The sentence on top of a programme's page: what it says, and what it leaves out."""

import pytest

from sharedsvc.portal.position.sentence import Counts, sentence

DAY = "18 February 2010"
INVERCLYDE = (("Inverclyde Council", DAY),)
CABINET = (("Cabinet, Cheshire East", "March 2009"),)
NINE = {"workstreams": 9, "firm": 7, "phase": "Phase 1", "in_phase": 7}
OF_NINE = "Of nine workstreams, seven are in Phase 1, seven have a confirmed lead and two have none"

CASES = [
    # the day
    (
        {"has_begun": False, "starts": "November 2009"},
        "Nothing was recorded on or before 18 February 2010. Start of the programme: "
        "November 2009.",
    ),
    (
        {"has_begun_surely": False, "starts": "February 2010", "workstreams": 2},
        "The programme may not have begun yet (start: February 2010): two workstreams are "
        "recorded, none with a lead.",
    ),
    (
        {"ended": "1 March 2009", "workstreams": 2, "firm": 2},
        "The programme ended 1 March 2009.",
    ),
    # how many, and who answers
    ({}, "No workstream is recorded on or before 18 February 2010."),
    ({"asked": INVERCLYDE}, "No workstream is recorded on or before 18 February 2010; what "
        "Inverclyde Council (18 February 2010) was asked has no outcome recorded."),
    ({"workstreams": 1}, "One workstream is recorded, not with a lead."),
    ({"workstreams": 1, "firm": 1}, "The one workstream has a confirmed lead."),
    (
        {"workstreams": 8, "word": "lead, host or provider"},
        "Eight workstreams are recorded, none with a lead, host or provider.",
    ),
    (
        {"workstreams": 43, "word": "host", "hoped": 38, "hoped_as": "proposed"},
        "Of 43 workstreams, 38 have a host that is proposed and five have none.",
    ),
    (
        {"workstreams": 4, "word": "provider", "firm": 1, "unsure": 2},
        "Of four workstreams, one has a confirmed provider, two have a provider whose dates are "
        "open and one has none.",
    ),
    (
        {"workstreams": 7, "firm": 7, "phase": "Phase 1", "in_phase": 7},
        "All seven workstreams are in Phase 1 and have a confirmed lead.",
    ),
    (
        {"workstreams": 7, "phase": "Phase 1", "in_phase": 5},
        "Of seven workstreams, five are in Phase 1 and none has a lead.",
    ),
    (
        {"workstreams": 5_000, "firm": 4_000, "hoped": 1_000},
        "Of 5,000 workstreams, 4,000 have a confirmed lead and 1,000 have a lead that is not yet "
        "confirmed.",
    ),
    (NINE, f"{OF_NINE}."),
    # what else is true: the two most urgent
    (
        {**NINE, "conflicts": 5},
        f"{OF_NINE}; sources disagree on five things.",
    ),
    (
        {**NINE, "before_gates": 3, "conflicts": 1},
        f"{OF_NINE}; three have a gate to pass; sources disagree on one thing.",
    ),
    (
        {**NINE, "asked": INVERCLYDE, "due": 14, "due_when": "on 12 March 2010", "before_gates": 3,
         "conflicts": 5},
        f"{OF_NINE}; what Inverclyde Council (18 February 2010) was asked has no outcome "
        "recorded; 14 milestones are due next, on 12 March 2010.",
    ),
    (
        {**NINE, "overdue": 14, "asked": INVERCLYDE, "before_gates": 3, "conflicts": 5},
        f"{OF_NINE}; 14 milestones are past their dates and not recorded as done; what "
        "Inverclyde Council (18 February 2010) was asked has no outcome recorded.",
    ),
    (
        {**NINE, "overdue": 1, "to_ask": CABINET, "due": 2, "due_when": "in March 2009"},
        f"{OF_NINE}; one milestone is past its date and not recorded as done; Cabinet, Cheshire "
        "East (March 2009) is to be asked.",
    ),
    (
        {**NINE, "asked": (*INVERCLYDE, *CABINET), "to_ask": (*INVERCLYDE, *CABINET)},
        f"{OF_NINE}; what two meetings were asked has no outcome recorded; two meetings are to "
        "be asked.",
    ),
    (
        {**NINE, "were_to_ask": CABINET},
        f"{OF_NINE}; Cabinet, Cheshire East (March 2009) was to be asked.",
    ),
    (
        {**NINE, "asked": (("Cabinet, Avon", ""),)},
        f"{OF_NINE}; what Cabinet, Avon was asked has no outcome recorded.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("known", "said"), CASES)
def test_what_the_sentence_says(known, said):
    assert sentence(Counts(day=DAY, **known)) == said
