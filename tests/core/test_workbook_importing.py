"""From a workbook to records: every problem said at once, all or nothing, twice changes nothing."""

import datetime
import io
import random
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from programmes.councils.reading import NEEDED
from programmes.models import Citation, Membership, Organisation, Post, Programme
from sharedsvc.core.workbook import suggestions
from sharedsvc.core.workbook.files import read_workbook
from sharedsvc.core.workbook.ordering import in_order
from sharedsvc.portal.workbook.programme import export_workbook, import_sheets, import_workbook
from tests.core.workbooks import BINS, corrected, read_sheets
from workstreams.models import Workstream, WorkstreamRole

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
PROGRAMMES = sorted(path.parent for path in FIXTURES.glob("*/programme.csv"))
CLYDE_VALLEY = FIXTURES / "clyde-valley"


def table_counts() -> dict[str, int]:
    """How many rows each table holds, history included."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def take(tmp_path, db):
    """Imports the small workbook with these sheets put in the place of its own."""

    def run(sheets=None, *, dry_run=False, without=(), **changed):
        wanted = {**BINS, **changed} if sheets is None else sheets
        wanted = {name: text for name, text in wanted.items() if name not in without}
        raw = read_sheets(tmp_path / f"take-{random.random()}", wanted)
        return import_sheets(raw, user=None, reason="Test", dry_run=dry_run, names=corrected)

    return run


def said(outcome) -> list[tuple]:
    """Problems as tuples, to compare."""
    return [(p.sheet, p.row, p.column, p.value, p.expected, p.nearest) for p in outcome.problems]


@pytest.mark.parametrize("name", ["Other-Names", " other  names"])
def test_case_blanks_and_hyphens_make_no_other_sheet(take, name):
    sheet = {name: "organisation,name\nnothing,Bins\n"}
    assert [problem[0] for problem in said(take(**sheet))] == ["other names"]


def test_a_sound_workbook_is_taken_in(take):
    outcome = take()
    assert said(outcome) == []
    assert len(outcome.added) == 10
    assert (outcome.changed, outcome.left) == ([], 0)
    assert list(Workstream.objects.order_by("ref").values_list("ref", "parent__ref")) == [
        ("bins", None),
        ("lorries", "bins"),
    ]
    role = WorkstreamRole.objects.get()
    assert (role.organisation.code, role.kind, role.start) == ("AVC", "lead", "2010-01-15")


def test_a_dry_run_says_the_same_and_writes_nothing(take):
    before = table_counts()
    plan = take(dry_run=True)
    assert table_counts() == before
    done = take()
    assert (plan.added, plan.changed, plan.left) == (done.added, done.changed, done.left)
    assert table_counts() != before


def test_the_same_workbook_twice_changes_nothing(take):
    take()
    before = table_counts()
    again = take()
    assert (again.added, again.changed, again.left) == ([], [], 10)
    assert table_counts() == before


# Problems


RANKINGS = "ranking,title,by,kind,workstream,rank\n"
WHY_KIND = (
    "kind must be filled in: ranked if the figures are ranks; selection if they only number a list "
    "(they then belong under “place”)"
)
PROBLEMS = {
    "misspelt sheet": (
        {"organizations": "code,name\n"},
        ("organizations", None, "", "", "there is no such sheet", "organisations"),
    ),
    "unheard-of sheet": (
        {"xyzzy": "code\n"},
        ("xyzzy", None, "", "", "there is no such sheet", ""),
    ),
    "misspelt column": (
        {"people": "code,nmae\n"},
        ("people", 1, "nmae", "", "there is no such column", "name"),
    ),
    "column twice": (
        {"meetings": "code,body,body\n"},
        ("meetings", 1, "body", "", "the column stands there twice", ""),
    ),
    "missing key column": (
        {"people": "name\nAnn Lee\n"},
        ("people", 1, "code", "", "this column is missing", ""),
    ),
    "missing column that a new row needs": (
        {"people": "code\nann\n"},
        ("people", 2, "name", "", "name must be filled in", ""),
    ),
    "missing kind of a ranking": (
        {"rankings": "ranking,title,by,workstream,rank\nlist,List,AVC,bins,1\n"},
        ("rankings", 2, "kind", "", WHY_KIND, ""),
    ),
    "blank kind of a ranking": (
        {"rankings": "ranking,title,by,kind,workstream,rank\nlist,List,AVC,,bins,1\n"},
        ("rankings", 2, "kind", "", WHY_KIND, ""),
    ),
    "rank in a list without an order": (
        {"rankings": RANKINGS + "list,List,AVC,selection,bins,1\nlist,,,,lorries,\n"},
        (
            "rankings",
            2,
            "rank",
            "1",
            "“List” is unranked selection: it has no place for a rank. If the figures are ranks, "
            "its kind is ranked",
            "",
        ),
    ),
    "order in place of a rank": (
        {"rankings": ("ranking,title,by,kind,workstream,place\nlist,List,AVC,ranked,bins,1\n")},
        (
            "rankings",
            2,
            "rank",
            "",
            "“List” is ranked: it needs a rank. If the figures only number a list, the ranking’s "
            "kind is unranked selection",
            "",
        ),
    ),
    "workstream twice in a ranking": (
        {"rankings": RANKINGS + "list,List,AVC,ranked,bins,1\nlist,,,,bins,2\n"},
        ("rankings", 3, "workstream", "list/bins", "it stands in row 2 already", ""),
    ),
    "rank with a sign for ties": (
        {"rankings": RANKINGS + "list,List,AVC,ranked,bins,1=\n"},
        ("rankings", 2, "rank", "1=", "a whole number", ""),
    ),
    "day that there is not": (
        {"phases": "code,title,start\np1,Phase 1,2010-02-30\n"},
        (
            "phases",
            2,
            "start",
            "2010-02-30",
            "“2010-02-30” is not a date: February has 28 days",
            "",
        ),
    ),
    "month where a day is needed": (
        {
            "house-styles": "style,name,organisation\navon,Avon,AVC\n",
            "reports": "code,subject,organisation,house style,date\nr1,Bins,AVC,avon,Feb 2010\n",
        },
        ("reports", 2, "date", "Feb 2010", "a day is needed here, as 15 January 2010", ""),
    ),
    "a spreadsheet's number of a day": (
        {"phases": "code,title,start\np1,Phase 1,40227\n"},
        (
            "phases",
            2,
            "start",
            "40227",
            "40227 is how a spreadsheet counts days: 18 February 2010, if it counts from 1900. "
            "Format the cell as a date, or type the date as text",
            "",
        ),
    ),
    "neither yes nor no": (
        {"decisions": "decision,title,paraphrased\nd1,Decision,perhaps\n"},
        ("decisions", 2, "paraphrased", "perhaps", "yes or no", ""),
    ),
    "cell without a heading": (
        {"people": "code,name\nann,Ann Lee,MBE\n"},
        ("people", 2, "column 3", "MBE", "this cell has no heading", ""),
    ),
    "nothing where something is needed": (
        {"people": "code,name\nann,\n"},
        ("people", 2, "name", "", "name must be filled in", ""),
    ),
    "code with a space": (
        {"people": "code,name\nann lee,Ann Lee\n"},
        (
            "people",
            2,
            "code",
            "ann lee",
            "a code of letters, digits and hyphens, without spaces",
            "",
        ),
    ),
    "impossible date": (
        {"workstreams": "ref,title,start\nbins,Bins,31 April 2010\nlorries,Lorries,\n"},
        (
            "workstreams",
            2,
            "start",
            "31 April 2010",
            "“31 April 2010” is not a date: April has 30 days",
            "",
        ),
    ),
    "unknown choice": (
        {"memberships": "partnership,organisation,role\nboard,AVC,chiar\n"},
        (
            "memberships",
            2,
            "role",
            "chiar",
            "one of: member, owner, customer, chair, vice-chair, administrator, observer, adviser",
            "chair",
        ),
    ),
    "not a number": (
        {"phases": "code,title,order\np1,Phase 1,first\n"},
        ("phases", 2, "order", "first", "a whole number", ""),
    ),
    "misspelt code": (
        {"memberships": "partnership,organisation\nborad,AVC\n"},
        (
            "memberships",
            2,
            "partnership",
            "borad",
            "no such code among organisations: “borad”",
            "board",
        ),
    ),
    "one of several codes misspelt": (
        {"posts": "code,title,organisations\ndirector,Director,AVC; BRX\n"},
        (
            "posts",
            2,
            "organisations",
            "AVC; BRX",
            "no such code among organisations: “BRX”",
            "BRC",
        ),
    ),
    "source that is no document": (
        {"people": "code,name,sources\nann,Ann Lee,reprot 1.1\n"},
        ("people", 2, "sources", "reprot 1.1", "no such code among documents: “reprot”", "report"),
    ),
    "paragraph twice": (
        {"people": 'code,name,sources\nann,Ann Lee,"report 1.1, 1.1"\n'},
        ("people", 2, "sources", "report 1.1, 1.1", "each paragraph once", ""),
    ),
    "paragraph too long": (
        {"people": f"code,name,sources\nann,Ann Lee,report {'x' * 61}\n"},
        (
            "people",
            2,
            "sources",
            f"report {'x' * 61}",
            "a paragraph's number or heading, of at most 60 characters",
            "",
        ),
    ),
    "about a sheet that there is not": (
        {"conflicts": "conflict,question,about\nwho,Who leads?,workstream:bins\n"},
        (
            "conflicts",
            2,
            "about",
            "workstream:bins",
            "there is no sheet “workstream”",
            "workstreams",
        ),
    ),
    "about without a sheet": (
        {"conflicts": "conflict,question,about\nwho,Who leads?,bins\n"},
        (
            "conflicts",
            2,
            "about",
            "bins",
            "each as sheet:code, for instance workstreams:back-office",
            "",
        ),
    ),
    "duplicate code": (
        {"people": "code,name\nann,Ann Lee\nbea,Bea Low\nann,Ann Low\n"},
        ("people", 4, "code", "ann", "it stands in row 2 already", ""),
    ),
    "particulars twice": (
        {
            "conflicts": (
                "conflict,question,reading,statement\n"
                "who,Who leads?,1,Avon.\nwho,Who led?,2,Brook.\n"
            )
        },
        ("conflicts", 3, "conflict", "who", "its particulars stand in row 2 already", ""),
    ),
    "end before start": (
        {"phases": "code,title,start,end\np1,Phase 1,2010-02,2010-01\n"},
        ("phases", 2, "", "", "The end is before the start", ""),
    ),
    "dates beyond the calendar": (
        {"phases": "code,title,start\np1,Phase 1,2010-25\n"},
        (
            "phases",
            2,
            "start",
            "2010-25",
            "“2010-25” is not a date; write it as 15 January 2010, January 2010 or 2010",
            "",
        ),
    ),
    "words for a date": (
        {"phases": "code,title,end\np1,Phase 1,by summer recess\n"},
        (
            "phases",
            2,
            "end",
            "by summer recess",
            "“by summer recess” is not a date; write it as 15 January 2010, January 2010 or 2010; "
            "words that name no date go under “end as stated”",
            "",
        ),
    ),
    "too long": (
        {"people": f"code,name\nann,{'x' * 201}\n"},
        (
            "people",
            2,
            "name",
            "x" * 201,
            "at most 200 characters; this has 201",
            "",
        ),
    ),
    "not a partnership": (
        {"memberships": "partnership,organisation\nAVC,BRC\n"},
        ("memberships", 2, "partnership", "AVC", "Avon Council is not a partnership", ""),
    ),
    "programme of a council": (
        {"programme": "code,title,partnership\nbins,Sharing bins,AVC\n"},
        ("programme", 2, "partnership", "AVC", "Avon Council is not a partnership", ""),
    ),
    "owner's alone without an owner": (
        {"people": "code,name,visibility\nann,Ann Lee,owner\n"},
        ("people", 2, "", "", "A record for its owner alone needs an owner", ""),
    ),
    "rows are empty": (
        {"programme": "code,title,partnership\n"},
        (
            "programme",
            None,
            "",
            "",
            "the workbook needs this sheet with exactly one row, for its programme",
            "",
        ),
    ),
    "two programmes": (
        {"programme": "code,title,partnership\nbins,Bins,board\nroads,Roads,board\n"},
        (
            "programme",
            None,
            "",
            "",
            "the workbook needs this sheet with exactly one row, for its programme",
            "",
        ),
    ),
}


@pytest.mark.parametrize(("changed", "problem"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_said_with_its_place_and_leaves_nothing_behind(take, changed, problem):
    before = table_counts()
    assert said(take(**changed)) == [problem]
    assert table_counts() == before


def test_a_workbook_without_its_programme_is_refused(take):
    expected = "the workbook needs this sheet with exactly one row, for its programme"
    assert said(take(without=["programme"])) == [("programme", None, "", "", expected, "")]


def test_all_problems_are_said_at_once(take):
    """Of sheets, cells, references, rules of a row and rules between rows."""
    before = table_counts()
    outcome = take(
        peple="code,name\n",
        people="code,name\nann lee,Ann Lee\nbea,\n",
        documents="code,title,date\nreport,Report,32 May 2010\n",
        phases="code,title,start,end\np1,Phase 1,2010-02,2010-01\np2,Phase 2,soon,\n",
        memberships="partnership,organisation\nAVC,BRC\nboard,AVX\n",
    )
    places = [(p.sheet, p.row, p.column) for p in outcome.problems]
    assert set(places) == {
        ("peple", None, ""),
        ("people", 2, "code"),
        ("people", 3, "name"),
        ("documents", 2, "date"),
        ("phases", 2, ""),
        ("phases", 3, "start"),
        ("memberships", 2, "partnership"),
        ("memberships", 3, "organisation"),
    }
    assert len(places) == 8
    assert table_counts() == before


def test_other_problems_are_said_beside_a_missing_programme(take):
    outcome = take(without=["programme"], memberships="partnership,organisation\nboard,AVX\n")
    assert [(p.sheet, p.column) for p in outcome.problems] == [
        ("programme", ""),
        ("memberships", "organisation"),
    ]


def test_rows_that_hang_on_a_faulty_row_are_not_blamed(take):
    """Only the organisation's own cell is wrong, though memberships and roles name it."""
    organisations = (
        "code,name,kind,start\n"
        "board,Bins Board,partnership,\nAVC,Avon Council,,sometime\nBRC,Brook Council,,\n"
    )
    outcome = take(organisations=organisations)
    assert [(p.sheet, p.row, p.column) for p in outcome.problems] == [("organisations", 3, "start")]


