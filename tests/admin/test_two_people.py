"""Two people at one record: each is saved or told, field by field, and nothing is undone."""

import pytest

from decisions.models import Gate, GateTest, Party
from programmes.choices import GrantRole
from programmes.models import Citation, Grant, Phase
from programmes.operations import cite, count_from_sources, end_role, keep, strike_out
from sharedsvc.core import sending
from sharedsvc.core.history import current_recording, recording
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.factories import (
    ClauseFactory,
    DocumentFactory,
    GateFactory,
    OrganisationFactory,
    PhaseFactory,
    UserFactory,
)
from tests.together import at_once

ROUNDS = 15
KEPT = "What you typed is kept below, but not saved: look at it again, then save."


def errors_of(response):
    assert response.status_code == 200
    found = response.context["errors"]
    return [one for group in found for one in ([group] if isinstance(group, str) else group)]


def opened(client, record):
    """A record's form as somebody has it open, who says of other names that they were wrong."""
    page = client.get(address(type(record), "change", record.pk))
    asked = {"renamed": "corrected"} if b'name="renamed"' in page.content else {}
    return fields_of(page) | {"reason": "Mine", **asked}


def save(client, record, form, **typed):
    return client.post(address(type(record), "change", record.pk), form | typed)


def written(record):
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def anns(db):
    """The browser of a second system administrator."""
    return signed_in(UserFactory(email="ann@example.org", name="Ann Lee", is_superuser=True))


# At once


def pair():
    """Two people's browsers, and a phase."""
    with recording(user=None, reason="Test"):
        phase = PhaseFactory(title="Phase 1", description="")
        people = [UserFactory(name=name, is_superuser=True) for name in ("Ann", "Bea")]
    return phase, [signed_in(person) for person in people]


def test_of_two_who_save_one_text_at_once_one_is_saved_and_the_other_told(together):
    phase, clients = pair()
    for number in range(ROUNDS):
        one_round(phase, clients, [f"Ann, round {number}", f"Bea, round {number}"])


def one_round(phase, clients, texts):
    forms = [opened(client, phase) | {"description": texts[n]} for n, client in enumerate(clients)]
    answers = at_once(*(lambda n=n: save(clients[n], phase, forms[n]) for n in (0, 1)))
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    saved, told = sorted((0, 1), key=lambda one: -answers[one].status_code)
    assert written(phase).description == texts[saved]
    (said,) = errors_of(answers[told])
    assert f"→ “{texts[saved]}”" in said
    assert fields_of(answers[told]).values["description"] == texts[told]


def test_of_two_who_save_two_fields_at_once_both_are_kept_in_the_end(together):
    phase, clients = pair()
    forms = [opened(client, phase) for client in clients]
    answers = at_once(
        lambda: save(clients[0], phase, forms[0], title="Ann's title"),
        lambda: save(clients[1], phase, forms[1], description="Bea's text"),
    )
    (told,) = (one for one, answer in enumerate(answers) if answer.status_code == 200)
    again = fields_of(answers[told]).values | {"reason": "Looked at it again"}
    assert save(clients[told], phase, again).status_code == 302
    assert (written(phase).title, written(phase).description) == ("Ann's title", "Bea's text")


def test_two_operations_at_once_write_back_no_old_column(together):
    phase, _ = pair()
    stale = [written(phase), written(phase)]
    stale[0].title, stale[1].description = "New title", "New text"

    def act(record):
        with recording(user=None, reason="Test"):
            keep(record=record)

    at_once(lambda: act(stale[0]), lambda: act(stale[1]))
    assert (written(phase).title, written(phase).description) == ("New title", "New text")
    last = Phase.history.filter(id=phase.pk).latest("history_id")
    assert (last.title, last.description) == ("New title", "New text")


def test_two_who_add_a_source_at_once_count_the_start_from_the_earlier(together):
    phase, _ = pair()
    with recording(user=None, reason="Test"):
        phase.start = ""
        keep(record=phase)
        documents = [
            DocumentFactory(programme=phase.programme, date=day)
            for day in ("2008-01-01", "2007-01-01")
        ]

    def act(document, other):
        with recording(user=None, reason="Test"):
            cite(record=other, citations=[(document, "1", False)], programme=document.programme)

    copies = [written(phase), written(phase)]
    at_once(lambda: act(documents[0], copies[0]), lambda: act(documents[1], copies[1]))
    cited = Citation.objects.not_struck_out().get()
    assert written(phase).start_latest == cited.document.date_latest


# One after the other


