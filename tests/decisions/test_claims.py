"""What hand-written text says against the records: a table of cases."""

import datetime

import pytest

from decisions.reports.claims import (
    Facts,
    KnownDays,
    KnownStream,
    contradictions,
    totals_in_words,
)

pytestmark = pytest.mark.once

DOUBT = "Paragraph 1.3: proposed. Paragraph 2.8: agreed."
FACTS = Facts(
    streams=(
        KnownStream(
            ("Integrated Waste Management", "waste"),
            leads=frozenset({"Glasgow", "North Lanarkshire"}),
            ranks=(("Inverclyde", 1), ("Clyde Valley", 3)),
        ),
        KnownStream(
            ("Approach to the Back Office", "back office"), frozenset({"Inverclyde"}), doubt=DOUBT
        ),
        KnownStream(("Internal Audit",), hosts=frozenset({"Cheshire East"})),
        KnownStream(("Libraries",)),
    ),
    organisations={
        "Glasgow": "Glasgow",
        "Glasgow City Council": "Glasgow",
        "North Lanarkshire": "North Lanarkshire",
        "Inverclyde": "Inverclyde",
        "Inverclyde Council": "Inverclyde",
        "Renfrewshire": "Renfrewshire",
        "East Renfrewshire": "East Renfrewshire",
        "Cheshire East": "Cheshire East",
        "Cheshire West": "Cheshire West",
        "Clyde Valley": "Clyde Valley",
    },
    totals=frozenset({10, 7}),
    totals_in_words=totals_in_words(10, {"Phase 1": 7}),
    days=(
        KnownDays("Outline case", frozenset({datetime.date(2010, 3, 12)}), "Due 12 March 2010"),
        KnownDays("Cabinet", frozenset({datetime.date(2010, 2, 18)}), "Met 18 February 2010", True),
    ),
    doubts={"Inverclyde": "By 2.4 two are, by 4.5 one"},
    closed={"Project Heron": "Only partners may read this"},
)
LEADS_OF_WASTE = "Leads of Integrated Waste Management: Glasgow and North Lanarkshire"
CASES = {
    # who leads
    "Renfrewshire leads waste.": LEADS_OF_WASTE,
    "Renfrewshire will take the lead on waste.": LEADS_OF_WASTE,
    "Waste is led by Renfrewshire.": LEADS_OF_WASTE,
    "The lead authority is Renfrewshire for waste.": LEADS_OF_WASTE,
    "Glasgow City Council leads waste.": "",
    "Glasgow and North Lanarkshire lead waste.": "",
    "Renfrewshire does not lead waste.": "",
    "Members asked whether Renfrewshire should lead waste.": "",
    "Renfrewshire leads libraries.": "",  # nobody is recorded: nothing to contradict
    "The waste work has led to savings in Renfrewshire.": "",
    "Renfrewshire names a lead officer for waste.": "",
    # who hosts
    "Cheshire West hosts Internal Audit.": "Hosts of Internal Audit: Cheshire East",
    "Internal Audit is hosted by Cheshire East.": "",
    # ranks
    "Inverclyde ranked waste second.": "Ranks of Integrated Waste Management: Inverclyde: 1",
    "Clyde Valley placed waste at number 3.": "",
    "Waste came 5th.": "Ranks of Integrated Waste Management: Inverclyde: 1; Clyde Valley: 3",
    "Waste is ranked first.": "",
    # totals
    "The Review has twelve work streams.": "The records have ten in all: seven in Phase 1",
    "The 10 workstreams go on.": "",
    "Seven work streams are in Phase 1.": "",
    # days
    "The Outline case is due on 13 March 2010.": "Due 12 March 2010",
    "The Outline case is due on 12 March 2010.": "",
    "Cabinet met on 19 February 2010.": "Met 18 February 2010",
    "Cabinet wrote a letter dated 19 February 2010.": "",
    "The Outline case slipped from 1 March 2010 to 12 March 2010.": "",
    # doubts
    "Inverclyde leads the back office.": DOUBT,
    "Two of Inverclyde’s priorities are in the top three.": "By 2.4 two are, by 4.5 one",
    # exempt matter in the open part
    "Project Heron goes on.": "Only partners may read this",
    "See the exempt appendix.": "Everybody will read this part",
    "Schools are exempt from this.": "",
}


@pytest.mark.parametrize(("text", "says"), CASES.items())
def test_a_text_is_compared_with_the_records(text, says):
    found = [one.says for one in contradictions(text, FACTS)]
    assert found == ([says] if says else [])


def test_what_is_not_open_may_name_what_is_closed():
    assert contradictions("Project Heron is commercially sensitive.", FACTS, is_open=False) == []


def test_of_several_sentences_each_is_told_once():
    text = "Renfrewshire leads waste. Renfrewshire leads waste.\nWaste came 5th."
    assert len(contradictions(text, FACTS)) == 2