@pytest.mark.parametrize(
    ("rows", "circle"),
    [
        ("a,A,b\nb,B,a\n", "a → b → a"),
        ("a,A,c\nb,B,a\nc,C,b\n", "a → c → b → a"),
        ("a,A,a\n", "a → a"),
    ],
    ids=["two", "three", "itself"],
)
def test_parents_in_a_circle_are_refused(take, rows, circle):
    outcome = take(workstreams=f"ref,title,parent\n{rows}", without=["roles"])
    codes = set(circle.split(" → "))
    assert {(p.sheet, p.column, p.value) for p in outcome.problems} == {
        ("workstreams", "ref", code) for code in codes
    }
    for problem in outcome.problems:
        start, path = problem.expected.split(": ")
        assert start == "these refer to one another in a circle"
        assert set(path.split(" → ")) == codes
    assert Workstream.objects.count() == 0


def test_a_circle_with_what_the_register_holds_is_refused(take):
    take()
    outcome = take(workstreams="ref,parent\nbins,lorries\n")
    assert said(outcome) == [
        ("workstreams", 2, "parent", "lorries", "The parents form a circle", "")
    ]


def test_other_problems_are_said_beside_a_circle(take):
    outcome = take(
        workstreams="ref,title,parent\na,A,b\nb,B,a\n",
        phases="code,title,start,end\np1,Phase 1,2010-02,2010-01\n",
        without=["roles"],
    )
    assert ("phases", 2) in [(p.sheet, p.row) for p in outcome.problems]


