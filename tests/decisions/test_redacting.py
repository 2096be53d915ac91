"""Personal details are taken out of all texts, by one door, with a record that it was done."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from decisions.choices import PersonalDetail
from decisions.models import (
    Chain,
    Clause,
    Condition,
    RedactedPlace,
    Redaction,
    Seal,
)
from decisions.redacting.doing import redact
from decisions.redacting.finding import find
from decisions.redacting.texts import Detail
from decisions.redacting.told import latest, of_record
from decisions.sealing.canonical import hash_of_text, read
from decisions.sealing.statements import check_kept, statement_of
from decisions.sealing.verifying import NOT_SEALED_ANEW, fits, verify
from programmes.operations import keep
from sharedsvc.core.history import Unrecorded, recording
from tests.decisions.sealing import a_decision, confirmed, sql, unguarded
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.usefixtures("recorded")
NAME = "Ann O’Lee"
DAY = datetime.date(2026, 11, 28)
MARK = "[redacted on 28 November 2026]"
REASON = "She asked for it, and no duty stands against it."


def detail(text=NAME):
    return Detail(text, DAY)


def taken_out(text=NAME, *, user=None, chosen=None, kind=PersonalDetail.NAME):
    found = find(detail(text), user)
    keys = [place.key for place in found.places] if chosen is None else chosen
    with recording(user=user, reason=REASON):
        return redact(detail=detail(text), kind=kind, chosen=keys)


@pytest.fixture
def council():
    return OrganisationFactory(code="avon")


@pytest.fixture
def seal(council):
    """A confirmed decision that names somebody, between two others of its chain."""
    confirmed(a_decision(organisation=council))
    decision = a_decision(organisation=council, title="Appointment", remarks=f"Not {NAME}.")
    clause = decision.clauses.first()
    keep(record=Clause(decision=decision, number="9", verb="note", text="ann   o'lee is thanked."))
    keep(record=Condition(clause=clause, number="1", text="If.", asked_of=NAME))
    seal = confirmed(decision)
    confirmed(a_decision(organisation=council))
    return seal


# Texts


@pytest.mark.once
@pytest.mark.parametrize(
    "typed, text, reads",
    [
        (NAME, f"To {NAME}, clerk", f"To {MARK}, clerk"),
        (NAME, "ANN\n O'LEE’s post", f"{MARK}’s post"),
        ("Ann", "Annual Ann", f"Annual {MARK}"),
        ("07700 900123", "Ring 07700\xa0900123.", f"Ring {MARK}."),
        ("a@b.org", "Mail a@b.org now", f"Mail {MARK} now"),
        ("(blind)", "is (blind), so", f"is {MARK}, so"),
        ("Gŵyl", "y gŵyl", f"y {MARK}"),
    ],
)
def test_a_detail_is_found_however_it_is_written(typed, text, reads):
    assert detail(typed).out_of(text) == reads


@pytest.mark.once
def test_what_stands_in_its_place_fits_into_the_column():
    assert detail().out_of(f"{NAME}, clerk", 20) == "[redacted], clerk"
    assert detail().out_of(f"{NAME}, a clerk at Avon", 12) == "[redacted]"
    assert detail().out_of(NAME, 6) == "[redac"


# What was sealed


def test_a_sealed_text_goes_from_rows_and_versions_and_the_decision_still_fits(seal, council):
    before = Chain.objects.get().head
    hashes = [
        hash_of_text(salt, text)
        for salt, text in [
            (read(seal.opening)[f"decision {seal.decision_id}"][1]["remarks"], f"Not {NAME}.")
        ]
    ]
    redaction = taken_out()

    chain, seal = Chain.objects.get(), Seal.objects.get(pk=seal.pk)
    assert (fits(seal), verify(chain)) == ("", None)
    assert (chain.length, Seal.objects.get(number=3).digest) == (4, before)
    assert seal.decision.remarks == f"Not {MARK}."
    assert seal.decision.clauses.get(number="9").text == f"{MARK} is thanked."
    assert Condition.objects.get().asked_of == MARK
    assert find(detail(), None).places == []
    # The salt is gone, the hash remains; the salts of other texts stay.
    salts = read(seal.opening)[f"decision {seal.decision_id}"][1]
    assert set(salts["remarks"].values()) == set(hashes) and isinstance(salts["title"], str)
    # And what it reads like now is sealed in its turn.
    last = Seal.objects.get(number=4)
    assert (last.redacted_decision_id, last.decision_id, last.reason) == (seal.of, None, REASON)
    assert not redaction.is_open if (redaction := Redaction.objects.get()) else False


def test_what_is_told_of_it_is_never_the_detail(seal):
    taken_out()

    redaction = Redaction.objects.get()
    assert (redaction.kind, redaction.reason, redaction.by) == (PersonalDetail.NAME, REASON, None)
    places = {(one.record_type, one.column): one.versions for one in RedactedPlace.objects.all()}
    assert places[("decisions.clause", "text")] == 1
    assert places[("decisions.decision", "remarks")] == 1
    assert ("decisions.condition", "asked_of") in places and ("decisions.seal", "opening") in places
    for model in (Redaction, RedactedPlace):
        assert not any(
            "Lee" in str(value) for row in model.objects.values() for value in row.values()
        )
    assert [one.heading for one in of_record(seal.decision)] == ["Remarks"]
    assert [one.redaction for one in latest(None)] == [redaction]


def test_a_second_redaction_of_the_same_text_fits_too(seal):
    taken_out()
    taken_out("is thanked")
    taken_out("Appointment", kind=PersonalDetail.WORK)

    chain = Chain.objects.get()
    assert (chain.length, verify(chain), fits(Seal.objects.get(pk=seal.pk))) == (6, None, "")


def test_the_reason_of_a_confirmation_and_of_versions_can_be_redacted(council):
    decision = a_decision(organisation=council)
    with recording(user=None, reason=f"As {NAME} says"):
        keep(record=Clause(decision=decision, number="9", verb="note", text="Noted."))
    seal = confirmed(decision)
    taken_out("Compared with the minute")
    taken_out()

    seal.refresh_from_db()
    assert seal.reason == MARK and verify(Chain.objects.get()) is None
    reasons = Clause.history.filter(number="9").values_list("history_change_reason", flat=True)
    assert [*reasons] == [f"As {MARK} says"]


@pytest.mark.parametrize(
    "table, column, of",
    [
        ("decisions_clause", "text", "number = '9'"),
        ("decisions_historicalclause", "text", "number = '9'"),
        ("decisions_condition", "asked_of", "1 = 1"),
        ("decisions_decision", "title", "title = 'Appointment'"),
    ],
)
def test_after_a_redaction_every_change_is_still_found(seal, table, column, of):
    """The first seal tells the redacted text no more; the one since does."""
    taken_out()
    with unguarded():
        assert sql(f"UPDATE {table} SET {column} = 'Other' WHERE {of}")

    assert verify(Chain.objects.get()) is not None
    assert fits(Seal.objects.get(pk=seal.pk)) != ""


def test_salts_that_are_gone_without_a_redaction_are_found(seal):
    """Who owns the database could put hashes in place of salts: not without a seal that says so."""
    taken_out()
    with unguarded():
        sql("DELETE FROM decisions_seal WHERE number = 4")
        digest = Seal.objects.get(number=3).digest
        sql("UPDATE decisions_chain SET length = 3, head = %s", digest)

    assert verify(Chain.objects.get()).words == NOT_SEALED_ANEW
    assert fits(Seal.objects.get(pk=seal.pk)) == NOT_SEALED_ANEW


def test_a_seal_since_a_redaction_is_not_taken_for_one_of_confirming(seal):
    taken_out()
    last = Seal.objects.get(number=4)
    with unguarded():
        sql(
            "UPDATE decisions_seal SET decision_id = NULL, redacted_decision_id = %s WHERE id = %s",
            seal.of,
            seal.pk,
        )
        sql(
            "UPDATE decisions_seal SET decision_id = %s, redacted_decision_id = NULL WHERE id = %s",
            seal.of,
            last.pk,
        )

    assert verify(Chain.objects.get()).number == 2


def test_a_backup_brought_back_after_a_redaction_fits_and_a_statement_tells(seal):
    """The detail is back with its salts: whoever kept a statement from after it is told."""
    tables = (
        "decisions_decision",
        "decisions_clause",
        "decisions_condition",
        "decisions_seal",
        "decisions_historicaldecision",
        "decisions_historicalclause",
        "decisions_historicalcondition",
        "decisions_chain",
    )
    kept = {model: list(model.objects.values()) for model in (Seal, Chain)}
    texts = {
        model: list(model.objects.values_list("pk", column))
        for model, column in ((Clause, "text"), (Condition, "asked_of"))
    }
    decision = seal.decision
    versions = {
        model: list(QuerySet(model.history.model).values_list("pk", column))
        for model, column in (
            (Clause, "text"),
            (Condition, "asked_of"),
            (type(decision), "remarks"),
        )
    }
    taken_out()
    statement = statement_of(Chain.objects.get())
    assert tables and check_kept(statement, _keys()) == ""
    with unguarded():
        sql("DELETE FROM decisions_seal WHERE number = 4")
        for row in kept[Seal]:
            sql("UPDATE decisions_seal SET opening = %s WHERE id = %s", row["opening"], row["id"])
        sql("UPDATE decisions_chain SET length = 3, head = %s", kept[Chain][0]["head"])
        sql("UPDATE decisions_decision SET remarks = %s WHERE id = %s", f"Not {NAME}.", decision.pk)
        for (model, rows), column in zip(texts.items(), ("text", "asked_of"), strict=True):
            for pk, text in rows:
                sql(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", text, pk)
        for (model, rows), column in zip(
            versions.items(), ("text", "asked_of", "remarks"), strict=True
        ):
            table = model.history.model._meta.db_table
            for pk, text in rows:
                sql(f"UPDATE {table} SET {column} = %s WHERE history_id = %s", text, pk)

    assert verify(Chain.objects.get()) is None  # the older state was right in its day
    assert "older backup" in check_kept(statement, _keys())
    assert len(find(detail(), None).places) == 3  # and can be redacted again
    taken_out()
    assert verify(Chain.objects.get()) is None


def _keys():
    from decisions.sealing.keys import public_keys

    return [key.key for key in public_keys()]


# One door


def test_without_the_door_no_text_that_was_sealed_is_written(seal):
    taken_out()
    clause = Clause.objects.get(number="9")
    writes = {
        "ORM": lambda: QuerySet(Clause).filter(pk=clause.pk).update(text=MARK + "!"),
        "SQL": lambda: sql("UPDATE decisions_clause SET text = 'x' WHERE id = %s", clause.pk),
        "version": lambda: sql(
            "UPDATE decisions_historicalclause SET text = 'x' WHERE number = '9'"
        ),
        "reason": lambda: sql("UPDATE decisions_historicalclause SET history_change_reason = 'x'"),
        "salts": lambda: sql("UPDATE decisions_seal SET opening = '{}'"),
        "why": lambda: sql("UPDATE decisions_seal SET reason = 'x'"),
        "opened again": lambda: sql("UPDATE decisions_redaction SET is_open = %s", True),
        "another reason": lambda: sql("UPDATE decisions_redaction SET reason = 'x'"),
        "forgotten": lambda: sql("DELETE FROM decisions_redactedplace"),
        "forgotten too": lambda: sql("DELETE FROM decisions_redaction"),
        "another place": lambda: QuerySet(RedactedPlace).create(
            redaction=Redaction.objects.get(),
            record_type="decisions.clause",
            record_id=clause.pk,
            column="addressee",
        ),
    }
    for name, write in writes.items():
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
            pytest.fail(name)
    with pytest.raises(Unrecorded):
        Redaction.objects.get().save()


@pytest.mark.parametrize(
    "column, value", [("votes_for", 3), ("decision_id", None), ("number", "8")]
)
def test_an_open_redaction_lets_through_what_it_names_and_nothing_else(seal, column, value):
    clause = Clause.objects.get(number="9")
    act = Redaction(kind=PersonalDetail.NAME, reason="x", at=seal.at)
    act.save()
    named = {"record_type": "decisions.clause", "record_id": clause.pk}
    RedactedPlace(redaction=act, column="text", **named).save()
    if column != "number":
        RedactedPlace(redaction=act, column=column, **named).save()
    value = seal.of if column == "decision_id" and value is None else value
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(
            f"UPDATE decisions_clause SET {column} = %s WHERE id = %s",
            Seal.objects.get(number=1).of if column == "decision_id" else value,
            clause.pk,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(
            "UPDATE decisions_clause SET text = 'x' WHERE id <> %s AND decision_id = %s",
            clause.pk,
            seal.of,
        )
    assert sql("UPDATE decisions_clause SET text = 'x' WHERE id = %s", clause.pk) == 1
    assert verify(Chain.objects.get()).number == 2  # without a new seal the change is found
