"""A programme's position on a date, as a visitor reads it."""

from urllib.parse import urlsplit

import pytest

from sharedsvc.accounts.models import User
from tests.factories import (
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.portal.conftest import AS_AT, PROGRAMME
from tests.portal.pages import Element, Page, read

# The site is fetched once; the mark has the tests' own database made for it.
pytestmark = [pytest.mark.django_db]


# As at 18 February 2010


def cell(element: Element) -> str:
    return element.text(cites=False)


def leads(element: Element) -> str:
    """Each lead with its standing, in the order in which they are named."""
    return ", ".join(item.text() for item in element.all("li")) or cell(element)


CASE = "Developing the business case"
WORKSTREAMS = [
    # rank, title, priority, leads and their standing, stage, next milestone
    (
        "8", "Shared Roads Maintenance", "– None", "Not recorded",
        "Not in this phase Inverclyde: pursued by another route", "None recorded",
    ),
    ("10", "Joint Workforce Planning", "– None", "Not recorded", "Not in this phase",
     "None recorded"),
    (
        "1", "An integrated Waste Management Approach", "1",
        "Glasgow Confirmed, North Lanarkshire Confirmed", CASE, "12 March 2010",
    ),
    (
        "2", "An integrated Health and Social Care Service", "2",
        "Renfrewshire Confirmed", CASE, "12 March 2010",
    ),
    (
        "3, 6", "Social Transport and Fleet Management", "3",
        "North Lanarkshire Confirmed, Glasgow Confirmed", CASE, "12 March 2010",
    ),
    (
        "4", "Property Sharing and Local Management in Hubs", "4",
        "South Lanarkshire Confirmed", CASE, "12 March 2010",
    ),
    (
        "5", "Developing an Approach to the Back Office", "5",
        "East Renfrewshire Confirmed, Inverclyde Conflict recorded as confirmed",
        CASE, "12 March 2010",
    ),
    (
        "7", "Common Charging Framework", "7",
        "East Dunbartonshire Confirmed", CASE, "12 March 2010",
    ),
    (
        "9", "Joint Economic Strategy", "9",
        "West Dunbartonshire Confirmed", CASE, "12 March 2010",
    ),
]  # fmt: skip


def test_every_workstream_those_that_nobody_leads_first(position):
    rows = [
        (
            cell(row["Rank"]),
            row["Workstream"].one("a").text(),
            cell(row["Phase 1 priority"]),
            leads(row["Lead and standing"]),
            cell(row["Stage"]),
            cell(row["Next milestone"]),
        )
        for row in position.table("workstreams")
    ]

    assert rows == WORKSTREAMS
    assert position.groups("workstreams") == ["No lead recorded (2)", "In Phase 1 (7)"]


def test_a_column_in_which_nothing_is_recorded_is_told_once_above_the_table(position):
    (row, *_) = position.table("workstreams")
    tools = [part.text() for part in position.main.all("p", cls="tools")]

    assert list(row) == [
        *("Rank", "Workstream", "Phase 1 priority", "Lead and standing", "Stage"),
        "Next milestone",
    ]
    assert tools == [
        "9 workstreams, from 10 ranks: 2 went forward as part of another. For all 9: rating not "
        "reported. Phase 1 priorities: 1 to 5, 7, 9. Next milestone, where a date is named: Lead "
        "officer identified; Scope, remit and one or two immediate milestones set out. CSV "
        "XLSX"
    ]


def test_who_else_takes_part(position):
    others = {
        row["Workstream"].one("a").text(): [
            part.text() for part in row["Lead and standing"].all("div", cls="small")
        ]
        for row in position.table("workstreams")
    }

    assert {title: parts for title, parts in others.items() if parts} == {
        "An integrated Waste Management Approach": ["Participant: Inverclyde Proposed"],
        "An integrated Health and Social Care Service": [
            "Supporting: Sir John Arbuthnott Considered"
        ],
        "Social Transport and Fleet Management": ["Participant: Inverclyde Proposed"],
    }


def test_former_titles_stand_beside_the_one_in_use(position):
    former = {
        row["Workstream"].one("a").text(): [s.text() for s in row["Workstream"].all("span")]
        for row in position.table("workstreams")
    }

    assert {title: lines for title, lines in former.items() if lines} == {
        "An integrated Waste Management Approach": [
            "Ranked 1 as An Integrated Waste Management Approach"
        ],
        "An integrated Health and Social Care Service": [
            "Ranked 2 as An Integrated Approach to Health and Social Care"
        ],
        "Social Transport and Fleet Management": [
            "Ranked 3 as A Single Social Transport Solution",
            "Ranked 6 as Joint and Streamlined Fleet Management and Maintenance",
        ],
        "Property Sharing and Local Management in Hubs": [
            "Ranked 4 as Property Sharing and Management in Hubs"
        ],
        "Common Charging Framework": ["Ranked 7 as A Common Charging Framework"],
    }


def test_the_sentence_on_top(position):
    assert position.main.one("div", cls="answer").text() == (
        "Of nine workstreams, seven are in Phase 1, seven have a confirmed lead and two have "
        "none; what Inverclyde Council (18 February 2010) was asked has no outcome recorded; 14 "
        "milestones are due next, on 12 March 2010."
    )


def awaited(page) -> list[tuple[str, str, str]]:
    """Who, when and where it stands, of each line of what is asked and awaited."""
    return [
        (cell(row["Who"]), cell(row["When"]), cell(row["Where it stands"]))
        for row in page.table("asked")
    ]


def test_asked_and_awaited(position):
    council = "Clyde Valley Community Planning Partnership"
    case = "Not reached: full business case not done"

    assert position.groups("asked") == [
        "Asked, outcome not recorded (4)",
        "Awaited",
        "Still to decide, each council for itself",
    ]
    assert awaited(position) == [
        ("Inverclyde Council", "18 February 2010", "Outcome not recorded"),
        (council, "12 March 2010", "To come"),
        ("Seven, named in the list", "12 March 2010", "Awaited"),
        ("Not stated", "No date stated", "Awaited"),
        ("Inverclyde", "Not stated", case),
    ]


def test_what_is_asked_opens_on_demand(position):
    (first, *_) = position.table("asked")
    asks = [item.text(cites=False) for item in first["What"].all("li")]

    assert cell(first["What"]).startswith("Four things, by report IC/01/10/PW/MMcK")
    assert asks == [
        "(a) note: note how far the recommendations of the Review of Joint Working and Shared "
        "Services have been carried out so far",
        "(b) agree: agree that relevant officers be identified to take part in the structures "
        "for the waste and social transport work streams",
        "(c) note: note that the Chief Executive and the Chief Executive of East Renfrewshire "
        "Council have met to discuss how work on a shared approach to the back office goes "
        "forward",
        "(d) no verb: that more updates go to the Policy and Resources Committee when appropriate",
    ]


def test_gates_wait_for_inverclyde(position):
    rows = [tuple(cell(value) for value in row.values()) for row in position.table("gates")]

    assert rows == [
        (workstream, "Not reached no full business case is recorded as done")
        for workstream in (
            "An integrated Waste Management Approach",
            "Social Transport and Fleet Management",
            "Developing an Approach to the Back Office",
        )
    ]
    assert "What is not passed waits for Inverclyde." in position.below("gates")[1].text()


def decisions(page) -> list[tuple[str, str, list[str]]]:
    """When, who and what, and the number and verb of each clause."""
    (folds,) = page.main.all("ul", cls="folds--when")
    return [
        (
            item.one("span", cls="folds__l").text(),
            item.one("div").all("li")[0].text(cites=False),
            [line.text().partition(":")[0] for line in item.one("ol").all("li")],
        )
        for item in folds.children
        if isinstance(item, Element)
    ]


DECEMBER_AND_MARCH = [
    (
        "15 December 2009",
        "Inverclyde: Response to the Review, three priorities and the conditions for joining",
        ["1. Approve", "2. Approve", "3. Prioritise", "4. Agree"],
    ),
    ("March 2009", "Inverclyde: Full business case before any new arrangement", ["1. Agree"]),
]


def test_decisions_newest_first(position):
    assert decisions(position) == [
        (
            "by 18 February 2010",
            "Not stated who: The Partnership carries on the follow-up work",
            ["1. Agree"],
        ),
        ("by 18 February 2010", "Inverclyde: Joint lead on the back office", ["1. Agree"]),
        (
            "15 January 2010",
            "Clyde Valley Community Planning Partnership: Ten work streams put in order, Phase 1 "
            "agreed, lead authorities identified",
            ["1. Prioritise", "2. Agree", "3. Other"],
        ),
        *DECEMBER_AND_MARCH,
    ]


def test_sources_that_disagree(position):
    boxes = {
        box.one("span", cls="folds__t").text(): [
            (pair.one("dt").text(), pair.one("dd").all("span")[0].text())
            for pair in box.one("dl").all("div")
        ]
        for box in position.main.all("details", cls="clash-fold")
    }

    assert boxes == {
        "Is Inverclyde’s joint lead on the back office proposed or agreed?": [
            (
                "¶ 1.3 says",
                "Proposed; discussions with East Renfrewshire Council are still to come.",
            ),
            (
                "¶ 2.8, 3.0(c), 4.15 say",
                "Agreed; the Chief Executives of the two councils have met.",
            ),
        ],
        "Who decided for Inverclyde on 15 December 2009: the Council or a committee?": [
            (
                "¶ 2.4, 4.11; inferred from 1.2, 2.9, 4.16 say",
                "The Council.",
            ),
            ("¶ 4.2, 4.3, 4.5 say", "The Committee."),
            ("¶ 4.1, 4.6 say", "Members, without a body."),
        ],
        "Has the Partnership agreed how the work streams go forward, or does it propose it?": [
            ("¶ 1.2 says", "It proposes it."),
            ("¶ 1.1, 2.5, 4.12 say", "It has decided it; Phase 1 is agreed."),
        ],
        "Which three priorities did Inverclyde agree on 15 December 2009?": [
            (
                "¶ 2.4, 2.9, 4.11, 4.16 say",
                "An Integrated Waste Management Approach, Shared Roads Maintenance and A Single "
                "Social Transport Solution, as a numbered list; 4.5 has a common Charging "
                "Framework in place of the third.",
            ),
            (
                "¶ 4.5 says",
                "Waste, roads and a common charging framework, as bullets without an order.",
            ),
        ],
        "Whose priorities are the top three of January 2010?": [
            ("¶ 1.1; inferred from 2.2 say", "The Partnership’s."),
            ("¶ 4.9 says", "Those of the eight authorities."),
            (
                "¶ 2.4, 4.11 say",
                "Those of authorities other than Inverclyde, as far as two of the three go.",
            ),
        ],
    }


def test_the_partnership(position):
    (pairs,) = [part for part in position.below("partnership") if part.tag == "dl"]
    told = {pair.one("dt").text(): pair.one("dd").text(cites=False) for pair in pairs.all("div")}

    assert {key: told[key] for key in told if key != "In short"} == {
        "Administrator": "West Dunbartonshire Council, during 2010 (about)",
        "Chair": "West Dunbartonshire Council, during 2010 (about)",
        "Partnership": "Clyde Valley Community Planning Partnership, 8 members: East "
        "Dunbartonshire, East Renfrewshire, Glasgow, Inverclyde, North Lanarkshire, Renfrewshire, "
        "South Lanarkshire, West Dunbartonshire",
    }


# As at other days


@pytest.fixture(scope="module")
def new_year(positions):
    """The position as at 1 January 2010: the Review is out, nothing is agreed."""
    return positions["2010-01-01"]


REVIEWED = [
    "An Integrated Waste Management Approach",
    "An Integrated Approach to Health and Social Care",
    "A Single Social Transport Solution",
    "Property Sharing and Management in Hubs",
    "Developing an Approach to the Back Office",
    "Joint and Streamlined Fleet Management and Maintenance",
    "A Common Charging Framework",
    "Shared Roads Maintenance",
    "Joint Economic Strategy",
    "Joint Workforce Planning",
]


def test_new_year_ten_workstreams_without_rank_or_priority_and_no_lead_is_recorded(new_year):
    rows = new_year.table("workstreams")

    assert [cell(row["Workstream"]) for row in rows] == REVIEWED
    assert {"Rank", "Phase 1 priority", "Lead and standing"} & set(rows[0]) == set()
    assert "For all 10: rating not reported; no lead and no gate recorded." in (
        new_year.main.all("p", cls="tools")[0].text()
    )


def test_new_year_no_phase_is_known_and_nothing_is_asked(new_year):
    """No source told of Phase 1 before 15 January 2010, on which it was agreed."""
    (asked,) = new_year.below("asked")[:1]

    with pytest.raises(LookupError):
        new_year.below("phases")
    assert asked.text() == "Nothing that was asked by 1 January 2010 is left without an answer."


def unmarked(text: str) -> bool:
    """Said as if it were sure: domain.md wants what is only possible marked "about"."""
    return "about" not in text.lower()


def test_new_year_what_is_only_possible_is_marked_about_milestones(new_year):
    said = {cell(row["Next milestone"]) for row in new_year.table("workstreams")}

    assert {text for text in said if unmarked(text)} == {"None recorded"}


def test_new_year_what_is_only_possible_is_marked_about_own_routes(new_year):
    said = {cell(row["Stage"]) for row in new_year.table("workstreams")}

    assert {text for text in said if unmarked(text)} == {"Identified"}


def test_new_year_decisions_that_may_not_be_taken_yet_stand_apart_and_are_marked(new_year):
    sure, maybe = (
        [item for item in folds.children if isinstance(item, Element)]
        for folds in new_year.main.all("ul", cls="folds--when")
    )

    assert [item.one("span", cls="folds__l").text() for item in sure] == [
        "15 December 2009",
        "March 2009",
    ]
    assert {"have been taken yet" in item.text() for item in maybe} == {True}
    assert "decided by 1 January 2010" in new_year.main.text()


def test_before_the_programme_nothing_is_recorded(positions):
    page = positions["2009-01-01"]

    assert [part.text() for part in page.main.all("p")] == [
        "Nothing was recorded on or before 1 January 2009. Start of the programme: November 2009.",
        "See the position today",
    ]
    assert page.main.all("table") == []


# The date is kept


DATED = ("/", "/programmes/", "/reports/")


def test_the_date_is_kept_in_every_link_to_a_dated_page(position):
    lost = [
        (words, link)
        for words, link in position.links
        if (path := urlsplit(link).path) in DATED or path.startswith(PROGRAMME)
        if AS_AT[1:] not in urlsplit(link).query.split("&")
    ]

    assert lost == [("Back to today", PROGRAMME)]


def test_a_date_typed_is_kept_as_an_iso_date(client, clyde_valley):
    answer = client.get(PROGRAMME, {"as_at": "18 February 2010"})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PROGRAMME}{AS_AT}")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31 April 2010", "“31 April 2010” is not a date: April has 30 days."),
        (
            "February 2010",
            "“February 2010” is not one day; write it as 15 January 2010 or 15/1/2010.",
        ),
    ],
)
def test_what_is_no_day_is_said_and_kept(client, clyde_valley, typed, says):
    answer = client.get(PROGRAMME, {"as_at": typed})
    page = Page(PROGRAMME, answer.status_code, read(answer.content.decode()), [])
    (field,) = [e for e in page.html.all("input") if e.attributes.get("id") == "as_at"]
    (error,) = [e for e in page.html.all("p") if e.attributes.get("id") == "as_at_error"]

    assert field.attributes["value"] == typed
    assert error.text() == f"Error: {says}"


