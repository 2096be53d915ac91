"""In the admin: from a record's form one says from when something of it was so."""

import pytest

from decisions.models import Agreement, Condition
from programmes.choices import GrantRole
from programmes.models import Citation, DatedValue
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.admin.conftest import address, fields_of, person_with, signed_in
from tests.factories import (
    AgreementFactory,
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MembershipFactory,
    PartnershipFactory,
    ProgrammeFactory,
)


@pytest.fixture
def programme(db):
    """What was recorded some time ago."""
    with recording(user=None, reason="Long ago"):
        found = ProgrammeFactory(code="bins", title="Bins")
        MembershipFactory(partnership=found.partnership)
    return found


@pytest.fixture
def agreement(programme):
    with recording(user=None, reason="Long ago"):
        return AgreementFactory(programme=programme, title="Memorandum", state="signed")


def place(agreement, field="state"):
    label, pk = agreement.reference
    return f"{address(DatedValue, 'add')}?of={label}:{pk}&field={field}"


def add(client, agreement, **typed):
    where = place(agreement)
    return client.post(where, fields_of(client.get(where)) | {"reason": "New", **typed})


def test_the_form_of_a_record_leads_there(managers, agreement):
    html = managers.get(address(Agreement, "change", agreement.pk)).content.decode()
    assert "State: say from when" in html
    assert place(agreement).replace("&", "&amp;").replace(":", "%3A") in html.replace(":", "%3A")


def test_a_value_is_chosen_of_the_fields_own_words(managers, agreement):
    response = managers.get(place(agreement))
    assert response.context["title"] == "Since when: state of Memorandum"
    choices = response.context["adminform"].form.fields["value"].choices
    assert ("ended", "Ended") in list(choices)


def test_a_value_is_recorded_with_its_sources_and_the_record_follows(managers, agreement):
    with recording(user=None, reason="Long ago"):
        document = DocumentFactory(programme=agreement.programme, code="minutes")
    response = add(managers, agreement, value="ended", start="31 March 2014", sources="minutes 3")
    assert response.status_code == 302
    first, ended = DatedValue.objects.order_by("start_latest")
    assert (first.value, first.start) == ("signed", "")
    assert (ended.value, ended.start, str(ended.record)) == ("ended", "2014-03-31", "Memorandum")
    assert Citation.objects.get(record_id=ended.pk).document == document
    assert Agreement.objects.get().state == "ended"
    assert Agreement.history.filter(id=agreement.pk).latest().history_change_reason == "New"


def test_a_value_that_is_missing_is_told_once(managers, agreement):
    response = add(managers, agreement, value="", start="2014")
    assert response.context["adminform"].form.errors["value"] == ["Fill this in."]


def test_two_values_from_one_day_are_refused_on_the_form(managers, agreement):
    add(managers, agreement, value="ended", start="31 March 2014")
    response = add(managers, agreement, value="varied", start="31 March 2014")
    assert "Another value is recorded from this day on" in response.content.decode()


def test_the_record_is_not_made_to_say_otherwise_on_its_own_form(managers, agreement):
    add(managers, agreement, value="ended", start="31 March 2014")
    where = address(Agreement, "change", agreement.pk)
    typed = fields_of(managers.get(where)) | {"reason": "New", "state": "varied"}
    response = managers.post(where, typed)
    assert "It is recorded as “Ended from 31 March 2014”." in response.content.decode()
    assert Agreement.objects.get().state == "ended"


def test_a_value_that_was_a_mistake_is_struck_out(managers, agreement):
    add(managers, agreement, value="ended", start="31 March 2014")
    ended = DatedValue.objects.get(value="ended")
    where = address(DatedValue, "strike_out", ended.pk)
    response = managers.post(where, fields_of(managers.get(where)) | {"reason": "A slip"})
    assert response.status_code == 302
    assert Agreement.objects.get().state == "signed"


def test_nobody_says_it_of_what_they_may_not_change(agreement):
    with recording(user=None, reason="Long ago"):
        elsewhere = PartnershipFactory()
    stranger = signed_in(person_with(GrantRole.MANAGER, elsewhere))
    assert stranger.get(place(agreement)).status_code == 403


@pytest.mark.parametrize("query", ["", "?of=decisions.agreement:0&field=state", "?of=x:1&field=y"])
def test_of_nothing_no_value_is_added(managers, agreement, query):
    assert managers.get(f"{address(DatedValue, 'add')}{query}").status_code == 403


def change(client, record, **typed):
    where = address(type(record), "change", record.pk)
    return client.post(where, fields_of(client.get(where)) | {"reason": "New", **typed})


def values_of(record):
    rows = DatedValue.objects.filter(record_id=record.pk).order_by("start_latest")
    return [(row.value, row.start) for row in rows]


def test_a_change_on_the_records_form_says_from_when(managers, agreement):
    assert change(managers, agreement, state="drafting", since="1 May 2012").status_code == 302
    assert values_of(agreement) == [("signed", ""), ("drafting", "2012-05-01")]
    assert change(managers, agreement, state="varied", since="2013").status_code == 302
    assert Agreement.objects.get().state == "varied"


def test_a_correction_says_no_day(managers, agreement):
    assert change(managers, agreement, state="agreed").status_code == 302
    assert values_of(agreement) == []
    assert Agreement.objects.get().state == "agreed"


@pytest.mark.parametrize(("typed", "said"), [
    ({"covers": "Bins", "since": "2012"}, "Nothing that has days was changed on this form"),
    ({"state": "ended", "since": "2011"}, "It is recorded as “Drafting from 1 May 2012”: give"),
    ({"state": "ended", "since": "one day"}, "one day"),
])  # fmt: skip
def test_what_cannot_be_so_is_said_on_the_form(managers, agreement, typed, said):
    change(managers, agreement, state="drafting", since="1 May 2012")
    response = change(managers, agreement, **typed)
    assert said.replace("Drafting", "Being drafted") in response.content.decode()
    assert Agreement.objects.get().state == "drafting"


def test_a_condition_is_met_from_a_day_on_its_evidence(chiefs, programme):
    with recording(user=None, reason="Long ago"):
        clause = ClauseFactory(decision=DecisionFactory(programme=programme))
        condition = keep(record=Condition(clause=clause, number="1", text="A case."))
    response = change(chiefs, condition, state="met", evidence="The case.", since="15 March 2012")
    assert response.status_code == 302
    assert values_of(condition) == [("open", ""), ("met", "2012-03-15")]