def test_many_circles_are_all_told_in_no_noticeable_time(take):
    pairs = "".join(f"a{n},A,b{n}\nb{n},B,a{n}\n" for n in range(2000))
    outcome = take(workstreams=f"ref,title,parent\n{pairs}", without=["roles"])
    assert (len(outcome.problems), outcome.problems.total) == (500, 4000)
    assert {p.expected for p in outcome.problems if p.value in ("a7", "b7")} <= {
        "these refer to one another in a circle: a7 → b7 → a7",
        "these refer to one another in a circle: b7 → a7 → b7",
    }


def test_a_long_circle_is_told_in_short(take):
    rows = "".join(f"w{n},W,w{(n + 1) % 300}\n" for n in range(300))
    outcome = take(workstreams=f"ref,title,parent\n{rows}", without=["roles"])
    assert len(outcome.problems) == 300
    assert all("… → " in p.expected and len(p.expected) < 120 for p in outcome.problems)


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3), max_size=10))
def test_any_graph_comes_in_order_but_for_the_circles_told(graph):
    graph = {node: [other for other in needed if other in graph] for node, needed in graph.items()}
    order, circles = in_order(graph)
    assert sorted(order) == sorted(graph)
    told = {node for circle in circles for node in circle}
    for circle in circles:
        following = [*circle[1:], circle[0]]
        assert all(after in graph[node] for node, after in zip(circle, following, strict=True))
    for node in graph:
        if node not in told:
            assert all(order.index(other) < order.index(node) for other in graph[node])