# What there is not, and what is not for everyone


@pytest.mark.parametrize(
    "address",
    [
        "/programmes/nowhere/",
        "/programmes/clyde-valley/workstreams/nowhere/",
        "/programmes/nowhere/workstreams/waste/",
        "/reports/nowhere/",
    ],
)
def test_what_there_is_not(client, clyde_valley, address):
    assert client.get(address).status_code == 404


def addresses(workstream) -> list[str]:
    return [workstream.programme.get_absolute_url(), workstream.get_absolute_url()]


def test_a_hidden_programme_is_not_there_for_the_public(client, recorded):
    council = OrganisationFactory()
    programme = ProgrammeFactory(title="In confidence", visibility="owner", owner=council)
    pages = addresses(WorkstreamFactory(programme=programme))

    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [b"In confidence" in client.get(page).content for page in DATED] == [False] * 3

    client.force_login(User.objects.create_superuser("admin@example.org"))
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_nor_for_somebody_of_another_council(client, recorded):
    programme = ProgrammeFactory(visibility="owner", owner=OrganisationFactory())
    client.force_login(UserFactory())

    pages = addresses(WorkstreamFactory(programme=programme))
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_a_hidden_workstream_of_a_public_programme(client, recorded):
    programme = ProgrammeFactory()
    WorkstreamFactory(programme=programme, title="Open", start="2009-01-01")
    hidden = WorkstreamFactory(
        programme=programme, title="In confidence", visibility="owner", owner=OrganisationFactory()
    )

    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert b"In confidence" not in client.get(programme.get_absolute_url()).content


