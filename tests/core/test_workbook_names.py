"""A workbook gives another name than the register: renamed from when, or corrected? It is asked."""

import datetime
import random

import pytest

from programmes.choices import GrantRole
from programmes.models import (
    DatedValue,
    Document,
    Organisation,
    Person,
    Post,
    PostOrganisation,
    Programme,
    Tenure,
)
from programmes.operations import cite, keep
from sharedsvc.core.history import recording
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.core.workbook.renames import NotAnAnswer, read_answer
from sharedsvc.portal.workbook.programme import export_workbook, import_sheets, import_workbook
from tests.admin.conftest import person_with
from tests.core.workbooks import BINS, read_sheets
from workstreams.models import Workstream

ORGANISATIONS = BINS["organisations"].replace("code,name,kind", "code,name,short name,kind")
ORGANISATIONS = ORGANISATIONS.replace("Board,", "Board,,").replace("Council,", "Council,,")
NAMED = ORGANISATIONS.replace("Avon Council,", "Avon Council,Avon")
OTHERWISE = NAMED.replace("Avon Council,Avon", "Severnside Council,Severnside")


@pytest.fixture
def take(tmp_path, db):
    """Imports the small workbook; `answers` are those to its questions, by code."""

    def run(*, dry_run=False, answers=None, user=None, **changed):
        raw = read_sheets(tmp_path / f"take-{random.random()}", {**BINS, **changed})
        given = answers or {}
        names = lambda other: given.get(other.code, "")  # noqa: E731
        options = {"dry_run": dry_run, "names": names, "overwrite": True}
        return import_sheets(raw, user=user, reason="Sheet", **options)

    return run


@pytest.fixture
def taken(take):
    assert take(organisations=NAMED).written
    return take


def avon():
    found = Organisation.objects.get(code="AVC")
    return found.name, found.short_name


def test_another_name_is_asked_about_once_for_all_that_it_is_called(taken):
    outcome = taken(organisations=OTHERWISE)
    (other,) = outcome.unanswered
    assert str(other) == (
        "organisations, row 3: AVC, name “Avon Council” in the register, “Severnside Council” in "
        "the workbook; short name “Avon” in the register, “Severnside” in the workbook: renamed "
        "from when, or corrected?"
    )
    assert (outcome.names, outcome.problems, outcome.written) == ([other], [], False)


def test_until_it_is_answered_nothing_at_all_is_written(taken):
    taken(organisations=OTHERWISE, people="code,name\nann,Ann Lee\n")
    assert (avon(), Person.objects.count()) == (("Avon Council", "Avon"), 0)


def test_a_dry_run_asks_too(taken):
    assert len(taken(dry_run=True, organisations=OTHERWISE).unanswered) == 1


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"programme": BINS["programme"].replace("Sharing bins", "Shared bins")}, "bins"),
        ({"workstreams": BINS["workstreams"].replace("Lorries", "Lorries and vans")}, "lorries"),
        ({"people": "code,name\nann,Ann Leigh\n"}, "ann"),
        ({"posts": "code,title\nhead,Head of bins\n"}, "head"),
        ({"phases": "code,title,start\none,First phase,2009\n"}, "one"),
        ({"bodies": "code,organisation,name\ncabinet,AVC,Executive\n"}, "cabinet"),
        (
            {"gates": "gate,programme,title,start\nbusiness,bins,Full business case,2009\n"},
            "business",
        ),
        (
            {"agreements": "code,title,kind,start\nmemo,Treaty,memorandum of understanding,2009\n"},
            "memo",
        ),
        ({"proposals": "code,title,kind,start\nshare,Share lorries,start sharing,2009\n"}, "share"),
    ],
    ids=lambda one: "" if isinstance(one, str) else "".join(one),
)
def test_of_whatever_has_a_name(taken, sheets, code):
    first = {
        "people": "code,name\nann,Ann Lee\n",
        "posts": "code,title\nhead,Head\n",
        "phases": "code,title,start\none,Phase 1,2009\n",
        "bodies": "code,organisation,name\ncabinet,AVC,Cabinet\n",
        "gates": "gate,programme,title,start\nbusiness,bins,Business case,2009\n",
        "agreements": "code,title,kind,start\nmemo,Memo,memorandum of understanding,2009\n",
        "proposals": "code,title,kind,start\nshare,Share bins,start sharing,2009\n",
    }
    outcome = taken(organisations=NAMED, **first)
    assert outcome.written, outcome.problems
    outcome = taken(organisations=NAMED, **first | sheets)
    assert [(one.code, outcome.problems) for one in outcome.unanswered] == [(code, [])]


