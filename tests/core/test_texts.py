"""Characters that nobody sees are refused, with their place, wherever a text comes from."""

import pytest
from django.core.exceptions import ValidationError

from programmes.models import Citation, Grant, Organisation
from programmes.operations import keep, strike_out
from sharedsvc.core.saving import create_many
from sharedsvc.core.texts import show_unseen, unseen_in, validate_seen
from sharedsvc.portal.people.forms import EndRoleForm
from sharedsvc.portal.workbook.programme import import_sheets
from tests.conftest import refusal
from tests.core.workbooks import BINS, read_sheets
from tests.factories import DocumentFactory, OrganisationFactory, UserFactory

UNSEEN = [
    *("\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\xad"),
    *("\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029"),
    *("\u202a", "\u202b", "\u202c", "\u202d", "\u202e"),
    *("\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\U000e0041"),
]
SEEN = [
    "",
    "Ŵyn ap Siôn – “Cyngor” £5",
    "two\nlines\tand a tab\r\n",
    "👩‍🚒 a fire fighter",  # with a joiner
    "a\xa0hard space and a non‑breaking hyphen",
    "مجلس",
]
RLO = (
    "There is a character that nobody sees (U+202E, right-to-left override), after “Avon”. Take it"
)
TOLD = f"{RLO} out, or type the text again."


@pytest.mark.parametrize("mark", UNSEEN, ids=lambda mark: f"U+{ord(mark):04X}")
def test_what_nobody_sees_is_named(mark):
    assert unseen_in(f"Avon {mark}Council").startswith("a character that nobody sees (U+")
    assert f"U+{ord(mark):04X}" in unseen_in(f"{mark}Council")
    assert show_unseen(f"A{mark}B") == "A�B"


@pytest.mark.parametrize("text", SEEN)
def test_what_can_be_seen_is_taken(text):
    assert (unseen_in(text), show_unseen(text)) == ("", text)
    validate_seen(text)


def test_the_place_is_told_by_what_stands_before_it():
    where = [
        unseen_in(text).partition("), ")[2]
        for text in ("\u202eCouncil", "Avon \u202eCouncil", "One\nAvon\u202e", "x" * 50 + "\u202e")
    ]
    assert where == ["as character 1", "after “Avon”", "after “Avon”", f"after “{'x' * 20}”"]


def test_a_record_is_not_kept_with_what_nobody_sees(recorded):
    council = Organisation(code="AVC", name="Avon\u202eCouncil", remarks="A\u200bB", start="2010")
    told = refusal(keep, council)
    assert (sorted(told), told["name"]) == (["name", "remarks"], [TOLD])
    assert Organisation.objects.count() == 0


def test_it_is_told_together_with_what_else_is_wrong(recorded):
    told = refusal(keep, Organisation(code="A V C", name="Avon\u202eCouncil"))
    assert sorted(told) == ["code", "name"]


def test_many_at_once_are_asked_too(recorded):
    document = DocumentFactory()
    kind, pk = document.reference
    citation = Citation(record_type=kind, record_id=pk, document=document, paragraph="1\u200f.1")
    with pytest.raises(ValidationError):
        create_many([citation])


def test_a_reason_for_striking_out_is_asked_too(recorded):
    council = OrganisationFactory()
    with pytest.raises(ValidationError) as refused:
        strike_out(record=council, reason="Avon\u202e")
    assert refused.value.messages == [TOLD]
    council.refresh_from_db()
    assert council.struck_out == ""


def test_a_form_tells_it(db):
    user = UserFactory()
    form = EndRoleForm({"reason": "Avon\u202e"}, record=Grant(pk=1, user=user), user=user)
    assert form["reason"].errors == [TOLD]


def test_a_cell_of_a_workbook_is_refused_by_its_place(tmp_path, db):
    sheets = {**BINS, "documents": "code,title,date\nreport,Avon \u202eCouncil,2010-02-18\n"}
    outcome = import_sheets(read_sheets(tmp_path, sheets), user=None, reason="Test")
    first = outcome.problems[0]
    place = ("documents", 2, "title")
    assert (first.sheet, first.row, first.column, first.value) == (*place, "Avon �Council")
    assert first.expected == (
        "this is text with a character that nobody sees (U+202E, right-to-left override), after "
        "“Avon”; take it out"
    )
    assert not outcome.written
