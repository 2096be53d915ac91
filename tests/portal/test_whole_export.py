"""A workbook holds all that its programme rests on, wherever and by whomever it was entered.

What was exported is taken into an empty register: pages, lists and a second export are the same.
"""

import io
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from programmes.choices import GrantRole
from programmes.councils.reading import NEEDED
from programmes.models import (
    Citation,
    Document,
    Membership,
    Organisation,
    Programme,
    Subject,
)
from sharedsvc.core.kinds import kinds
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.portal.workbook.programme import export_workbook, exporter, import_workbook
from tests.admin.conftest import address, fields_of, person_with
from tests.core.workbooks import write_folder
from tests.factories import UserFactory
from tests.past_the_rules import hide
from tests.portal.conftest import REPORT_DAYS
from tests.portal.pages import Element, read
from tests.programmes_loaded import load_programmes
from workstreams.models import Ranking, Workstream, WorkstreamRole

PAGES = ("", "proposals/", "background/", "rankings/", "scores/")


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


class Told:
    """What the pages and lists of a programme say on some days, by address; links apart."""

    def __init__(self, code: str, *days: str) -> None:
        self.client, self.said = Client(), {}
        for day in days:
            for page in PAGES:
                self.ask(f"/programmes/{code}/{page}?as_at={day}")
            for kind in kinds:
                if any(one.name == "programme" for one in kind.filters):
                    self.ask_for_rows(f"/{kind.key}/?programme={code}&as_at={day}")

    def ask(self, place: str, known_as: str = "") -> None:
        self.said[known_as or place] = self._main(place).text()

    def ask_for_rows(self, place: str) -> None:
        """Of a list what is in it: how many others there are is no matter of the programme."""
        self.said[place] = " ".join(table.text() for table in self._main(place).all("table"))

    def _main(self, place: str) -> Element:
        answer = self.client.get(place)
        assert answer.status_code == 200, place
        return _of_the_programme(read(answer.content.decode()).one("main"))

    def ask_of_records(self, programme: Programme, *days: str) -> "Told":
        """Also the page of every record that its workbook holds."""
        holding = exporter(programme)
        holding.tables()
        for name, records in holding.wanted.items():
            for code, record in records.items() if name != "documents" else ():
                place = kinds.address(record)
                for day in days if place else ():
                    self.ask(f"{place}?as_at={day}", f"{name} {code} {day}")
        return self


def different(one: Told, other: Told) -> dict[str, tuple[str, str]]:
    """What two say otherwise, by address."""
    places = {*one.said, *other.said}
    said = {place: (one.said.get(place), other.said.get(place)) for place in places}
    return {place: pair for place, pair in said.items() if pair[0] != pair[1]}


def _of_the_programme(element: Element) -> Element:
    """Without forms, which offer what else the register holds, and when all was entered.

    Nor is said of which day the public register of councils was that was taken in.
    """
    kept = [
        child if isinstance(child, str) else _of_the_programme(child)
        for child in element.children
        if isinstance(child, str)
        or not (child.tag == "form" or _is_history(child) or _is_of_the_public_register(child))
    ]
    return replace(element, children=kept)


def _is_of_the_public_register(element: Element) -> bool:
    return element.tag == "div" and element.text().startswith("Public register of councils ")


def _is_history(element: Element) -> bool:
    return element.attributes.get("aria-labelledby") == "history"


