"""The comparison page of a programme: true on each reading, and nothing saved by what if."""

import csv
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from decisions.choices import Block
from decisions.models import Report, ReportItem
from decisions.reports.build import build
from decisions.reports.content import Note, Paragraph
from programmes.choices import Visibility
from programmes.models import Membership, Organisation
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.saving import create_many
from sharedsvc.portal.rankings.choice import read_choice
from sharedsvc.portal.rankings.records import Listed
from tests.decisions.contents import blocks
from tests.factories import (
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RankingFactory,
    StageFactory,
    UserFactory,
    WorkstreamFactory,
    announce,
)
from tests.portal.pages import Site
from tests.programmes_loaded import load_programmes
from workstreams.choices import RankingKind
from workstreams.models import Lineage, Ranking, RankingEntry, Workstream

ADDRESS = "/programmes/clyde-valley/rankings/?as_at=2010-02-18"
MINE = "/programmes/p/rankings/"
DAY = {"as_at": "2010-02-18"}


@pytest.fixture
def clyde_valley(db, client):
    load_programmes("clyde-valley")
    return Site(client)


def cells(page, name: str) -> list[list[str]]:
    """The body of the table labelled by an element, as texts."""
    (table,) = [t for t in page.main.all("table") if t.attributes.get("aria-labelledby") == name]
    return [[cell.text(cites=False) for cell in row.all("th", "td")] for row in table.all("tr")[1:]]


# A programme of our own, ranked by hand


@pytest.fixture
def programme(recorded):
    found = ProgrammeFactory(code="p")
    for n, title in enumerate(("Waste", "Roads", "Fleet", "Care"), start=1):
        WorkstreamFactory(programme=found, ref=f"w{n}", title=title)
    return found


def council(programme, name: str):
    found = OrganisationFactory(name=name, code=name[:3].upper())
    MembershipFactory(partnership=programme.partnership, organisation=found)
    return found


def ranked(programme, by, *refs: str, **others):
    """A list of that owner: its workstreams from rank 1, "w1=w2" tied."""
    ranking = RankingFactory(programme=programme, by=by, **others)
    streams = {w.ref: w for w in programme.workstreams.all()}
    rank = 1
    entries = []
    for refs_tied in refs:
        tied = refs_tied.split("=")
        given = rank if ranking.is_ranked else None
        entries += [
            RankingEntry(ranking=ranking, workstream=streams[ref], rank=given) for ref in tied
        ]
        rank += len(tied)
    create_many(entries)
    return ranking


def text(client, **query) -> str:
    return Site(client).get(f"{MINE}?{query_of(query)}").main.text()


def query_of(query: dict) -> str:
    given = QueryDict(mutable=True)
    for name, value in (DAY | query).items():
        given.setlist(name, value if isinstance(value, list) else [value])
    return given.urlencode()


@pytest.mark.once
def test_two_of_inverclydes_three_are_the_partnerships_by_2_4_and_one_by_4_5(clyde_valley):
    page = clyde_valley.get(ADDRESS)
    rows = [row[:3] for row in cells(page, "agree")]

    assert rows == [
        [
            "Inverclyde ¶ 2.4, 4.11: 3, ranked Conflict",
            "2 of 3 An Integrated Waste Management Approach; A Single Social Transport Solution",
            "2 of 3 An Integrated Waste Management Approach; A Single Social Transport Solution",
        ],
        [
            "Inverclyde ¶ 4.5: 3, without order Conflict",
            "1 of 3 An Integrated Waste Management Approach",
            "2 of 3 An Integrated Waste Management Approach; A Common Charging Framework",
        ],
    ]
    assert (
        "By ¶ 2.4, 4.11, two of three are among the first three of the partnership; by ¶ 4.5, "
        "one of three is among the first three of the partnership."
    ) in page.main.text()