def test_corrected_it_is_the_name_of_all_days(taken):
    assert taken(organisations=OTHERWISE, answers={"AVC": "corrected"}).written
    assert avon() == ("Severnside Council", "Severnside")


def test_the_registers_name_may_stay(taken):
    outcome = taken(organisations=OTHERWISE, answers={"AVC": "keep"})
    assert (outcome.written, outcome.changed, avon()) == (True, [], ("Avon Council", "Avon"))


def test_a_name_that_was_blank_is_not_another_name(take):
    assert take(organisations=ORGANISATIONS).written
    outcome = take(organisations=NAMED)
    assert (outcome.names, outcome.written, avon()) == ([], True, ("Avon Council", "Avon"))


def test_what_is_new_and_what_is_the_same_is_not_asked_about(taken):
    assert taken(organisations=NAMED, people="code,name\nann,Ann Lee\n").names == []


def test_an_answer_is_to_just_what_was_asked(taken):
    """The register may change between the question and the answer."""
    (asked,) = taken(dry_run=True, organisations=OTHERWISE).unanswered
    with recording(user=None, reason="Meanwhile"):
        council = Organisation.objects.get(code="AVC")
        council.name = "Avon City Council"
        keep(record=council)
    (again,) = taken(dry_run=True, organisations=OTHERWISE).unanswered
    assert asked.fingerprint != again.fingerprint


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (" Corrected", "corrected"),
        ("keep", "keep"),
        ("1 April 2022", "2022-04-01"),
        ("2022-04", "2022-04"),
        ("by 1 April 2022", "../2022-04-01"),
    ],
)
def test_an_answer_is_a_word_or_a_date_as_known(text, answer):
    assert read_answer(text) == answer


@pytest.mark.parametrize("text", ["", "yes", "31 April 2022"])
def test_what_is_no_answer_is_refused_in_words(text):
    with pytest.raises(NotAnAnswer, match="answer “corrected”, “keep”"):
        read_answer(text)


def test_workstreams_keep_their_reference(taken):
    sheet = BINS["workstreams"].replace("Lorries", "Vans")
    assert taken(organisations=NAMED, workstreams=sheet, answers={"lorries": "corrected"}).written
    assert Workstream.objects.get(ref="lorries").title == "Vans"


# Renamed


SHEET = "record,field,from,value\n"


def called_on(day: str, model=Organisation, **which):
    with reading_as_at(datetime.date.fromisoformat(day)):
        return str(model.objects.get(**which))


def test_renamed_it_keeps_its_name_of_the_days_before(taken):
    assert taken(organisations=OTHERWISE, answers={"AVC": "2022-04-01"}).written
    assert avon() == ("Severnside Council", "Severnside")
    assert called_on("2022-03-31", code="AVC") == "Avon Council"
    assert called_on("2022-04-01", code="AVC") == "Severnside Council"
    with reading_as_at(datetime.date(2022, 3, 31)):
        assert Organisation.objects.get(code="AVC").label == "Avon"


def test_what_was_answered_is_not_asked_again(taken):
    taken(organisations=OTHERWISE, answers={"AVC": "2022-04-01"})
    again = taken(organisations=OTHERWISE)
    assert (again.names, again.changed, again.problems) == ([], [], [])


def test_the_workbook_of_before_is_asked_about_and_can_be_left_so(taken):
    taken(organisations=OTHERWISE, answers={"AVC": "2022-04-01"})
    assert len(taken(organisations=NAMED).unanswered) == 1
    outcome = taken(organisations=NAMED, answers={"AVC": "keep"})
    assert (outcome.written, outcome.problems, avon()[0]) == (True, [], "Severnside Council")