@contextmanager
def forgotten():
    """All that is done within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def taken_in(folder: Path) -> Programme:
    """The programme of a workbook that is taken into an empty register."""
    assert not Organisation.objects.exists()
    outcome = import_workbook(folder, user=None, reason="Test")
    assert (outcome.problems, outcome.doubts, outcome.written) == ([], outcome.doubts, True)
    return Programme.objects.get()


@pytest.mark.once  # imports, exports and the pages run on both, each by itself
@pytest.mark.parametrize("code", REPORT_DAYS)
def test_each_programme_goes_whole_into_an_empty_register(db, tmp_path, code):
    day = REPORT_DAYS[code]
    with forgotten():
        load_programmes(*REPORT_DAYS)
        export_workbook(Programme.objects.get(code=code), tmp_path / "out")
        before = Told(code, day)
    programme = taken_in(tmp_path / "out")
    assert not different(Told(code, day), before)
    export_workbook(programme, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "out")


# A programme whose parts were entered in five ways

DAYS = ("2005-03-01", "2010-06-01", "2013-06-01")
BINS = {
    "programme": "code,title,partnership,sources\nbins,Sharing bins,board,report 1.1\n",
    "organisations": "code,name,kind\nboard,Bins Board,partnership\nAVC,Avon,\nBRC,Brook,\n",
    "memberships": "partnership,organisation,sources\nboard,AVC,report 1.1\n",
    "documents": "code,title,date\nreport,Report on bins,2010-02-18\n",
    "workstreams": "ref,title,parent,start\nbins,Bins,,2010-01\nlorries,Lorries,bins,2010-01\n",
    "posts": "code,title,organisations\nchief,Chief Executive,AVC\n",
    "roles": (
        "workstream,role,organisation,post,standing,start\n"
        "bins,lead,AVC,chief,confirmed,2010-01-15\nbins,participant,AVC,,confirmed,2010-01-15\n"
    ),
    "milestones": "code,title,due,sources\nlaunch,Launch,2011-04-01,report 2\n",
}
# What another programme's workbook states of the first one's stands in its own document.
ROADS = {
    "programme": "code,title,partnership\nroads,Sharing roads,roads-board\n",
    "documents": "code,title,date\nminutes,Minutes of the board,2009-05-01\n",
    "organisations": (
        "code,name,kind,successors\nroads-board,Roads Board,partnership,\nAVC,Avon,,DNC\n"
        "DNC,Dene,,\n"
    ),
    "memberships": "partnership,organisation,sources\nboard,BRC,minutes 3\nboard,AVC,minutes 2\n",
    "other-names": (
        "organisation,name,kind,end,sources\nAVC,Avonshire,former,2009-12-31,minutes 4\n"
    ),
    "people": "code,name\nann,Ann Lee\n",
    "tenures": "post,person,sources\nchief,ann,minutes 5\n",
    "bodies": "code,name,organisation,sources\nboard-board,The Board,board,minutes 1\n",
    "meetings": "code,body,date,state,sources\nboard-2010,board-board,2010-03-01,held,minutes 6\n",
    "gates": (
        "gate,title,by,who must pass,test,text,sources,test sources\n"
        "avc-case,Full business case,AVC,the council itself,1,Saves money,minutes 7,minutes 7\n"
    ),
}


def register_of_councils(folder: Path) -> Path:
    row = dict.fromkeys(NEEDED, "") | {
        "local-authority-code": "AVC",
        "official-name": "Avon District Council",
        "nice-name": "Avon",
        "gss-code": "E1",
        "local-authority-type": "UA",
        "start-date": "1996-04-01",
        "alt-names": "Avon Vale",
    }
    path = folder / "councils.csv"
    path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return path


def add(client, model, **typed):
    place = address(model, "add")
    answer = client.post(place, fields_of(client.get(place)) | {"reason": "New", **typed})
    assert answer.status_code == 302, answer.context["errors"]


def enter_in_five_ways(folder: Path) -> Programme:
    """By its own workbook, by another's, from the register of councils, in the admin, on a page."""
    for name, sheets in (("bins", BINS), ("roads", ROADS)):
        outcome = import_workbook(write_folder(folder / name, sheets), user=None, reason="Test")
        assert outcome.problems == []
    call_command("import_councils", register_of_councils(folder), stdout=io.StringIO())
    programme = Programme.objects.get(code="bins")
    _in_the_admin(programme)
    _on_a_page(programme)
    return programme


def _in_the_admin(programme: Programme) -> None:
    """A council and its membership; a role that rests on the other programme's document."""
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    add(client, Organisation, code="CDC", name="Cray", kind="district")
    cray = Organisation.objects.get(code="CDC")
    add(
        client,
        Membership,
        partnership=programme.partnership_id,
        organisation=cray.pk,
        role="member",
        start="2009-07-01",
        sources="minutes 8",
    )
    add(
        client,
        WorkstreamRole,
        workstream=programme.workstreams.get(ref="bins").pk,
        kind="participant",
        organisation=cray.pk,
        standing="confirmed",
        sources="report 9; minutes 9",
    )


def _on_a_page(programme: Programme) -> None:
    """A council's ranking."""
    council = Organisation.objects.get(code="AVC")
    client = Client()
    client.force_login(person_with(GrantRole.CLERK, council))
    sent = {
        "by": council.pk,
        "kind": "ranked",
        "date": "15 January 2010",
        "visibility": "public",
        "reason": "From the minutes",
        "document": Document.objects.get(code="report").pk,
        "paragraph": "4",
        "save": "1",
        "rank-bins": "1",
    }
    client.post("/programmes/bins/rankings/new/", sent)
    assert Ranking.objects.count() == 1


@pytest.mark.once  # imports, exports and the pages run on both, each by itself
def test_what_was_entered_in_five_ways_goes_whole_into_an_empty_register(db, tmp_path):
    with forgotten():
        programme = enter_in_five_ways(tmp_path)
        export_workbook(programme, tmp_path / "out")
        told = Told("bins", *DAYS).ask_of_records(programme, *DAYS)
    programme = taken_in(tmp_path / "out")
    again = Told("bins", *DAYS).ask_of_records(programme, *DAYS)
    assert not different(again, told)
    export_workbook(programme, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "out")