@pytest.mark.once
def test_ranks_stand_side_by_side_with_moves_in_words(clyde_valley):
    rows = {row[0]: row[1:] for row in cells(clyde_valley.get(ADDRESS), "table")}

    assert rows["8 Shared Roads Maintenance Not in Phase 1"] == [
        "2 ▼ 6 places lower there", "Selected",
    ]  # fmt: skip
    assert rows["7 A Common Charging Framework Phase 1 priority 7"] == ["– Not named", "Selected"]


@pytest.mark.once
def test_what_was_merged_says_into_what_and_with_which_rank(clyde_valley):
    place = "merged into Social Transport and Fleet Management"
    named = [row[0] for row in cells(clyde_valley.get(ADDRESS), "table")]

    assert f"3 A Single Social Transport Solution Phase 1 priority 3, with rank 6: {place}" in named
    as_one = [row[0] for row in cells(clyde_valley.get(f"{ADDRESS}&merged=one"), "table")]
    assert "3 Social Transport and Fleet Management Phase 1 priority 3" in as_one
    assert len(as_one) == len(named) - 1


@pytest.mark.once
def test_what_was_split_names_all_its_parts_and_what_was_dropped_says_so(client, programme):
    ranked(programme, programme.partnership, "w1", "w2", "w3", "w4")
    streams = {one.ref: one for one in programme.workstreams.all()}
    for part in ("w3", "w4"):
        parts = {"predecessor": streams["w1"], "successor": streams[part]}
        keep(record=Lineage(kind="split", date="2009-12-01", **parts))
    StageFactory(workstream=streams["w2"], stage="not taken forward", start="2010-01-20")
    named = [row[0] for row in cells(Site(client).get(f"{MINE}?as_at=2010-02-18"), "table")]

    titles = {ref: one.title for ref, one in streams.items()}
    assert f"1 {titles['w1']} Split into {titles['w3']} and {titles['w4']}" in named
    assert f"2 {titles['w2']} Not taken forward" in named


@pytest.mark.once
def test_the_paragraph_for_a_report_says_both_readings_and_that_none_is_settled(clyde_valley):
    said = clyde_valley.get(ADDRESS).main.one("blockquote").text()

    assert "Two of these three are among the first three of Clyde Valley" in said
    assert "By paragraphs 4.5 it is another" not in said
    assert "By paragraph 4.5 it is another, without an order" in said
    assert "one is among the first three" in said
    assert "Which reading is right is not settled." in said
    assert "Support is not a rank." in said


@pytest.mark.once
def test_who_has_not_answered_is_named_with_the_next_meeting(client, programme):
    ranked(programme, council(programme, "Aldermere"), "w1", "w2")
    silent = council(programme, "Brackenford")
    met = MeetingFactory(body__organisation=silent, body__name="Cabinet", date="2010-03-04")
    announce(met, programme)

    assert "Brackenford Next meeting: Cabinet, 4 March 2010" in text(client)


@pytest.mark.once
def test_owners_are_brought_together_by_every_method(client, programme):
    for name, refs in {"Ald": "w1 w2 w3 w4", "Bra": "w2 w3 w1 w4", "Car": "w3 w1 w2 w4"}.items():
        ranked(programme, council(programme, name), *refs.split(), code=name.lower())
    said = text(client)

    assert "Majorities go round in a circle: Waste beats Roads, Roads beats Fleet" in said
    assert "There are 3 such orders." in said
    assert "None beats every other one to one." in said


@pytest.mark.once
def test_rival_readings_are_never_counted_together(client, programme):
    one = council(programme, "Aldermere")
    ranked(programme, one, "w1", "w2", "w3", "w4", code="a-one")
    ranked(programme, one, "w4", "w3", "w2", "w1", code="a-two")
    ranked(programme, council(programme, "Brackenford"), "w1", "w2", "w3", "w4")
    said = text(client)

    assert "If it is Aldermere, Title of a-one The owners agree almost entirely (W 1.00)" in said
    assert "If it is Aldermere, Title of a-two The owners hardly agree (W 0.00)" in said