def test_what_was_struck_out_meanwhile_is_not_brought_back_by_a_stale_record(recorded, programme):
    phase = PhaseFactory(programme=programme)
    stale = written(phase)
    strike_out(record=written(phase), reason="Entered twice")
    stale.title = "Renamed"
    keep(record=stale)
    assert (written(phase).struck_out, written(phase).title) == ("Entered twice", "Renamed")


def test_a_start_typed_meanwhile_is_kept_when_sources_are_counted(recorded, programme):
    phase = PhaseFactory(programme=programme, start="")
    document = DocumentFactory(programme=programme, date="2008-01-01")
    stale, edited = written(phase), written(phase)
    keep(record=Citation(record_type="programmes.phase", record_id=phase.pk, document=document))
    edited.start = "2010-05-01"
    keep(record=edited)
    count_from_sources(record=stale)
    assert (written(phase).start, written(phase).start_latest.isoformat()) == (
        "2010-05-01",
        "2010-05-01",
    )


def test_a_role_that_has_ended_does_not_end_a_second_time(recorded, programme):
    user = person_with(GrantRole.CLERK, OrganisationFactory())
    grant = user.grants.get()
    stale = written(grant)
    grant.end = "2010-01-01"
    keep(record=grant)
    with pytest.raises(Exception, match="This role has ended already"):
        end_role(record=stale, reason="Retired")
    assert written(grant).end == "2010-01-01"


def test_where_others_typed_something_else_the_form_shows_theirs(chiefs, anns, programme):
    """Sent again it does not put the older text back."""
    phase = PhaseFactory(programme=programme, title="Phase 1", description="")
    mine = opened(chiefs, phase)
    assert save(anns, phase, opened(anns, phase), description="Ann's").status_code == 302
    told = save(chiefs, phase, mine, title="My title")
    (said,) = errors_of(told)
    assert "description: “blank” → “Ann's” (Mine)" in said and said.endswith(KEPT)
    again = fields_of(told).values
    assert (again["title"], again["description"]) == ("My title", "Ann's")
    assert save(chiefs, phase, again).status_code == 302
    assert (written(phase).title, written(phase).description) == ("My title", "Ann's")


def test_what_was_typed_in_one_field_by_both_is_kept_as_the_second_typed_it(
    chiefs, anns, programme
):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    mine = opened(chiefs, phase)
    save(anns, phase, opened(anns, phase), title="Ann's")
    told = save(chiefs, phase, mine, title="Mine")
    assert "title: “Phase 1” → “Ann's”" in errors_of(told)[0]
    assert fields_of(told).values["title"] == "Mine"
    assert written(phase).title == "Ann's"


@pytest.mark.parametrize("version", [None, "", "3", "nonsense", "another record's", "Ann's"])
def test_a_form_that_does_not_say_what_it_was_opened_on_is_refused(
    chiefs, anns, programme, version
):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    form = opened(chiefs, phase) | {"title": "Mine"}
    if version == "another record's":
        version = opened(chiefs, PhaseFactory(programme=programme))["version"]
    if version == "Ann's":
        version = opened(anns, phase)["version"]
    form = {**form, "version": version} if version is not None else form
    if version is None:
        del form["version"]
    refused = save(chiefs, phase, form)
    (said,) = errors_of(refused)
    assert (
        said.startswith("Nothing was saved: the form does not say which version") and KEPT in said
    )
    assert written(phase).title == "Phase 1"
    again = fields_of(refused).values
    assert again["title"] == "Mine"
    assert save(chiefs, phase, again).status_code == 302


def test_striking_out_and_ending_a_role_need_the_version_too(chiefs, anns, programme):
    phase = PhaseFactory(programme=programme, title="Phase 1")
    grant = person_with(GrantRole.CLERK, OrganisationFactory()).grants.get()
    places = {
        phase: address(Phase, "strike_out", phase.pk),
        grant: f"/people-and-rights/{grant.pk}/end/",
    }
    forms = {record: fields_of(chiefs.get(place)) for record, place in places.items()}
    for record, place in places.items():
        assert chiefs.post(place, {"reason": "Because"}).status_code == 200
        assert (written(record).struck_out, getattr(written(record), "end", "")) == ("", "")
    save(anns, phase, opened(anns, phase), title="Ann's")
    save(anns, grant, opened(anns, grant), end="2999-01-01")
    for record, place in places.items():
        told = chiefs.post(place, forms[record] | {"reason": "Because"})
        assert told.status_code == 200 and b"changed this r" in told.content
        assert written(record).struck_out == ""
        again = fields_of(told) | {"reason": "Because"}
        assert chiefs.post(place, again).status_code == 302
    assert written(phase).struck_out == "Because"
    assert Grant.objects.get(pk=grant.pk).end not in ("", "2999-01-01")