def test_what_was_entered_in_five_ways_changes_nothing_when_it_comes_back(db, tmp_path):
    programme = enter_in_five_ways(tmp_path)
    export_workbook(programme, tmp_path / "out")
    outcome = import_workbook(tmp_path / "out", user=None, reason="Test")
    assert (outcome.problems, outcome.added, outcome.changed) == ([], [], [])


def test_the_workbook_names_what_the_programme_rests_on(db, tmp_path):
    export_workbook(enter_in_five_ways(tmp_path), tmp_path / "out")
    written = contents(tmp_path / "out")
    assert written["documents.csv"] == (
        "code,title,date,belongs elsewhere\n"
        "minutes,Minutes of the board,2009-05-01,yes\n"
        "report,Report on bins,2010-02-18,\n"
    )
    assert written["memberships.csv"] == (
        "partnership,organisation,role,spell,start,sources\n"
        "board,AVC,,,,report 1.1; minutes 2\n"
        "board,BRC,,,,minutes 3\n"
        "board,CDC,,,2009-07-01,minutes 8\n"
    )
    assert "AVC,Avonshire,former" in written["other-names.csv"]
    assert "AVC,Avon Vale" in written["other-names.csv"]
    assert "chief,ann,,minutes 5" in written["tenures.csv"]
    assert "avc-case,Full business case,AVC," in written["gates.csv"]
    assert "board-2010,board-board" in written["meetings.csv"]
    assert "report 9; minutes 9" in written["roles.csv"]


def test_every_sheet_of_what_hangs_on_others_says_when_it_goes_with_them():
    """A new one must be thought of here: does the programme rest on it wherever it was entered?"""
    hanging = {name for name, part in registry.parts.items() if part.parents}
    assert hanging == {
        "other names",
        "dated values",
        "successions",
        "tenures",
        "memberships",
        "bodies",
        "powers",
        "meetings",
        "gates",
        "tests",
        "voters at gates",
        "house sections",
    }


# One document cited by several programmes

OWN = {name: BINS[name] for name in ("programme", "organisations", "documents", "workstreams")}
CITING = {
    **OWN,
    "documents": "code,title,belongs elsewhere\nreport,Report on bins,\nminutes,Minutes,yes\n",
    "milestones": 'code,title,sources\nlaunch,Launch,"report 2; minutes 4"\n',
}
CITED = {
    "programme": ROADS["programme"],
    "organisations": "code,name,kind\nroads-board,Roads Board,partnership\n",
    "documents": "code,title\nminutes,Minutes\n",
}


@pytest.fixture
def take(db, tmp_path):
    """Takes sheets in, as the command line or as a user."""

    def run(sheets, user=None):
        folder = write_folder(tmp_path / "-".join(sheets["programme"].split()), sheets)
        return import_workbook(folder, user=user, reason="Test", overwrite=True)

    return run


def belongs_to(code: str) -> str:
    programme = Document.objects.get(code=code).programme
    return programme.code if programme else ""


def test_a_document_that_is_cited_elsewhere_stays_whose_it_is(take):
    assert take(CITED).problems == []
    outcome = take(CITING)
    assert (outcome.problems, [change.code for change in outcome.changed]) == ([], [])
    assert belongs_to("minutes") == "roads"
    assert take(CITING).changed == []


@pytest.mark.parametrize("first", [CITING, CITED], ids=["citing first", "its own first"])
def test_in_whatever_order_two_workbooks_come_the_document_is_its_own_programmes(take, first):
    for sheets in (first, CITED if first is CITING else CITING):
        assert take(sheets).problems == []
    assert belongs_to("minutes") == "roads"
    assert [take(sheets).changed for sheets in (CITING, CITED)] == [[], []]


def test_a_code_of_another_programmes_document_is_refused_with_whose_it_is(take):
    take(CITED)
    outcome = take({**OWN, "documents": "code,title\nminutes,Our own minutes\nreport,Report\n"})
    assert [(p.sheet, p.row, p.column, p.expected, p.nearest) for p in outcome.problems] == [
        (
            "documents",
            2,
            "belongs elsewhere",
            "the register has this code for “Minutes”, a document of the programme “Sharing "
            "roads”: write yes here to cite that one, or give yours another code",
            "",
        )
    ]
    assert not outcome.written


def test_a_document_of_the_programme_does_not_belong_elsewhere(take):
    take(OWN)
    sheets = {**OWN, "documents": "code,title,belongs elsewhere\nreport,Report on bins,yes\n"}
    assert [problem.expected for problem in take(sheets).problems] == [
        "it is this programme's own document: leave the cell blank"
    ]