# Ranks given twice


THREE = "ref,title,parent\nbins,Bins,\nlorries,Lorries,bins\nskips,Skips,\ndepots,Depots,\n"


def ranked(*ranks, remarks="") -> dict[str, str]:
    rows = zip(["bins", "lorries", "skips", "depots"], ranks, strict=False)
    particulars = "list,List,AVC,ranked,,,,Its own remarks.\n"
    entries = "".join(f"list,,,,{ref},{rank},{remarks},\n" for ref, rank in rows)
    headings = "ranking,title,by,kind,workstream,rank,entry remarks,remarks\n"
    return {"workstreams": THREE, "rankings": headings + particulars + entries}


@pytest.mark.parametrize("ranks", [(1, 2, 2), (1, 2, 2, 4), (3, 1, 1), (1, 1, 1, 4)])
def test_a_rank_given_twice_is_pointed_out_and_taken_as_a_tie(take, ranks):
    outcome = take(**ranked(*ranks))
    assert said(outcome) == []
    tied = [row for row, rank in enumerate(ranks, start=3) if ranks.count(rank) > 1]
    assert [(d.sheet, d.row, d.column, d.expected) for d in outcome.doubts] == [
        ("rankings", row, "rank", "the rank is given twice: taken as a tie") for row in tied
    ]


@pytest.mark.parametrize(
    ("ranks", "rows", "follows"),
    [((1, 2, 2, 3), (4, 5), 3), ((1, 1, 2), (3, 4), 2), ((1, 1, 1, 3), (3, 4, 5), 3)],
)
def test_a_rank_given_twice_is_refused_where_the_next_is_not_left_out(take, ranks, rows, follows):
    before = table_counts()
    outcome = take(**ranked(*ranks))
    assert [(p.sheet, p.row, p.column, p.value) for p in outcome.problems] == [
        ("rankings", row, "rank", str(ranks[row - 3])) for row in rows
    ]
    assert outcome.problems[0].expected == (
        f"the rank is given twice, yet {follows} follows: a tie leaves that out (1, 2, 2, 4). Mend "
        "the ranks or, if the source prints them so, say that in the entry remarks"
    )
    assert table_counts() == before


def test_a_source_that_counts_on_after_a_tie_is_taken_with_a_remark(take):
    outcome = take(**ranked(1, 2, 2, 3, remarks="Printed so."))
    assert (said(outcome), len(outcome.doubts)) == ([], 2)


def test_a_rank_that_the_register_has_given_already_is_seen(take):
    take(**ranked(1, 2, 3))
    sheet = "ranking,workstream,rank\nlist,depots,2\n"
    assert [(p.row, p.column) for p in take(rankings=sheet, without=["roles"]).problems] == [
        (2, "rank")
    ]


# Ranks or an order


def placed(*ranks, remarks="") -> dict[str, str]:
    """A ranked list whose workstreams stand on the page in places 1, 2, 3 …"""
    rows = zip(["bins", "lorries", "skips", "depots"], ranks, strict=False)
    entries = "".join(
        f"list,,,,{ref},{rank},{n},{remarks}\n" for n, (ref, rank) in enumerate(rows, start=1)
    )
    headings = "ranking,title,by,kind,workstream,rank,place,entry remarks\n"
    return {
        "workstreams": THREE,
        "rankings": headings + "list,List,AVC,ranked,,,,\n" + entries,
    }