@pytest.mark.once
def test_a_later_list_supersedes_and_both_can_be_chosen(client, programme):
    one = council(programme, "Aldermere")
    ranked(programme, one, "w1", "w2", code="early", date="2009-01-01")
    ranked(programme, one, "w2", "w1", code="late")
    page = Site(client).get(f"{MINE}?{query_of({})}")

    ticked = {
        box.attributes["value"]: "checked" in box.attributes
        for box in page.main.all("input")
        if box.attributes.get("name") == "list"
    }
    assert ticked == {"early": False, "late": True}
    assert "Aldermere, 1 January 2009 (superseded)" in page.main.text()


@pytest.mark.once
def test_nothing_is_known_of_a_ranking_adopted_later(client, programme):
    ranked(programme, council(programme, "Aldermere"), "w1", "w2", date="2010-03-01")

    assert "No ranking is recorded on or before 18 February 2010." in text(client)


@pytest.mark.once
def test_a_list_that_the_reader_may_not_see_is_neither_shown_nor_counted(client, programme):
    for name in ("Aldermere", "Brackenford"):
        ranked(programme, council(programme, name), "w1", "w2", "w3")
    own = council(programme, "Carrowby")
    hidden = {"visibility": Visibility.OWNER, "owner": own}
    ranking = RankingFactory(programme=programme, by=own, code="hidden-list", **hidden)
    waste = programme.workstreams.get(ref="w1")
    create_many([RankingEntry(ranking=ranking, workstream=waste, rank=1, **hidden)])
    asked = text(client, list=["hidden-list"], without="hidden-list", drawn="hidden-list")

    assert "hidden-list" not in asked
    assert text(client) == text(client, list=[]) and "W 1.00" in text(client)
    client.force_login(UserFactory(is_superuser=True))
    assert "Carrowby, 15 January 2010" in text(client)


# What if


@pytest.mark.once
def test_what_if_recomputes_saves_nothing_and_its_address_says_it_all(client, programme):
    first = ranked(programme, council(programme, "Aldermere"), "w1", "w2", "w3")
    ranked(programme, council(programme, "Brackenford"), "w1", "w2", "w3", code="bra")
    versions = RankingEntry.history.count()
    form = query_of({"list": [first.code, "bra"], "against": "", "who": "bra", "what": "w3",
                     "to": "1", "weight-bra": "3"})  # fmt: skip

    sent = client.get(f"{MINE}?{form}")
    address = sent.headers["Location"]
    assert "who=" not in address
    said = Site(client).get(address).main.text()
    assert "Brackenford, 15 January 2010: Fleet at rank 1." in said
    assert "Brackenford, 15 January 2010 counted 3 times." in said
    assert "In the shared order by points:" in said
    assert "Fleet 3 →" in said
    assert (RankingEntry.history.count(), RankingEntry.objects.get(
        ranking__code="bra", workstream__ref="w3").rank) == (versions, 3)  # fmt: skip
    client.force_login(UserFactory(name="A Colleague"))
    assert "Brackenford, 15 January 2010: Fleet at rank 1." in Site(client).get(address).main.text()


@pytest.mark.once
def test_leaving_an_owner_out_leaves_it_out_of_the_shared_order_alone(client, programme):
    for name, refs in {"Ald": "w1 w2", "Bra": "w1 w2", "Car": "w2 w1"}.items():
        ranked(programme, council(programme, name), *refs.split(), code=name.lower())

    assert "(W 0.11)" in text(client)
    said = text(client, without="car")
    assert "(W 1.00)" in said
    assert "Car, 15 January 2010 left out" in said


