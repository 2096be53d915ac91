"""Many confirm at once, and somebody adds while it is confirmed: one unbroken chain, none lost."""

import pytest
from django.db import IntegrityError, connection, transaction

from decisions.models import Chain, Clause, Decision, Seal
from decisions.operations import confirm
from decisions.sealing.verifying import verify
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.decisions.sealing import a_decision
from tests.factories import OrganisationFactory
from tests.together import at_once

MANY = 20

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time"
)


def made(number, **values):
    with recording(user=None, reason="Test"):
        organisation = OrganisationFactory(code="avon")
        return [a_decision(organisation=organisation, **values).pk for _ in range(number)]


def confirming(pk):
    def act():
        with recording(user=None, reason="Compared"):
            return confirm(record=Decision.objects.get(pk=pk)).number

    return act


@on_postgresql
def test_twenty_at_once_make_one_unbroken_chain(together):
    decisions = made(MANY, clauses=1)
    numbers = at_once(*map(confirming, decisions))

    chain = Chain.objects.get()
    assert sorted(numbers) == [*range(1, MANY + 1)]
    assert (chain.length, Seal.objects.count(), verify(chain)) == (MANY, MANY, None)


def test_two_at_once_make_one_chain_on_either_database(together):
    decisions = made(2, clauses=1)
    assert sorted(at_once(*map(confirming, decisions))) == [1, 2]
    assert verify(Chain.objects.get()) is None


@on_postgresql
def test_who_adds_by_sql_while_it_is_confirmed_is_refused_or_sealed(together):
    """The trigger takes the decision first: it never overlooks a seal that is being written."""
    for pk in made(4, clauses=1):
        clause = Clause.objects.get(decision=pk)

        def add(clause=clause):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO decisions_clause (decision_id, number, verb, text, addressee, "
                        'struck_out, visibility, remarks, opened, audience, "order") SELECT '
                        "decision_id, 'x', verb, text, addressee, struck_out, visibility, remarks, "
                        'opened, audience, "order" FROM decisions_clause WHERE id = %s',
                        [clause.pk],
                    )
                return "added"
            except IntegrityError:
                return "refused"

        _, said = at_once(confirming(pk), add)
        assert Clause.objects.filter(decision=pk).count() == (2 if said == "added" else 1)
    assert verify(Chain.objects.get()) is None


@on_postgresql
def test_who_changes_a_clause_while_it_is_confirmed_waits_and_is_told(together):
    pk = made(1)[0]
    clause = Clause.objects.filter(decision=pk).first()

    def change():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE decisions_clause SET text = 'Other' WHERE id = %s", [clause.pk]
                )
            return "Other"
        except IntegrityError:
            return clause.text

    _, said = at_once(confirming(pk), change)
    assert Clause.objects.get(pk=clause.pk).text == said
    fault = verify(Chain.objects.get())
    # What was changed by SQL before it was sealed is sealed as it then stood.
    assert fault is None


def test_the_same_decision_is_confirmed_once(together):
    pk = made(1)[0]
    numbers, failed = [], []

    def once():
        try:
            numbers.append(confirming(pk)())
        except Exception as error:
            failed.append(error)

    at_once(once, once)
    assert (numbers, len(failed), Seal.objects.count()) == ([1], 1, 1)
    assert "was confirmed and sealed" in str(failed[0])


def test_what_was_recorded_meanwhile_is_sealed_too(together):
    pk = made(1)[0]
    with recording(user=None, reason="Test"):
        keep(record=Clause(decision_id=pk, number="9", verb="note", text="Also."))
    confirming(pk)()
    assert "clause" in Seal.objects.get().opening and verify(Chain.objects.get()) is None