@pytest.mark.parametrize("ranks", [(2, 3, 1), (3, 1, 2), (2, 3, 4, 1)])
def test_ranks_that_could_as_well_be_an_order_are_asked_about_and_nothing_is_written(take, ranks):
    before = table_counts()
    outcome = take(**placed(*ranks))

    assert [(p.row, p.column, p.expected) for p in outcome.problems] == [
        (
            3,
            "rank",
            f"are these ranks, or an order? Read as ranks, the first on the page is ranked "
            f"{ranks[0]}; read as an order, number {ranks[0]} on the page comes first. If they are "
            "ranks, say so in the entry remarks; if they are an order, write each workstream's "
            "rank",
        )
    ]
    assert table_counts() == before
    assert said(take(**placed(*ranks, remarks="Printed as ranks."))) == []


@pytest.mark.parametrize(
    "ranks", [(1, 2, 3), (2, 1, 3), (3, 2, 1), (1, 3, 2), (1, 2, 2), (1, 3, 5)]
)
def test_ranks_that_can_only_mean_one_thing_are_taken(take, ranks):
    assert said(take(**placed(*ranks))) == []


def test_figures_that_run_on_from_another_list_are_asked_about(take):
    expected = (
        "nothing has rank 1: 4 could as well number a list that runs on. Give ranks from 1 or, if "
        "the source ranks them so, say that in the entry remarks"
    )
    assert [(p.row, p.expected) for p in take(**ranked(4, 5, 6)).problems] == [(3, expected)]
    assert said(take(**ranked(4, 5, 6, remarks="Ranked so."))) == []


# Codes that are not there, very often


def test_the_nearest_is_sought_only_so_long(take, monkeypatch):
    monkeypatch.setattr(suggestions, "MOST_COMPARED", 10)
    rows = "".join(f"board,AV{letter}\n" for letter in "defghijklm")
    outcome = take(memberships=f"partnership,organisation\n{rows}")
    assert [p.nearest for p in outcome.problems] == ["AVC"] * 3 + [""] * 7


def test_an_organisation_may_be_its_own_owner(take):
    outcome = take(
        organisations=(
            "code,name,kind,visibility,owner\nboard,Board,partnership,,\n"
            "AVC,Avon Council,,partners,AVC\nBRC,Brook Council,,,\n"
        )
    )
    assert said(outcome) == []
    assert Organisation.objects.get(code="AVC").owner.code == "AVC"


@pytest.mark.parametrize(
    ("sheet", "text"),
    [
        ("conflicts", "conflict,question,about\nwho,Who?,workstreams:bins; workstreams:bins\n"),
        ("posts", "code,title,organisations\ndirector,Director,AVC; AVC\n"),
    ],
)
def test_naming_the_same_row_twice_in_a_cell_is_a_problem_of_that_cell(take, sheet, text):
    before = table_counts()
    column = "about" if sheet == "conflicts" else "organisations"
    outcome = take(**{sheet: text})
    assert [(p.sheet, p.row, p.column) for p in outcome.problems] == [(sheet, 2, column)]
    assert table_counts() == before


def test_a_late_failure_leaves_nothing_behind(take):
    """The last row of the last sheet is refused by an operation, after all others were saved."""
    before = table_counts()
    roles = BINS["roles"] + "bins,lead,BRC,confirmed,2010-01-15\n"
    outcome = take(roles=roles)
    assert [(p.sheet, p.row, p.column) for p in outcome.problems] == [("roles", 3, "role")]
    assert outcome.problems[0].expected == (
        "Avon Council is lead of “Bins” at the same time: end that role, or make both joint leads"
    )
    assert table_counts() == before


# Order


def shuffled(sheets, seed: int):
    """Sheets in another order, and the rows of those that have only one part."""
    chance = random.Random(seed)
    chance.shuffle(sheets)
    for sheet in sheets:
        if sheet.name not in SEVERAL_PARTS:
            chance.shuffle(sheet.rows)
    return sheets


SEVERAL_PARTS = {
    "rankings",
    "decisions",
    "gates",
    "conflicts",
    "house styles",
    "agreements",
    "reviews",
}


@pytest.mark.parametrize("seed", range(5))
def test_rows_and_sheets_may_stand_in_any_order(tmp_path, db, seed):
    raw = shuffled(read_sheets(tmp_path, BINS), seed)
    outcome = import_sheets(raw, user=None, reason="Test")
    assert said(outcome) == []
    assert len(outcome.added) == 10


def test_a_programme_in_another_order_is_the_same_programme(tmp_path, db):
    sheets = shuffled(read_workbook(CLYDE_VALLEY), 7)
    assert said(import_sheets(sheets, user=None, reason="Test")) == []
    export_workbook(Programme.objects.get(), tmp_path / "out")
    assert contents(tmp_path / "out") == contents(CLYDE_VALLEY)


# Changes


def test_a_changed_cell_says_from_what_to_what(take):
    take()
    organisations = BINS["organisations"].replace("Avon Council,", "Avon and Dene Council,unitary")
    [change] = take(organisations=organisations).changed
    assert (change.sheet, change.part, change.code, change.row) == (
        "organisations",
        "organisations",
        "AVC",
        3,
    )
    assert change.columns == (
        ("name", "Avon Council", "Avon and Dene Council"),
        ("kind", "", "unitary"),
    )
    avon = Organisation.objects.get(code="AVC")
    assert (avon.name, avon.kind) == ("Avon and Dene Council", "unitary")
    assert avon.history.count() == 2