@pytest.mark.once
def test_an_address_made_of_a_choice_reads_as_that_choice(client, programme):
    ranked(programme, council(programme, "Ald"), "w1", "w2", code="ald")
    ranked(programme, council(programme, "Bra"), "w1", "w2", code="bra")
    listed = [_listed(r) for r in programme.rankings.order_by("code")]
    query = QueryDict(
        "list=ald&list=bra&against=&first=5&unranked=bottom&merged=one&drawn=bra&without=ald"
        "&move=bra:w1:3&move=ald:w2:-&weight=ald:4"
    )
    choice = read_choice(query, listed, programme.partnership_id)

    assert read_choice(QueryDict(choice.query()[1:]), listed, programme.partnership_id) == choice
    assert (choice.first, choice.weights, [str(m) for m in choice.moves]) == (
        5, {"ald": 4}, ["bra:w1:3", "ald:w2:-"],
    )  # fmt: skip


def _listed(ranking):
    return Listed(ranking, [])


@pytest.mark.once
def test_what_cannot_be_meant_in_an_address_is_as_by_default(client, programme):
    ranked(programme, council(programme, "Ald"), "w1", "w2", code="ald")
    odd = {"list": "nobody", "against": "x", "first": "many", "move": "ald:w1:0", "weight": "ald:x"}

    assert text(client, **odd) == text(client)


# Files


@pytest.mark.once
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_matrix_can_be_taken_away(clyde_valley, client, ending):
    answer = client.get(f"{ADDRESS}&format={ending}")
    assert f'filename="clyde-valley-rankings.{ending}"' in answer.headers["Content-Disposition"]
    if ending == "csv":
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(BytesIO(answer.content)).active
        rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == [
        "Rank: the partnership", "Reference", "Workstream", "Place",
        "Inverclyde, ¶ 2.4, 4.11", "Inverclyde, ¶ 4.5",
    ]  # fmt: skip
    assert rows[8] == ["8", "roads", "Shared Roads Maintenance", "Not in Phase 1", "2", "selected"]
    assert len(rows) == 11


# How much it costs


def many(code: str, owners: int, size: int) -> None:
    programme = ProgrammeFactory(code=code)
    create_many(
        [
            Workstream(programme=programme, ref=f"w{n}", title=f"Service {n}", start="2009-01-01")
            for n in range(size)
        ]
    )
    councils = [OrganisationFactory.build(code=f"{code}-{n}", start="") for n in range(owners)]
    create_many(councils)
    councils = list(Organisation.objects.filter(code__startswith=f"{code}-"))
    create_many(
        [
            Membership(
                partnership=programme.partnership,
                organisation=by,
                role="member",
                start="2009-01-01",
            )
            for by in councils
        ]
    )
    create_many(
        [
            Ranking(
                programme=programme, by=by, code=by.code, title=by.code, kind="ranked", date="2009"
            )
            for by in councils
        ]
    )
    streams = list(programme.workstreams.order_by("pk"))
    create_many(
        [
            RankingEntry(ranking=ranking, workstream=w, rank=(n * 7 + owner * 3) % size + 1)
            for owner, ranking in enumerate(programme.rankings.all())
            for n, w in enumerate(streams)
        ]
    )