def manager_of(partnership: str):
    return person_with(GrantRole.MANAGER, Organisation.objects.get(code=partnership))


def test_a_code_of_a_document_that_is_hidden_cannot_be_used_and_no_more_is_said(take):
    take(CITED)
    take(OWN)
    board = Organisation.objects.get(code="roads-board")
    hide(Document.objects.get(code="minutes"), board)
    outcome = take(CITING, manager_of("board"))
    assert [p.expected for p in outcome.problems][:1] == ["This code cannot be used"]
    assert not any("Sharing roads" in str(problem) for problem in outcome.problems)
    assert not outcome.written


def test_a_manager_cites_another_programmes_document_and_does_not_change_it(take):
    take(CITED)
    take(OWN)
    manager = manager_of("board")
    assert take(CITING, manager).problems == []
    changed = CITING["documents"].replace("minutes,Minutes", "minutes,Other minutes")
    outcome = take({**CITING, "documents": changed}, manager)
    assert [(p.row, p.column, p.expected) for p in outcome.problems] == [
        (
            3,
            "title",
            "You have no right to change this document: the manager of Roads Board may",
        )
    ]
    assert Document.objects.get(code="minutes").title == "Minutes"


def test_a_manager_takes_what_cites_a_document_of_nobody_into_a_register_without_it(take):
    take(OWN)
    assert take(CITING, manager_of("board")).problems == []
    assert belongs_to("minutes") == ""


def test_a_source_that_is_hidden_is_not_in_the_workbook_and_stays(take, tmp_path):
    take(CITED)
    take(CITING)
    board = Organisation.objects.get(code="roads-board")
    hide(Document.objects.get(code="minutes"), board)
    manager = manager_of("board")
    export_workbook(Programme.objects.get(code="bins"), tmp_path / "out", user=manager)
    assert contents(tmp_path / "out")["milestones.csv"].endswith("launch,Launch,report 2\n")
    assert "minutes" not in contents(tmp_path / "out")["documents.csv"]

    changed = {**OWN, "milestones": "code,title,sources\nlaunch,Launch,report 3\n"}
    assert take(changed, manager).problems == []
    given = Citation.objects.not_struck_out().filter(record_type="workstreams.milestone")
    assert sorted(str(one) for one in given) == ["minutes 4", "report 3"]


def test_a_source_that_is_no_longer_given_in_a_row_of_the_programme_is_taken_out(take):
    take(CITED)
    take(CITING)
    take({**CITING, "milestones": "code,title,sources\nlaunch,Launch,report 2\n"})
    given = Citation.objects.not_struck_out().filter(record_type="workstreams.milestone")
    assert [str(one) for one in given] == ["report 2"]


def test_a_page_names_every_source_whosever_the_document_is(take, client):
    take(CITED)
    take(CITING)
    page = read(client.get("/programmes/bins/?as_at=2010-06-01").content.decode())
    assert "Minutes" in page.one("main").text()
    record = read(client.get("/milestones/bins/launch/?as_at=2010-06-01").content.decode())
    assert "Sources 2 documents this page rests on" in record.one("main").text()


GATE = "gate,title,by,who must pass,about\nown,Own case,AVC,the council itself,{}\n"
PARKS = {
    "programme": "code,title,partnership\nparks,Sharing parks,board\n",
    "organisations": OWN["organisations"],
    "memberships": "partnership,organisation\nboard,AVC\n",
    "workstreams": "ref,title,start\nmowing,Mowing,2010-01\n",
    "gates": GATE.format("workstreams:mowing"),
}


def about_gate() -> list[str]:
    links = Subject.objects.not_struck_out().filter(record_type="decisions.gate")
    found = Workstream.objects.filter(pk__in=links.values("subject_id"))
    return sorted(found.values_list("ref", flat=True))


def test_a_councils_own_gate_keeps_what_another_programmes_workbook_says_it_is_about(take):
    assert take(PARKS).problems == []
    for named in ("workstreams:bins", "workstreams:lorries"):
        assert take({**OWN, "gates": GATE.format(named)}).problems == []
    assert about_gate() == ["lorries", "mowing"]


def test_a_gate_that_is_about_another_programme_alone_is_not_taken_for_one_about_all(
    take, tmp_path
):
    take(OWN)
    take(PARKS)
    export_workbook(Programme.objects.get(code="bins"), tmp_path / "out")
    assert "gates.csv" not in contents(tmp_path / "out")
    export_workbook(Programme.objects.get(code="parks"), tmp_path / "parks")
    assert "own,Own case" in contents(tmp_path / "parks")["gates.csv"]