def test_an_account_closed_under_an_open_form_stays_closed(chiefs, anns):
    account = UserFactory(name="Old name")
    mine = opened(chiefs, account)
    theirs = opened(anns, account)
    del theirs["is_active"]
    assert save(anns, account, theirs).status_code == 302
    told = save(chiefs, account, mine, name="New name")
    (said,) = errors_of(told)
    assert "Active: “yes” → “no”" in said
    assert not written(account).is_active
    assert save(chiefs, account, fields_of(told).values).status_code == 302
    assert (written(account).is_active, written(account).name) == (False, "New name")
    without = opened(chiefs, account) | {"name": "Third"}
    del without["version"]
    assert errors_of(save(chiefs, account, without))[0].startswith("Nothing was saved")


# Links


@pytest.fixture
def documents(programme):
    for code in ("minutes", "plan", "letter"):
        DocumentFactory(programme=programme, code=code)


def sources_of(record):
    rows = Citation.objects.not_struck_out().filter(record_id=record.pk).order_by("order")
    return [str(row) for row in rows]


def test_a_source_added_under_an_open_form_stays(chiefs, anns, programme, documents):
    phase = PhaseFactory(programme=programme)
    send(anns, address(Phase, "change", phase.pk), sources="minutes 1", reason="First")
    mine = opened(chiefs, phase)
    save(anns, phase, opened(anns, phase), sources="minutes 1; plan 2")
    assert save(chiefs, phase, mine, title="My title").status_code == 302
    assert written(phase).title == "My title"
    assert sources_of(phase) == ["minutes 1", "plan 2"]


def test_sources_that_both_changed_are_told(chiefs, anns, programme, documents):
    phase = PhaseFactory(programme=programme)
    mine = opened(chiefs, phase)
    save(anns, phase, opened(anns, phase), sources="minutes 1")
    told = save(chiefs, phase, mine, sources="letter 3")
    (said,) = errors_of(told)
    assert said.startswith("Sources: changed since you opened this form, “blank” → “minutes 1”.")
    assert sources_of(phase) == ["minutes 1"]
    again = fields_of(told).values
    assert again["sources"] == "letter 3"
    assert save(chiefs, phase, again, sources="minutes 1; letter 3").status_code == 302
    assert sources_of(phase) == ["minutes 1", "letter 3"]


def test_a_gate_named_narrower_under_an_open_form_stays_so(chiefs, anns, programme):
    from tests.factories import WorkstreamFactory

    WorkstreamFactory(programme=programme, ref="waste")
    gate = GateFactory(programme=programme)
    mine = opened(chiefs, gate)
    save(anns, gate, opened(anns, gate), about="workstreams:waste")
    assert save(chiefs, gate, mine, title="Renamed").status_code == 302
    again = opened(chiefs, gate)
    assert (again["about"], again["title"]) == ("workstreams:waste", "Renamed")


# Rows on another record's form


@pytest.fixture
def gate(programme):
    gate = GateFactory(programme=programme, title="Gate")
    for number in "12":
        keep(record=GateTest(gate=gate, number=number, text=f"Test {number}"))
    return gate


def texts_of(gate):
    return list(
        GateTest.objects.not_struck_out().filter(gate=gate).order_by("number").values_list(
            "text", flat=True
        )
    )  # fmt: skip


def test_a_row_that_somebody_changed_is_told_on_the_row(chiefs, anns, gate):
    mine = opened(chiefs, gate)
    save(anns, gate, opened(anns, gate), **{"tests-0-text": "Ann's"})
    told = save(chiefs, gate, mine, **{"tests-0-text": "Mine", "tests-1-text": "Mine too"})
    (said,) = errors_of(told)
    assert "text: “Test 1” → “Ann's”" in said
    assert texts_of(gate) == ["Ann's", "Test 2"]
    assert save(chiefs, gate, fields_of(told).values).status_code == 302
    assert texts_of(gate) == ["Mine", "Mine too"]


def test_a_row_added_or_changed_under_an_open_form_stays(chiefs, anns, gate):
    mine = opened(chiefs, gate)
    added = {"tests-TOTAL_FORMS": "3", "tests-2-number": "0", "tests-2-text": "Ann's new one"}
    changed = {"tests-0-text": "Ann's"}
    assert save(anns, gate, opened(anns, gate), **added, **changed).status_code == 302
    assert save(chiefs, gate, mine, **{"tests-1-text": "Mine"}).status_code == 302
    assert texts_of(gate) == ["Ann's new one", "Ann's", "Mine"]


