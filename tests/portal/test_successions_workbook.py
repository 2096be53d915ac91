"""How something ended, who followed it, and what went on: by workbook, there and back."""

import pytest

from programmes.models import Organisation, Programme, Subject, Succession
from sharedsvc.portal.workbook.programme import import_workbook
from tests.core.workbooks import BINS, write_folder
from tests.portal.test_workbook_commands import Said
from workstreams.models import Lineage

ORGANISATIONS = (
    "code,name,kind,end,how it ended\n"
    "board,Avon and Brent Board,partnership,2012-03-31,dissolved\n"
    "AVC,Avon Council,,,\nBRC,Brent Council,,,\n"
    "joint,Avon and Brent Joint Committee,partnership,,\n"
)
SUCCESSIONS = (
    "organisation,successor,how,date,functions,carries on\n"
    "board,joint,turned into,2012-04-01,collection of bins; lorries ended,programme:bins\n"
)
PROGRAMME = "code,title,partnership,start\nbins,Bins and lorries,joint,2010-01-01\n"
FOLLOWED = {
    **BINS,
    "programme": PROGRAMME,
    "organisations": ORGANISATIONS,
    "successions": SUCCESSIONS,
}


def taken(folder, sheets):
    outcome = import_workbook(write_folder(folder, sheets), user=None, reason="Test")
    return [str(problem) for problem in outcome.problems]


@pytest.fixture
def followed(db, tmp_path):
    assert taken(tmp_path / "in", FOLLOWED) == []


def test_a_succession_has_its_date_how_and_which_functions_went(followed):
    found = Succession.objects.get()

    assert (found.get_kind_display(), found.date) == ("Turned into", "2012-04-01")
    assert found.functions == "collection of bins; lorries ended"
    assert Organisation.objects.get(code="board").get_ending_display() == "Dissolved"
    carried = Subject.objects.get(record_type="programmes.succession")
    assert carried.subject_reference == Programme.objects.get().reference


def test_a_succession_goes_out_as_it_came_in(followed, tmp_path):
    Said("export_workbook", "bins", tmp_path / "out")
    said = Said("import_workbook", tmp_path / "out")

    assert said.out[-2:][0].startswith("0 to add, 0 to change")
    written = (tmp_path / "out" / "successions.csv").read_text(encoding="utf-8")
    assert "board,joint,turned into,2012-04-01," in written
    assert "programme:bins" in written


def test_a_workbook_without_the_sheet_still_names_successors(db, tmp_path):
    organisations = ORGANISATIONS.replace("how it ended\n", "how it ended,successors\n", 1)
    organisations = organisations.replace("dissolved\n", "dissolved,joint\n")
    sheets = {**FOLLOWED, "organisations": organisations}
    del sheets["successions"]

    assert taken(tmp_path / "in", sheets) == []
    assert str(Succession.objects.get()) == "Avon and Brent Board → Avon and Brent Joint Committee"


def test_another_workbook_leaves_what_a_successor_carries_on_of_this_one(followed, tmp_path):
    other = {
        **FOLLOWED,
        "programme": PROGRAMME.replace("bins,Bins", "parks,Parks"),
        "successions": SUCCESSIONS.replace("programme:bins", "programme:parks"),
    }
    other["documents"] = BINS["documents"].replace("report,", "parks-report,", 1)
    for name in ("workstreams", "roles", "memberships"):
        other.pop(name, None)
    assert taken(tmp_path / "other", other) == []

    about = Subject.objects.not_struck_out().filter(record_type="programmes.succession")
    codes = Programme.objects.filter(pk__in=about.values("subject_id")).values_list("code")
    assert sorted(codes) == [("bins",), ("parks",)]


def test_what_ended_in_some_way_has_an_end(db, tmp_path):
    sheets = {**FOLLOWED, "organisations": ORGANISATIONS.replace("2012-03-31,", ",")}

    (problem,) = [one for one in taken(tmp_path / "in", sheets) if "organisations" in one]
    assert "Say when it ended, too." in problem


def test_lineage_crosses_programmes(followed, tmp_path):
    parks = {
        "programme": PROGRAMME.replace("bins,Bins", "parks,Parks"),
        "workstreams": "code,title,start\nmowing,Mowing,2012-04-01\n",
        "lineage": "from,to,kind,date\nbins/lorries,mowing,merged,2012-04-01\n",
    }
    parks["workstreams"] = parks["workstreams"].replace("code,", f"{_reference()},", 1)

    assert taken(tmp_path / "parks", parks) == []
    assert str(Lineage.objects.get()) == "Lorries merged into Mowing"
    Said("export_workbook", "parks", tmp_path / "out")
    written = (tmp_path / "out" / "lineage.csv").read_text(encoding="utf-8")
    assert "bins/lorries,mowing,merged,2012-04-01" in written
    said = Said("import_workbook", tmp_path / "out")
    assert said.out[-2:][0].startswith("0 to add, 0 to change")


def test_lineage_from_a_workstream_that_there_is_not_is_refused(followed, tmp_path):
    parks = {
        "programme": PROGRAMME.replace("bins,Bins", "parks,Parks"),
        "workstreams": f"{_reference()},title,start\nmowing,Mowing,2012-04-01\n",
        "lineage": "from,to,kind,date\nbins/horses,mowing,merged,2012-04-01\n",
    }

    (problem,) = taken(tmp_path / "parks", parks)
    assert "There is no such workstream for you to name" in problem


def test_lineage_from_a_programme_that_is_not_there_is_left_out_and_pointed_out(db, tmp_path):
    """As where the workbook of one programme is taken into an empty register."""
    parks = {
        **FOLLOWED,
        "programme": PROGRAMME.replace("bins,Bins", "parks,Parks"),
        "successions": SUCCESSIONS.replace("programme:bins", ""),
        "lineage": "from,to,kind,date\nbins/lorries,lorries,renamed,2012-04-01\n",
    }
    folder = write_folder(tmp_path / "parks", parks)
    outcome = import_workbook(folder, user=None, reason="Test")
    assert outcome.problems == []
    assert [(doubt.sheet, doubt.row, doubt.expected) for doubt in outcome.doubts] == [
        ("lineage", 2, "the register does not hold the programme “bins”: this row is left out")
    ]
    assert not Lineage.objects.exists()


def _reference():
    return BINS["workstreams"].partition(",")[0]
