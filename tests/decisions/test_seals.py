"""Every seal is worked out anew from the tables; whatever was done behind its back is found."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from decisions.models import Chain, Condition, Seal
from decisions.sealing.canonical import digest_of, hash_of_text, read, seal_of
from decisions.sealing.forming import CONFIRMING, content_of
from decisions.sealing.reading import rows_of
from decisions.sealing.triggers import triggers
from decisions.sealing.verifying import OTHER_CONTENT, fits, verify
from programmes.operations import keep
from tests.decisions.sealing import a_decision, confirmed, drop_triggers, sql, unguarded
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.usefixtures("recorded")


@pytest.fixture
def council():
    return OrganisationFactory(code="avon")


@pytest.fixture
def seals(council):
    """Three confirmed decisions of a council, in its chain."""
    found = [a_decision(organisation=council, date="2010-01-01") for _ in range(3)]
    keep(record=Condition(clause=found[1].clauses.first(), number="1", text="A case is made."))
    return [confirmed(decision) for decision in found]


@pytest.fixture
def chain(seals):
    return Chain.objects.get()


def the_fault():
    return verify(Chain.objects.get())


def test_what_was_confirmed_fits_and_the_command_says_so(chain, capsys):
    confirmed()
    call_command("verify_decisions")

    assert capsys.readouterr().out.strip() == "All fit. Seals: 4; chains: 2."
    assert [fits(seal) for seal in Seal.objects.all()] == ["", "", "", ""]


def test_the_arithmetic_is_that_of_the_document():
    """Against SHA-256 of texts written by hand: no form changes unnoticed."""
    of = hashlib.sha256
    envelope = f'{{"chain":3,"content":"{"1" * 64}","number":1,"previous":"{"0" * 64}"}}'

    assert hash_of_text("00" * 16, "é") == of(b"\0" * 16 + "é".encode()).hexdigest()
    assert digest_of({"b": [1, True, None], "a": "é"}) == (
        of('{"a":"é","b":[1,true,null]}'.encode()).hexdigest()
    )
    assert seal_of(3, 1, "0" * 64, "1" * 64) == of(envelope.encode()).hexdigest()


# Behind its back, each with the triggers dropped; of rows and versions: test_tampering.py


def test_seals_that_were_reordered_are_found(chain, seals):
    with unguarded():
        for number, seal in ((99, seals[0]), (1, seals[2]), (3, seals[0])):
            sql("UPDATE decisions_seal SET number = %s WHERE id = %s", number, seal.pk)

    assert the_fault().number == 1


def test_seals_that_were_put_on_each_others_decisions_are_found(chain, seals):
    first, other, spare = seals[0], seals[1], a_decision()
    with unguarded():
        for decision, seal in (
            (spare.pk, first),
            (first.decision_id, other),
            (other.decision_id, first),
        ):
            sql("UPDATE decisions_seal SET decision_id = %s WHERE id = %s", decision, seal.pk)

    assert the_fault().number == 1


@pytest.mark.parametrize("place, words", [(1, "the seal before it is gone"), (3, "2 are there")])
def test_a_seal_that_is_gone_is_found(chain, place, words):
    with unguarded():
        sql("DELETE FROM decisions_seal WHERE number = %s", place)

    assert words in the_fault().words


def test_a_seal_beyond_the_head_and_another_head_are_found(chain, seals):
    with unguarded():
        sql("UPDATE decisions_chain SET length = 2, head = %s", seals[1].digest)
    assert "the chain does not count it" in the_fault().words
    with unguarded():
        sql("UPDATE decisions_chain SET length = 3, head = %s", seals[1].digest)
    assert "another head" in the_fault().words


def test_an_opening_that_was_lost_or_bent_is_found(chain, seals):
    for bent in ("", "[]", "{}", '{"confirming": 3}'):
        with unguarded():
            sql("UPDATE decisions_seal SET opening = %s WHERE number = 2", bent)
        assert the_fault().number == 2
    opening = json.loads(seals[1].opening)
    key = next(key for key in opening if key.startswith("clause"))
    opening[key][1]["text"] = "zz"
    with unguarded():
        sql("UPDATE decisions_seal SET opening = %s WHERE number = 2", json.dumps(opening))
    assert "salt" in the_fault().words


def test_a_seal_worked_out_anew_for_another_text_breaks_the_next(chain, seals):
    """Who owns the database can reckon as we do: then all that follows has to be made anew."""
    seal, other = seals[0], "SET text = 'Other' WHERE decision_id = %s"
    with unguarded():
        for table in ("decisions_clause", "decisions_historicalclause"):
            sql(f"UPDATE {table} {other}", seal.decision_id)
        rows = rows_of([seal.decision_id])[seal.decision_id]
        facts = {"at": seal.at, "by": seal.by_id, "reason": seal.reason}
        content = content_of(rows, read(seal.opening), **facts)
        digest = seal_of(seal.chain_id, 1, seal.previous, content)
        values = "content = %s, digest = %s"
        sql(f"UPDATE decisions_seal SET {values} WHERE id = %s", content, digest, seal.pk)

    assert (the_fault().number, the_fault().words) == (2, "it does not follow the seal before it")


def test_equal_decisions_have_seals_that_have_nothing_in_common(council):
    """A withheld decision cannot be guessed: every text enters with a salt of its own."""
    seal = confirmed(a_decision(organisation=council))
    opening = json.loads(seal.opening)
    salts = [salt for key in opening for salt in opening[key][1].values()]

    assert len(set(salts)) == len(salts) > 8
    assert all(len(salt) == 32 for salt in salts)
    assert set(opening) > {CONFIRMING, f"decision {seal.decision_id}"}


def test_the_command_names_the_first_that_does_not_fit_and_fails(chain, capsys):
    with unguarded():
        sql("UPDATE decisions_clause SET text = 'Other'")
    with pytest.raises(CommandError) as failed:
        call_command("verify_decisions")
    first = Seal.objects.get(number=1)
    assert f"seal 1, decision {first.decision_id}: {OTHER_CONTENT}" in str(failed.value)
    assert failed.value.returncode == 1


def test_the_command_tells_that_triggers_are_missing(chain):
    drop_triggers()
    with pytest.raises(CommandError, match="triggers are missing"):
        call_command("verify_decisions")
    triggers().make()
    with pytest.raises(CommandError, match="No decision of “elm” is confirmed"):
        call_command("verify_decisions", "elm")
    call_command("verify_decisions", "avon")