@pytest.mark.parametrize(
    ("sheet", "old", "new", "columns"),
    [
        ("workstreams", "lorries,Lorries,bins", "lorries,Lorries,", (("parent", "bins", ""),)),
        (
            "memberships",
            "board,AVC,report 1.1",
            'board,AVC,"report 1.3, 2.1 (inferred)"',
            (("sources", "report 1.1", "report 1.3, 2.1 (inferred)"),),
        ),
        (
            "roles",
            "confirmed,2010-01-15",
            "proposed,about March 2010",
            (("standing", "confirmed", "proposed"), ("start", "2010-01-15", "2010-03~")),
        ),
    ],
)
def test_one_row_changes_and_the_rest_is_left(take, sheet, old, new, columns):
    take()
    changed = BINS[sheet].replace(old, new)
    assert changed != BINS[sheet]
    outcome = take(**{sheet: changed})
    assert said(outcome) == []
    assert [change.columns for change in outcome.changed] == [columns]
    assert (outcome.added, outcome.left) == ([], 9)
    again = take(**{sheet: changed})
    assert (again.added, again.changed, again.left) == ([], [], 10)


def test_what_a_date_looked_like_is_no_change(take):
    take()
    roles = BINS["roles"].replace("2010-01-15", "Friday 15th January 2010")
    assert (take(roles=roles).changed, WorkstreamRole.objects.get().start) == ([], "2010-01-15")


def test_sheets_and_columns_left_out_stay_as_they_are(take):
    take()
    before = list(Workstream.objects.order_by("ref").values())
    outcome = take(
        {"programme": "code,remarks\nbins,Now with a remark.\n", "workstreams": "ref\nbins\n"}
    )
    assert said(outcome) == []
    assert [change.columns for change in outcome.changed] == [
        (("remarks", "", "Now with a remark."),)
    ]
    programme = Programme.objects.get()
    assert (programme.title, programme.remarks) == ("Sharing bins", "Now with a remark.")
    assert list(Workstream.objects.order_by("ref").values()) == before
    assert Citation.objects.not_struck_out().count() == 3


def test_a_blank_cell_under_a_heading_makes_the_value_blank(take):
    take()
    take(workstreams="ref,start\nbins,\n")
    assert Workstream.objects.get(ref="bins").start == ""


COUNCILS = "code,name,kind,short name,sources\nboard,Bins Board,partnership,,\n"


@pytest.fixture
def known_avon(take):
    """The register knows more of a council than the workbook says."""
    take(organisations=COUNCILS + "AVC,Avon Council,unitary,Avon,report 3\nBRC,Brook,,,\n")


def test_a_blank_cell_of_a_shared_row_leaves_what_is_known_of_it(take, known_avon):
    before = table_counts()
    outcome = take(organisations=COUNCILS + "AVC,Avon Council,,,\nBRC,Brook,,,\n")
    assert (said(outcome), outcome.changed) == ([], [])
    avon = Organisation.objects.get(code="AVC")
    assert (avon.kind, avon.short_name) == ("unitary", "Avon")
    assert Citation.objects.not_struck_out().filter(paragraph="3").count() == 1
    assert table_counts() == before


def test_a_filled_cell_of_a_shared_row_counts_and_the_blank_beside_it_does_not(take, known_avon):
    outcome = take(organisations=COUNCILS + "AVC,Avon City Council,,,\nBRC,Brook,,,\n")
    [change] = outcome.changed
    assert change.columns == (("name", "Avon Council", "Avon City Council"),)
    assert Organisation.objects.get(code="AVC").kind == "unitary"


def test_a_value_of_a_shared_row_is_made_blank_on_purpose(take, known_avon):
    row = "AVC,Avon Council,(blank),(blank),(blank)\nBRC,Brook,,,\n"
    [change] = take(organisations=COUNCILS + row).changed
    assert change.columns == (
        ("short name", "Avon", ""),
        ("kind", "unitary", ""),
        ("sources", "report 3", ""),
    )
    avon = Organisation.objects.get(code="AVC")
    assert (avon.kind, avon.short_name) == ("council", "")
    assert not Citation.objects.not_struck_out().filter(paragraph="3").exists()


def test_what_is_needed_cannot_be_made_blank(take):
    outcome = take(people="code,name\nann,(blank)\n")
    assert said(outcome) == [("people", 2, "name", "(blank)", "name must be filled in", "")]


def test_what_import_councils_filled_in_stays(take, tmp_path):
    """The register of councils, then a programme's own export of before, as it was."""
    take()
    export_workbook(Programme.objects.get(), tmp_path / "before.xlsx")
    row = {name: "" for name in NEEDED} | {
        "local-authority-code": "AVC",
        "official-name": "Avon Council",
        "nice-name": "Avon",
        "gss-code": "E1",
        "local-authority-type": "UA",
        "start-date": "1996-04-01",
    }
    csv_path = tmp_path / "councils.csv"
    csv_path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    call_command("import_councils", csv_path, stdout=io.StringIO())
    outcome = import_workbook(tmp_path / "before.xlsx", user=None, reason="Test")
    assert (said(outcome), outcome.changed) == ([], [])
    avon = Organisation.objects.get(code="AVC")
    assert (avon.kind, avon.official_code, avon.start) == ("unitary", "E1", "1996-04-01")