def test_a_second_renaming_must_be_later(taken):
    taken(organisations=OTHERWISE, answers={"AVC": "2022-04-01"})
    third = OTHERWISE.replace("Severnside Council,Severnside", "Welland Council,Severnside")
    outcome = taken(organisations=third, answers={"AVC": "2020"})
    assert [(p.sheet, p.row, p.column, p.expected) for p in outcome.problems] == [
        (
            "organisations",
            3,
            "name",
            "It is called “Severnside Council” from 1 April 2022 on: give a later day, or correct "
            "that name",
        )
    ]
    assert avon()[0] == "Severnside Council"
    assert taken(organisations=third, answers={"AVC": "2024-04-01"}).written
    assert [called_on(f"{year}-06-01", code="AVC") for year in (2021, 2023, 2025)] == [
        "Avon Council",
        "Severnside Council",
        "Welland Council",
    ]


def test_corrected_after_a_renaming_it_is_so_since_the_renaming(taken):
    taken(organisations=OTHERWISE, answers={"AVC": "2022-04-01"})
    slip = OTHERWISE.replace("Severnside Council", "Severn Side Council")
    assert taken(organisations=slip, answers={"AVC": "corrected"}).written
    assert called_on("2021-01-01", code="AVC") == "Avon Council"
    assert called_on("2023-01-01", code="AVC") == "Severn Side Council"


def test_a_workbook_that_says_since_when_is_not_asked(taken):
    rows = (
        "organisations:AVC,name,1 April 2022,Severnside Council\n"
        "organisations:AVC,short name,1 April 2022,Severnside\n"
    )
    outcome = taken(organisations=OTHERWISE, **{"dated-values": SHEET + rows})
    assert (outcome.names, outcome.problems, outcome.written) == ([], [], True)
    assert called_on("2022-03-31", code="AVC") == "Avon Council"
    assert called_on("2022-04-01", code="AVC") == "Severnside Council"


def test_one_that_says_it_of_another_name_is_asked(taken):
    rows = "organisations:BRC,name,1 April 2022,Severnside Council\n"
    outcome = taken(organisations=OTHERWISE, **{"dated-values": SHEET + rows})
    assert [one.code for one in outcome.unanswered] == ["AVC"]


def test_names_of_days_go_out_as_they_came_in(taken, tmp_path):
    taken(organisations=OTHERWISE, answers={"AVC": "2022-04-01"})
    with recording(user=None, reason="Sourced"):
        for row in DatedValue.objects.all():
            cite(
                record=row,
                citations=[(Document.objects.get(), "3", False)],
                programme=Programme.objects.get(),
            )
    export_workbook(Programme.objects.get(), tmp_path / "out")
    assert (tmp_path / "out" / "dated-values.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "record,field,from,value,remarks,sources",
        "organisations:AVC,name,,Avon Council,As it was recorded until then.,report 3",
        "organisations:AVC,name,2022-04-01,Severnside Council,,report 3",
        "organisations:AVC,short name,,Avon,As it was recorded until then.,report 3",
        "organisations:AVC,short name,2022-04-01,Severnside,,report 3",
    ]
    outcome = import_workbook(tmp_path / "out", user=None, reason="Back", dry_run=True)
    assert (outcome.names, outcome.changed, outcome.added, outcome.problems) == ([], [], [], [])


def test_people_are_renamed_only_by_their_employers(taken):
    taken(organisations=NAMED, people="code,name\nann,Ann Lee\n")
    with recording(user=None, reason="Test"):
        post = keep(record=Post(code="head", title="Head"))
        keep(record=PostOrganisation(post=post, organisation=Organisation.objects.get(code="BRC")))
        tenure = Tenure(post=post, person=Person.objects.get(), start="2009")
        keep(record=tenure)
    board = Organisation.objects.get(code="board")
    manager = person_with(GrantRole.MANAGER, board)
    outcome = taken(
        organisations=NAMED,
        people="code,name\nann,Ann Leigh\n",
        answers={"ann": "2022-04-01"},
        user=type(manager).objects.get(pk=manager.pk),
    )
    assert [p.expected for p in outcome.problems] == [
        "You have no right to change this person: a clerk of Brook Council may"
    ]
    assert (Person.objects.get().name, DatedValue.objects.count()) == ("Ann Lee", 0)