def test_fifty_owners_of_sixty_workstreams_take_as_few_statements_as_three_of_ten(recorded, client):
    many("few", 3, 10)
    many("many", 50, 60)
    client.force_login(UserFactory(is_superuser=True))
    counted = {}
    for code in ("few", "many"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/programmes/{code}/rankings/", DAY).status_code == 200
        counted[code] = len(captured)

    assert counted["many"] == counted["few"] < 20
    page = Site(client).get("/programmes/many/rankings/?as_at=2010-02-18")
    first = cells(page, "table")[0]
    assert first[1:3] == ["50 of 50", "1"]
    assert first[5].count(";") == 49
    assert "If one were left out" in page.main.text()


@pytest.mark.once
def test_those_whose_leaving_out_changes_the_same_are_named_together(client, programme):
    for name, refs in {"Ald": "w1 w2 w3", "Bra": "w1 w2 w3", "Car": "w2 w1 w3"}.items():
        ranked(programme, council(programme, name), *refs.split(), code=name.lower())
    said = text(client)

    both = "Without Ald, 15 January 2010 or Bra, 15 January 2010: Borda, Copeland, Kemeny, "
    assert f"{both}Condorcet winner change." in said
    assert "Without Car, 15 January 2010: no order changes." in said


@pytest.mark.once
def test_a_list_shorter_than_what_is_asked_of_is_compared_with_as_many(client, programme):
    """In the count and in the paragraph for a report alike."""
    ranked(programme, programme.partnership, "w1", "w2", "w3", "w4")
    ranked(programme, council(programme, "Aldermere"), "w3", "w1")
    said = text(client)

    assert "Aldermere: one of two is among the first two of" in said
    assert said.count("among the first two of") == 2
    assert "first three" not in said


@pytest.mark.once
def test_a_selection_has_no_first_places_and_nothing_is_said_of_its_order(client, programme):
    ranked(programme, programme.partnership, "w1", "w2", "w3", "w4")
    ranked(programme, council(programme, "Ald"), "w2", "w3", kind=RankingKind.SELECTION)
    (row,) = cells(Site(client).get(f"{MINE}?{query_of({})}"), "agree")

    assert row == [
        "Ald 15 January 2010: 2, without order", "1 of 2 Roads", "No pair that both order",
        "–", "–", "0.50 no order among the 2 in common",
    ]  # fmt: skip


@pytest.mark.once
def test_what_changes_without_an_owner_is_said_on_each_reading(client, programme):
    for name, refs in {"Ald": "w1 w2 w3", "Bra": "w2 w1 w3"}.items():
        ranked(programme, council(programme, name), *refs.split(), code=name.lower())
    third = council(programme, "Car")
    ranked(programme, third, "w1", "w2", "w3", code="car-1", title="First reading")
    ranked(programme, third, "w2", "w1", "w3", code="car-2", title="Second reading")
    said = text(client)

    assert (
        "If it is Car, First reading: Without Car, First reading or Ald, 15 January 2010: Borda, "
        "Copeland, Kemeny, Condorcet winner change. Without Bra, 15 January 2010: no order changes."
    ) in said
    assert (
        "If it is Car, Second reading: Without Car, Second reading or Bra, 15 January 2010: Borda, "
        "Copeland, Kemeny, Condorcet winner change. Without Ald, 15 January 2010: no order changes."
    ) in said


@pytest.mark.once
def test_what_lists_come_to_together_is_said_on_each_reading(client, programme):
    """Two owners agree by one reading; by the other nobody leads, and two orders are as good."""
    ranked(programme, council(programme, "Ald"), "w1", "w2", code="ald")
    other = council(programme, "Bra")
    ranked(programme, other, "w1", "w2", code="bra-1", title="First reading")
    ranked(programme, other, "w2", "w1", code="bra-2", title="Second reading")
    said = Site(client).get(f"{MINE}?{query_of({'first': '1'})}").main.one("blockquote").text()

    together = "Of two lists together, if it is Bra,"
    assert (
        f"{together} First reading, Waste come first by Borda’s points; by Kemeny’s order, the "
        "same first. The owners agree almost entirely (W 1.00)"
    ) in said
    assert (
        f"{together} Second reading, Waste and Roads come first by Borda’s points, the last of "
        "them tied; by Kemeny’s order, two orders are equally good, and begin differently."
    ) in said


@pytest.mark.once
def test_where_the_list_that_all_are_measured_by_is_given_twice_both_are_tried(client, programme):
    ranked(programme, programme.partnership, "w1", "w2", "w3", code="p-1", title="First reading")
    ranked(programme, programme.partnership, "w3", "w4", "w1", code="p-2", title="Second reading")
    ranked(programme, council(programme, "Ald"), "w1", "w2", "w4", code="ald")
    site = Site(client).get(f"{MINE}?{query_of({'against': 'p-1', 'first': '2'})}")

    partnership = programme.partnership.label
    assert (
        f"The list of {partnership} is itself given in another way, Second reading. Measured by "
        "that one: Ald, 15 January 2010, 0 of 2 among its first 2."
    ) in site.main.text()
    assert (
        f"By second reading the list of {partnership} is another. Measured by that one, of Ald, "
        "15 January 2010, none of two are among its first two. Which reading is right is not "
        "settled."
    ) in site.main.one("blockquote").text()


@pytest.mark.once
def test_of_many_lists_it_can_still_be_asked_which_of_the_first_are_shared(client, programme):
    ranked(programme, programme.partnership, "w1", "w2", "w3")
    for n in range(5):
        ranked(programme, council(programme, f"{n}ouncil"), "w1", "w3", code=f"c{n}")

    assert cells(Site(client).get(f"{MINE}?{query_of({})}"), "agree")[0][1] == "1 of 2 Which Waste"


@pytest.mark.once
def test_a_what_if_that_is_taken_away_says_so(client, programme):
    ranked(programme, council(programme, "Ald"), "w1", "w2", code="ald")
    query = query_of({"format": "csv", "move": "ald:w2:1"})
    heading, *_ = csv.reader(StringIO(client.get(f"{MINE}?{query}").content.decode("utf-8-sig")))

    assert heading[-1] == "Ald, 15 January 2010, what if"


@pytest.mark.once
def test_the_committee_report_compares_in_the_same_words(clyde_valley):
    """Every sentence and every note of a report's comparison stands in the page's paragraph."""
    report = build(Report.objects.for_report().get(code="inverclyde-2010-02-18"), AnonymousUser())
    (compared,) = {p.text for p in blocks(report, "background", Paragraph) if "lower" in p.text}
    (rival,) = {n.text for n in blocks(report, "background", Note) if "the list above" in n.text}
    said = clyde_valley.get(ADDRESS).main.one("blockquote").text()

    assert f"{compared} {rival}" in said


@pytest.mark.once
def test_a_report_says_of_a_list_of_the_same_day_that_it_is_another_reading(clyde_valley):
    """As the page does, whether or not a conflict is recorded of it."""
    with recording(user=None, reason="Test"):
        report = Report.objects.for_report().get(code="inverclyde-2010-02-18")
        ranking = Ranking.objects.get(code="ivc-2009-12-15-ranked")
        third = RankingFactory(
            programme=ranking.programme, by=ranking.by, code="ivc-third", date=ranking.date
        )
        fleet = ranking.programme.workstreams.get(ref="fleet")
        create_many([RankingEntry(ranking=third, workstream=fleet, rank=1)])
    found = blocks(build(report, AnonymousUser()), "background", Note)

    said = (
        f"it is another: {fleet.title}. That one is not ranked first by Clyde Valley Community "
        "Planning Partnership and is taken forward in Phase 1. Which reading is right is not"
    )
    assert any(said in note.text for note in found)


@pytest.mark.once
def test_a_report_compares_with_no_list_that_has_no_order(clyde_valley):
    report = Report.objects.for_report().get(code="inverclyde-2010-02-18")
    with recording(user=None, reason="Test"):
        for item in ReportItem.objects.filter(report=report, block=Block.COMPARISON):
            item.against = Ranking.objects.get(code="ivc-2009-12-15-selection")
            keep(record=item)

    assert not [
        p
        for p in blocks(build(report, AnonymousUser()), "background", Paragraph)
        if "places lower" in p.text
    ]


@pytest.mark.once
def test_where_not_all_best_orders_are_known_none_is_said_to_differ(client, programme):
    """Two owners of opposite minds: every order of four turns round as many, and ten are listed."""
    ranked(programme, council(programme, "Ald"), "w1", "w2", "w3", "w4", code="ald")
    ranked(programme, council(programme, "Bra"), "w4", "w3", "w2", "w1", code="bra")
    said = text(client)

    assert "There are 24 such orders. One of them is shown." in said
    assert "(methods differ)" not in said
    assert "not all of them are known here. Borda and Copeland agree." in said
