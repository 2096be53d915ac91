"""A second person of the same organisation confirms a decision; from then on nothing changes it."""

from functools import partial

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.migrations import Migration
from django.db.models.signals import pre_migrate

from decisions.models import Chain, Clause, Condition, Decision, Seal
from decisions.operations import confirm, publish_decision, record_clause
from decisions.sealing.canonical import BEFORE_THE_FIRST
from decisions.sealing.confirming import NOTHING_DECIDED
from decisions.sealing.triggers import make_triggers, missing_triggers, triggers
from decisions.sealing.verifying import verify
from programmes.choices import GrantRole, Visibility
from programmes.models import Citation, Subject
from programmes.operations import cite, keep, strike_out
from sharedsvc.core.history import Unrecorded, recording
from sharedsvc.core.kinds import kinds
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.decisions.sealing import a_decision, confirmed, drop_triggers, sql
from tests.factories import (
    ClauseFactory,
    DecisionFactory,
    DocumentFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def council(programme):
    return MembershipFactory(partnership=programme.partnership).organisation


@pytest.fixture
def programme(recorded):
    return ProgrammeFactory()


@pytest.fixture
def decision(programme, council):
    """Recorded by a clerk of its council, on a page of theirs."""
    ann = person_with(GrantRole.CLERK, council, name="Ann")
    with recording(user=ann, reason="From the minute"):
        decision = DecisionFactory(programme=programme, organisation=council)
        ClauseFactory(decision=decision)
    decision.by = ann
    return decision


def by(user, decision):
    with transaction.atomic(), recording(user=user, reason="Compared with the minute"):
        return confirm(record=Decision.objects.get(pk=decision.pk))


@pytest.mark.parametrize("role", [GrantRole.CLERK, GrantRole.ADMINISTRATOR])
def test_a_second_person_of_the_same_organisation_confirms(decision, council, role):
    second = person_with(role, council)
    seal = by(second, decision)

    assert (seal.by, seal.reason, seal.number) == (second, "Compared with the minute", 1)
    assert (seal.previous, seal.chain.organisation) == (BEFORE_THE_FIRST, council)
    assert (seal.chain.length, seal.chain.head) == (1, seal.digest)
    assert Decision.objects.get().is_confirmed


def test_nobody_confirms_what_they_wrote(decision, council):
    with pytest.raises(PermissionDenied, match="no right to confirm"):
        by(decision.by, decision)
    second = person_with(GrantRole.CLERK, council)
    with recording(user=second, reason="A clause was missing"):
        ClauseFactory(decision=decision, number="9")
    with pytest.raises(PermissionDenied):
        by(second, decision)
    assert Seal.objects.count() == 0


def test_nobody_else_confirms_not_even_a_system_administrator(decision, council, programme):
    partner = MembershipFactory(partnership=programme.partnership).organisation
    others = [
        UserFactory(is_superuser=True, is_staff=True),
        person_with(GrantRole.OFFICER, council),
        person_with(GrantRole.MEMBER, council),
        person_with(GrantRole.CLERK, partner),
        person_with(GrantRole.MANAGER, programme.partnership),
        person_with(GrantRole.CLERK, OrganisationFactory()),
    ]
    for other in others:
        with pytest.raises(PermissionDenied):
            by(other, decision)


def test_where_nobody_is_named_the_partnership_confirms_in_its_own_chain(programme, council):
    decision = DecisionFactory(programme=programme, organisation=None)
    ClauseFactory(decision=decision)
    with pytest.raises(PermissionDenied):
        by(person_with(GrantRole.CLERK, council), decision)

    seal = by(person_with(GrantRole.MANAGER, programme.partnership), decision)
    assert seal.chain.organisation_id == programme.partnership_id


def test_the_seals_of_an_organisation_follow_one_another(council, programme):
    first = confirmed(programme=programme, organisation=council)
    second = confirmed(programme=programme, organisation=council)
    other = confirmed(programme=programme)

    assert (second.number, second.previous) == (2, first.digest)
    assert (other.number, other.previous) == (1, BEFORE_THE_FIRST)
    assert Chain.objects.get(organisation=council).head == second.digest


def test_what_cannot_be_confirmed_says_why(decision):
    confirmed(decision)
    with pytest.raises(ValidationError, match="was confirmed and sealed"):
        confirmed(decision)
    empty = DecisionFactory()
    with pytest.raises(ValidationError, match=NOTHING_DECIDED):
        confirmed(empty)
    gone = a_decision()
    strike_out(record=gone, reason="A slip")
    with pytest.raises(ValidationError, match="was struck out"):
        confirmed(gone)


def test_a_seal_is_written_once_and_never_deleted(decision, council):
    seal = confirmed(decision)
    for act in (seal.save, seal.delete, seal.chain.delete, Seal.objects.all().delete):
        with pytest.raises(Unrecorded):
            act()
    with recording(user=decision.by, reason="Mine"), pytest.raises(PermissionDenied):
        Seal(decision=decision, chain=seal.chain, number=2).save()


# Publishing


def test_a_decision_of_its_councils_own_is_published_once_it_is_confirmed(council, programme):
    clerk = person_with(GrantRole.CLERK, council)
    own = {"visibility": Visibility.OWNER, "owner": council}
    decision = DecisionFactory(programme=programme, organisation=council, **own)
    ClauseFactory(decision=decision)
    exempt = ClauseFactory(decision=decision, **own)
    with recording(user=clerk, reason="Minutes are out"):
        with pytest.raises(ValidationError, match="Only a confirmed decision"):
            publish_decision(record=decision)
        decision.refresh_from_db()
        decision.visibility = Visibility.PUBLIC
        with pytest.raises(ValidationError, match="never edited"):
            keep(record=decision)
    confirmed(decision)
    assert not Decision.objects.get().is_published
    with recording(user=clerk, reason="Minutes are out"):
        publish_decision(record=decision)

    assert Decision.objects.get().is_published
    assert Decision.objects.visible_to(AnonymousUser()).exists()
    assert exempt not in Clause.objects.visible_to(AnonymousUser())
    version = Decision.objects.get().history.latest()
    assert (version.history_user, version.history_change_reason) == (clerk, "Minutes are out")
    assert verify(Chain.objects.get()) is None
    with recording(user=clerk, reason="Again"), pytest.raises(ValidationError, match="already"):
        publish_decision(record=decision)


# In the admin and on the page


def test_the_second_person_confirms_from_the_page_and_the_admin(decision, council):
    ann, bea = signed_in(decision.by), signed_in(person_with(GrantRole.CLERK, council, name="Bea"))
    place = address(Decision, "confirm", decision.pk)
    page, form = kinds.address(decision), address(Decision, "change", decision.pk)
    assert place not in ann.get(page).content.decode() + ann.get(form).content.decode()
    assert ann.get(place).status_code == ann.post(place, {"reason": "So"}).status_code == 403
    assert f'href="{place}">Confirm it</a>' in bea.get(page).content.decode()
    assert f'href="{place}">Confirm</a>' in bea.get(form).content.decode()
    assert "never changed again" in bea.get(place).content.decode()
    assert send(bea, place, reason=" ").status_code == 200 and not Seal.objects.exists()
    assert bea.post(place, {"reason": "Unseen"}).status_code == 200 and not Seal.objects.exists()

    answer = send(bea, place, reason="Compared with the minute")
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    shown = bea.get(page).content.decode()
    assert "still matches its seal" in shown and "Bea" in shown
    assert "confirmed and sealed" in bea.get(place).content.decode()


def test_nobody_confirms_what_was_changed_under_the_open_page(decision, council):
    bea = signed_in(person_with(GrantRole.CLERK, council))
    place = address(Decision, "confirm", decision.pk)
    opened = fields_of(bea.get(place))
    with recording(user=decision.by, reason="One more"):
        ClauseFactory(decision=decision, number="2")

    answer = bea.post(place, opened | {"reason": "Compared"})
    assert "since you opened this page" in answer.content.decode() and not Seal.objects.exists()
    again = fields_of(answer)
    assert again.values["reason"] == "Compared"
    assert bea.post(place, again.values).status_code == 302


def test_the_admin_offers_no_change_of_what_was_confirmed(decision, council):
    clause = decision.clauses.get()
    confirmed(decision)
    clerk = signed_in(person_with(GrantRole.CLERK, council))
    for record, model in ((decision, Decision), (clause, Clause)):
        page = clerk.get(address(model, "change", record.pk)).content.decode()
        assert "This decision was confirmed and sealed" in page
        assert "Strike out" not in page
        assert clerk.get(address(model, "strike_out", record.pk)).status_code == 403
    page = clerk.get(address(Decision, "change", decision.pk)).content.decode()
    assert 'name="clauses-0-text"' not in page and 'name="clauses-1-text"' not in page
    sent = {"clauses-TOTAL_FORMS": "1", "clauses-INITIAL_FORMS": "0", "clauses-0-text": "New"}
    clerk.post(address(Decision, "change", decision.pk), {**sent, "reason": "New"})
    assert Clause.objects.count() == 1


# By the program


def test_nothing_of_it_is_changed_struck_out_or_added_by_the_program(decision):
    clause = decision.clauses.get()
    condition = keep(record=Condition(clause=clause, number="1", text="A case is made."))
    confirmed(decision)
    stored, clause = Decision.objects.get(pk=decision.pk), Clause.objects.get(pk=clause.pk)
    stored.title, clause.text, condition.text = "Other", "Other", "Other"
    document = DocumentFactory(programme=decision.programme)
    link = {"record_type": "decisions.decision", "record_id": decision.pk}
    for refused in (
        lambda: keep(record=stored),
        lambda: keep(record=clause),
        lambda: keep(record=condition),
        lambda: strike_out(record=Decision.objects.get(), reason="Mistake"),
        lambda: strike_out(record=Clause.objects.get(), reason="Mistake"),
        lambda: strike_out(record=Condition.objects.get(), reason="Mistake"),
        lambda: record_clause(record=Clause(decision=decision, number="8", verb="note", text="T")),
        lambda: keep(record=Condition(clause=clause, number="2", text="Another.")),
        lambda: cite(record=decision, citations=[(document, "1", False)]),
        lambda: keep(record=Subject(**link, subject_type="programmes.programme", subject_id=1)),
    ):
        with pytest.raises(ValidationError, match="onfirmed"), transaction.atomic():
            refused()


def test_follow_up_and_openness_stand_apart(decision):
    clause = decision.clauses.get()
    condition = keep(record=Condition(clause=clause, number="1", text="A case is made."))
    confirmed(decision)

    condition.state, condition.evidence = "met", "The case of May"
    keep(record=condition)
    assert Condition.objects.get().state == "met"
    for table in ("decisions_decision", "decisions_clause", "decisions_condition"):
        assert sql(f"UPDATE {table} SET visibility = %s, audience = %s", "public", 1)


def test_what_is_not_confirmed_is_written_as_before(decision):
    confirmed(a_decision())
    document = DocumentFactory(programme=decision.programme)
    cite(record=decision, citations=[(document, "1", False)])
    ClauseFactory(decision=decision, number="2")
    strike_out(record=Citation.objects.get(document=document), reason="Another paragraph")
    strike_out(record=decision, reason="A slip")


# By SQL

CHANGES = {
    "decisions_decision": ("title", "Other"),
    "decisions_clause": ("text", "Other"),
    "decisions_condition": ("text", "Other"),
    "programmes_subject": ("relation", "rests on"),
    "programmes_citation": ("paragraph", "9"),
    "decisions_historicaldecision": ("title", "Other"),
    "decisions_historicalclause": ("history_change_reason", "Other"),
    "decisions_historicalcondition": ("visibility", "owner"),
    "programmes_historicalsubject": ("history_user_id", None),
    "programmes_historicalcitation": ("paragraph", "9"),
    "decisions_seal": ("digest", "0" * 64),
    "decisions_chain": ("head", "0" * 64),
}


@pytest.mark.parametrize("table", CHANGES)
def test_the_database_refuses_to_change_or_delete_it(table):
    decision = a_decision()
    keep(record=Condition(clause=decision.clauses.first(), number="1", text="A case is made."))
    draft = a_decision()
    confirmed(decision)
    assert draft.clauses.count()
    column, value = CHANGES[table]
    where = (
        "id = (SELECT MIN(id) FROM {0})"
        if "historical" not in table
        else ("history_id = (SELECT MIN(history_id) FROM {0})")
    )
    where = where.format(table)
    if table == "programmes_historicalsubject":
        column, value = "history_change_reason", "Other"
    for statement, values in (
        (f"UPDATE {table} SET {column} = %s WHERE {where}", [value]),
        (f"DELETE FROM {table} WHERE {where}", []),
    ):
        with pytest.raises(IntegrityError, match="is neither"), transaction.atomic():
            sql(statement, *values)


@pytest.mark.parametrize("table", ["decisions_clause", "programmes_subject", "programmes_citation"])
def test_the_database_refuses_to_add_to_it(table):
    draft = a_decision()
    decision = a_decision()
    confirmed(decision)
    clause, other = decision.clauses.first().pk, draft.clauses.first().pk
    column, mine, theirs = (
        ("decision_id", decision.pk, draft.pk)
        if table == "decisions_clause"
        else ("record_id", clause, other)
    )
    with pytest.raises(IntegrityError, match="neither"), transaction.atomic():
        sql(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", mine, theirs)


def test_a_chain_goes_one_seal_further_and_nowhere_else(decision):
    confirmed(decision)
    for change in ("length = 0, head = ''", "length = 3", "id = 77"):
        with pytest.raises(IntegrityError, match="neither"), transaction.atomic():
            sql(f"UPDATE decisions_chain SET {change}")


def test_a_missing_trigger_is_told_and_made_again(decision):
    assert missing_triggers() == []
    drop_triggers()
    assert len(missing_triggers()) > 20
    triggers().make()
    assert missing_triggers() == []


def test_triggers_are_out_of_the_way_of_migrations_and_there_again_afterwards():
    """SQLite makes a table anew to change it, which fails while a trigger elsewhere names it."""
    migrating = partial(pre_migrate.send, apps.get_app_config("decisions"), using="default")
    migrating(plan=[])
    assert missing_triggers() == []
    migrating(plan=[(Migration("next", "decisions"), False)])
    assert not triggers().present()
    make_triggers()
    assert missing_triggers() == []