def test_a_row_is_not_struck_out_by_who_has_not_seen_what_it_says_now(chiefs, anns, gate):
    mine = opened(chiefs, gate)
    save(anns, gate, opened(anns, gate), **{"tests-0-text": "Ann's"})
    told = save(chiefs, gate, mine, **{"tests-0-DELETE": "on"})
    (said,) = errors_of(told)
    assert "text: “Test 1” → “Ann's”" in said
    assert texts_of(gate) == ["Ann's", "Test 2"]
    assert save(chiefs, gate, fields_of(told).values).status_code == 302
    assert texts_of(gate) == ["Test 2"]


@pytest.mark.parametrize("how", ["struck out", "closed"])
def test_a_row_that_is_gone_is_left_alone_and_what_was_typed_is_told(managers, gate, how):
    mine = opened(managers, gate)
    row = GateTest.objects.get(number="1")
    if how == "struck out":
        strike_out(record=row, reason="Entered twice")
    else:
        row.text, row.visibility, row.owner = "Secret", "owner", OrganisationFactory()
        keep(record=row)
    assert save(managers, gate, mine, title="Renamed").status_code == 302
    told = save(managers, gate, opened_again(managers, gate, mine), **{"tests-0-text": "Mine"})
    (said,) = errors_of(told)
    assert said.startswith("This row was struck out since you opened the form, or is no longer")
    assert "“Mine”" in said and b"Secret" not in told.content
    answer = save(managers, gate, fields_of(told).values)
    assert answer.status_code == 302, errors_of(answer)
    row.refresh_from_db()
    assert row.text == ("Test 1" if how == "struck out" else "Secret")


def opened_again(client, gate, before):
    """The form with its version of now, and its rows as they were opened before."""
    now = opened(client, gate)
    return {**before, **{name: now[name] for name in ("version", "form_token", "title")}}


def test_a_row_without_its_version_is_refused(chiefs, gate):
    form = opened(chiefs, gate) | {"tests-0-text": "Mine"}
    del form["tests-0-version"]
    (said,) = errors_of(save(chiefs, gate, form))
    assert said.startswith("Nothing was saved: the form does not say which version")
    assert texts_of(gate) == ["Test 1", "Test 2"]


def test_a_clause_is_added_though_another_was_struck_out_meanwhile(chiefs, programme):
    """The rows of a recorded decision are only read: they carry no version."""
    clause = ClauseFactory(decision__programme=programme, number="1", text="Twice")
    mine = opened(chiefs, clause.decision)
    strike_out(record=clause, reason="Entered twice")
    rows = {"clauses-TOTAL_FORMS": "2", "clauses-1-number": "2", "clauses-1-verb": "note"}
    rows |= {"clauses-1-text": "Noted.", "clauses-1-order": "2"}
    answer = save(chiefs, clause.decision, mine, **rows)
    assert answer.status_code == 302, errors_of(answer)
    found = type(clause).objects.order_by("number").values_list("text", "struck_out")
    assert list(found) == [("Twice", "Entered twice"), ("Noted.", "")]


def test_a_party_that_joined_under_an_open_form_stays(chiefs, anns, programme):
    from decisions.models import Agreement

    agreement = keep(
        record=Agreement(programme=programme, code="a", title="Old", kind="other", start="2010")
    )
    mine = opened(chiefs, agreement)
    party = {"parties-TOTAL_FORMS": "1", "parties-0-order": "1"}
    party["parties-0-organisation"] = OrganisationFactory().pk
    answer = save(anns, agreement, opened(anns, agreement), **party)
    assert answer.status_code == 302
    assert save(chiefs, agreement, mine, title="New").status_code == 302
    assert Party.objects.not_struck_out().count() == 1
    assert written(agreement).title == "New"


@pytest.mark.once
def test_saving_a_form_costs_so_many_statements(
    chiefs, gate, django_assert_num_queries, monkeypatch
):
    """The look and the token are among them; PostgreSQL's locks come on top."""
    monkeypatch.setattr(sending, "_forgetting", sending.Forgetting(next_at=float("inf")))
    form = opened(chiefs, gate) | {"title": "Renamed"}
    current_recording().saved.clear()  # the test's own: a page has nothing from before
    # One looks for days of the name; a title asks no gates what stands otherwise by it.
    with django_assert_num_queries(20):
        assert save(chiefs, gate, form).status_code == 302
    assert Gate.objects.get().title == "Renamed"