def test_a_row_left_out_is_not_deleted(take):
    take()
    outcome = take(memberships="partnership,organisation\nboard,AVC\n")
    assert (outcome.changed, Membership.objects.not_struck_out().count()) == ([], 2)


def test_a_joint_post_loses_the_council_that_is_not_named_any_more(take):
    take(posts="code,title,organisations\ndirector,Director,AVC; BRC\n")
    take(posts="code,title,organisations\ndirector,Director,BRC\n")
    employers = Post.objects.get().employers
    assert [row.organisation.code for row in employers.not_struck_out()] == ["BRC"]
    assert employers.count() == 2


def test_codes_may_name_what_the_register_holds_already(take):
    take()
    outcome = take(
        {
            "programme": "code\nbins\n",
            "roles": "workstream,role,organisation,standing\nlorries,host,BRC,proposed\n",
        }
    )
    assert said(outcome) == []
    assert WorkstreamRole.objects.get(workstream__ref="lorries").organisation.code == "BRC"


# Sources


def test_sources_are_kept_with_paragraph_order_and_inference(take):
    people = 'code,name,sources\nann,Ann Lee,"report 2.4, 1.1 (inferred), sign-off"\n'
    take(people=people)
    rows = Citation.objects.filter(record_type="programmes.person").order_by("order")
    assert list(rows.values_list("document__code", "paragraph", "inferred")) == [
        ("report", "2.4", False),
        ("report", "1.1", True),
        ("report", "sign-off", False),
    ]


def test_an_open_bracket_makes_no_paragraph_stated(take):
    outcome = take(people="code,name,sources\nann,Ann Lee,report 2.5 (inferred\n")

    assert [problem.expected for problem in outcome.problems] == [
        "“(inferred)” at the end of a paragraph, with both brackets"
    ]


def second_programme(**sheets) -> dict[str, str]:
    """A programme of the same partnership, with a later document of its own."""
    return {
        "programme": "code,title,partnership\nroads,Sharing roads,board\n",
        "documents": "code,title,date\nlater,Later report,2012-05-01\n",
        **sheets,
    }


def test_each_programme_keeps_its_own_sources_of_a_shared_row(take):
    take()
    take(second_programme(memberships="partnership,organisation,sources\nboard,AVC,later 9\n"))
    rows = Citation.objects.not_struck_out().filter(record_type="programmes.membership")
    found = sorted(rows.values_list("document__code", "paragraph"))
    assert found == [("later", "9"), ("report", "1.1"), ("report", "1.2")]


def start_of_avon() -> str:
    return Membership.objects.get(organisation__code="AVC").start_in_words


def test_a_blank_start_counts_from_the_first_document_that_states_it(take):
    take()
    assert start_of_avon() == "by 18 February 2010"


def test_a_later_document_does_not_move_a_blank_start(take):
    take()
    take(
        second_programme(
            memberships="partnership,organisation,remarks,sources\nboard,AVC,Still one.,later 9\n"
        )
    )
    assert start_of_avon() == "by 18 February 2010"


def test_a_blank_start_follows_the_corrected_date_of_its_document(take):
    """The result is the same as if the right date had been taken in at once."""
    take()
    take(documents="code,title,date\nreport,Report on bins,2009-11-30\n")
    assert start_of_avon() == "by 30 November 2009"


def certainty_of_avon(day: datetime.date) -> str:
    found = Membership.objects.as_at(day).filter(organisation__code="AVC").first()
    return found.certainty if found else ""


UNDATED = "code,title,date\nreport,Report on bins,\n"
UNSOURCED = "partnership,organisation\nboard,AVC\n"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"documents": UNDATED}, id="its document has no date"),
        pytest.param({"memberships": UNSOURCED}, id="no document states it"),
    ],
)
def test_a_start_that_nothing_dates_is_never_the_day_of_the_import(take, changed):
    """It may have begun at any time: on no day is it surely so, on every day perhaps."""
    take(**changed)
    today = datetime.date.today()

    assert start_of_avon() == "not stated"
    assert certainty_of_avon(datetime.date(1990, 1, 1)) == "possibly"
    assert certainty_of_avon(today) == certainty_of_avon(datetime.date(2090, 1, 1)) == "possibly"


def test_a_start_that_nothing_dated_counts_once_its_document_has_a_date(take):
    take(documents=UNDATED)
    take()

    assert start_of_avon() == "by 18 February 2010"


# Round trips


