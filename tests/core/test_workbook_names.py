"""A workbook gives another name than the register: renamed from when, or corrected? It is asked."""

import random

import pytest

from programmes.models import Organisation, Person
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.workbook.renames import NotAnAnswer, read_answer
from sharedsvc.portal.workbook import import_sheets
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
        return import_sheets(raw, user=user, reason="Sheet", dry_run=dry_run, names=names)

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
        ({"gates": "gate,title,start\nbusiness,Full business case,2009\n"}, "business"),
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
        "gates": "gate,title,start\nbusiness,Business case,2009\n",
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