# Words for people, not for the database


def test_a_reference_that_is_this_registers_own_is_not_shown(client, recorded):
    printed = WorkstreamFactory(ref="A5b", start="2009-01-01")
    slug = WorkstreamFactory(ref="back-office", start="2009-01-01", programme=printed.programme)
    pages = [read(client.get(w.get_absolute_url()).content.decode()) for w in (printed, slug)]
    listed = read(client.get("/workstreams/").content.decode()).one("main")
    refs = [td.text() for td in listed.all("td") if td.attributes.get("data-label") == "Ref"]

    captions = [page.one("span", cls="govuk-caption-l").text() for page in pages]
    assert captions == ["Workstream A5b", "Workstream"]
    assert sorted(refs) == ["A5b", "Not stated"]


def test_a_list_without_reports_is_a_sentence(client, db):
    main = read(client.get("/reports/?as_at=1999-01-01").content.decode()).one("main")

    assert main.all("table") == []
    assert "No report is dated 1 January 1999 or earlier." in main.text()


def test_what_a_table_of_a_programme_names_leads_to_its_page(positions):
    *tables, _sources = positions["background"].main.all("table")
    names = [th for t in tables for th in t.all("th") if th.attributes.get("scope") == "row"]

    assert [th.text() for th in names if not th.all("a")] == []