@pytest.mark.parametrize("folder", PROGRAMMES, ids=lambda folder: folder.name)
def test_export_equals_the_fixtures_to_the_byte(tmp_path, db, folder):
    assert said(import_workbook(folder, user=None, reason="Test")) == []
    export_workbook(Programme.objects.get(), tmp_path / "out")
    assert contents(tmp_path / "out") == contents(folder)


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_an_export_fills_an_empty_register_with_the_same(tmp_path, db, name):
    """Import, export, forget all, import the export: no difference is left."""
    with transaction.atomic():
        import_workbook(CLYDE_VALLEY, user=None, reason="Test")
        export_workbook(Programme.objects.get(), tmp_path / name)
        transaction.set_rollback(True)
    assert Programme.objects.count() == 0
    outcome = import_workbook(tmp_path / name, user=None, reason="Test")
    assert said(outcome) == []
    export_workbook(Programme.objects.get(), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(CLYDE_VALLEY)


def test_what_was_exported_changes_nothing_when_it_comes_back(clyde_valley, tmp_path):
    before = table_counts()
    for name in ("out", "out.xlsx"):
        export_workbook(clyde_valley, tmp_path / name)
        outcome = import_workbook(tmp_path / name, user=None, reason="Test")
        assert (said(outcome), outcome.added, outcome.changed) == ([], [], [])
    assert table_counts() == before


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+44", "-", "@home", "''=quoted", "'tis", "O’Neill's", "'", "\t=1+1", "a\tb"),
        *("4.10", "007", "0", "1e3", "TRUE", "2010-01-15", "#N/A", "_x0041_", "  spaced  out  "),
        *("two\nlines", "two\n\n  lines", "Ŵyn ap Siôn, Tŷ’r dŵr, ŵ ŷ â", "naïve café £5 – “x”"),
        *("page\x0cbreak", "x" * 32_767, "a" * 40_000),
    ],
    ids=lambda text: ascii(text[:12]),
)
@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_whatever_was_let_in_can_go_out_and_come_back(take, tmp_path, text, name):
    remark = f'code,title,partnership,remarks\nbins,Bins,board,"{text}"\n'
    outcome = take({"programme": remark, "organisations": BINS["organisations"]})
    if text.startswith(("page\x0c", "aaa")):
        assert [p.column for p in outcome.problems] == ["remarks"]
        return
    meant = text.replace("''=", "'=").strip()  # the guard is taken off
    assert (said(outcome), Programme.objects.get().remarks) == ([], meant)
    export_workbook(Programme.objects.get(), tmp_path / name)
    again = import_workbook(tmp_path / name, user=None, reason="Test")
    assert (said(again), again.changed) == ([], [])


def test_what_is_hidden_or_merged_keeps_the_whole_workbook_out(take, tmp_path):
    """Together with what is wrong in the cells, all at once, and nothing is written."""
    take()
    before = table_counts()
    export_workbook(Programme.objects.get(), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    book["workstreams"].row_dimensions[3].hidden = True
    book["roles"].column_dimensions["C"].hidden = True
    book["documents"].sheet_state = "hidden"
    book["memberships"].merge_cells("E2:E3")
    book["organisations"]["B2"] = "=1+1"
    book.save(tmp_path / "out.xlsx")
    outcome = import_workbook(tmp_path / "out.xlsx", user=None, reason="Test")
    assert {(p.sheet, p.row, p.column) for p in outcome.problems} == {
        ("workstreams", 3, ""),
        ("roles", 1, "organisation"),
        ("documents", None, ""),
        ("memberships", 2, "sources"),
        ("organisations", 2, "name"),
    }
    assert table_counts() == before


def test_one_programme_goes_out_without_the_other(take, tmp_path):
    take()
    take(second_programme(people="code,name,sources\nann,Ann Lee,later 1\n"))
    export_workbook(Programme.objects.get(code="bins"), tmp_path / "bins")
    written = {path.stem: path.read_text("utf-8") for path in (tmp_path / "bins").iterdir()}
    assert sorted(written) == sorted(BINS)
    assert written["documents"] == "code,title,date\nreport,Report on bins,2010-02-18\n"


# References without an order of their own


def test_the_same_organisations_in_another_order_are_no_change(take):
    organisations = BINS["organisations"] + "XYZ,Third Council,\n"
    posts = "code,title,organisations\nhead,Joint Head,XYZ; AVC\n"
    take(organisations=organisations, posts=posts)
    again = take(organisations=organisations, posts=posts)
    assert (said(again), again.changed) == ([], [])


# Texts without a place in the house style

STYLE = "style,name,organisation,part,key,title\nplain,Plain,AVC,section,scope,Scope\n"
REPORT = "code,subject,organisation,house style\nr,Bins,AVC,plain\n"


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("r,scope,1,text,Words,", None, ""),
        ("r,scopes,1,text,Words,", "section", "section “scopes”"),
        ("r,header,1,header,Words,wards", "heading", "header field “wards”"),
    ],
)
def test_a_text_that_would_not_be_printed_is_pointed_out(take, row, column, expected):
    texts = f"report,section,order,block,text,heading\n{row}\n"
    outcome = take(**{"house-styles": STYLE, "reports": REPORT, "report-texts": texts})
    assert said(outcome) == []
    assert [(doubt.column, doubt.expected) for doubt in outcome.doubts] == (
        [(column, f"the house style has no {expected}: this is not printed")] if column else []
    )


def test_a_consultation_without_words_is_refused(take):
    texts = "report,section,order,block\nr,scope,1,consultation\n"
    outcome = take(**{"house-styles": STYLE, "reports": REPORT, "report-texts": texts})
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(2, "text")]


# A start that is taken back


def test_a_start_made_blank_counts_from_the_source_again(take):
    headings = "workstream,role,organisation,standing,start,sources\n"
    take(roles=f"{headings}bins,lead,AVC,proposed,1 October 2010,report 1.1\n")
    outcome = take(roles=f"{headings}bins,lead,AVC,proposed,,report 1.1\n")
    assert said(outcome) == []
    assert WorkstreamRole.objects.get().start_in_words == "by 18 February 2010"
