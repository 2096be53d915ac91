"""Signed statements of chains: kept by a partner, checked later, by our command and without us."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings as our_settings
from django.core.management import CommandError, call_command

from decisions.models import Chain, Decision, Seal
from decisions.sealing.keys import NoKey, public_keys, rotate, to_be_endorsed
from decisions.sealing.statements import check_kept, lines_of, statement_of
from programmes.choices import Visibility
from sharedsvc.core.kinds import kinds
from tests.decisions.sealing import a_decision, confirmed, sql, unguarded
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.usefixtures("recorded")
SCRIPT = Path(our_settings.BASE_DIR, "docs/check_statement.py")


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.SEAL_KEYS = tmp_path / "keys"
    return settings.SEAL_KEYS


@pytest.fixture
def chain():
    council = OrganisationFactory(name="Avon – “Cyngor”", code="avon")
    for _ in range(3):
        confirmed(a_decision(organisation=council))
    return Chain.objects.get()


def known():
    return [key.key for key in public_keys()]


def by_the_script(tmp_path, statement, seals, *key):
    kept, list_of_seals = tmp_path / "statement.json", tmp_path / "seals.txt"
    kept.write_text(statement, encoding="utf-8")
    list_of_seals.write_text(seals, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(kept), str(list_of_seals), *key]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_without_a_key_it_is_said_what_to_do(chain):
    with pytest.raises(NoKey, match="rotate_seal_key makes one"):
        statement_of(chain)


def test_the_key_is_for_its_owner_alone_and_the_database_does_not_know_it(keys, capsys):
    call_command("rotate_seal_key")

    assert f"Signs from now on: {public_keys()[0].key}" in capsys.readouterr().out
    assert (keys / "key.pem").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in keys.iterdir()) == ["key.pem", "keys.json"]


def test_a_statement_holds_seals_only_and_is_checked_without_us(chain, tmp_path):
    rotate()
    kept = statement_of(chain)
    said = json.loads(kept)["statement"]
    assert set(said) == {"at", "chain", "form", "head", "length", "organisation"}
    confirmed(a_decision(organisation=chain.organisation))  # later ones change nothing

    assert check_kept(kept, known()) == ""
    found = by_the_script(tmp_path, kept, "".join(lines_of(chain)), known()[0])
    assert (found.returncode, found.stdout[:11]) == (0, "All 3 seals")


def test_the_script_has_some_thirty_lines_and_knows_nothing_of_us():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 35
    assert "django" not in text and "decisions" not in text


def test_a_statement_signed_with_an_old_key_stays_checkable(chain, tmp_path):
    first = rotate()
    kept = statement_of(chain)
    second, third = rotate(), rotate()

    assert [key.key for key in public_keys()] == [first.key, second.key, third.key]
    assert first.endorsement == "" and second.endorsement and third.endorsement
    assert check_kept(kept, known()) == ""
    seals = "".join(lines_of(chain))
    assert by_the_script(tmp_path, kept, seals, first.key).returncode == 0
    assert by_the_script(tmp_path, kept, seals, second.key).returncode != 0


def test_a_new_key_is_endorsed_by_the_one_before():
    first, second = rotate(), rotate()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(first.key))
    public.verify(base64.b64decode(second.endorsement), to_be_endorsed(second))
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(second.endorsement), to_be_endorsed(first))


def rewritten(chain):
    """The whole chain made anew by somebody who owns the database, so that it fits in itself."""
    with unguarded():
        sql("DELETE FROM decisions_seal")
        sql("UPDATE decisions_chain SET length = 0, head = ''")
        sql("UPDATE decisions_clause SET text = 'Rewritten'")
        sql("UPDATE decisions_historicalclause SET text = 'Rewritten'")
    for decision in Decision.objects.order_by("pk"):
        confirmed(decision)


def test_a_chain_that_was_made_anew_fits_in_itself_and_not_the_statement(chain, tmp_path):
    rotate()
    kept = statement_of(chain)
    rewritten(chain)
    call_command("verify_decisions")

    assert "was rewritten" in check_kept(kept, known())
    found = by_the_script(tmp_path, kept, "".join(lines_of(chain)))
    assert (found.returncode, "was rewritten" in found.stderr) == (1, True)
    path = tmp_path / "kept.json"
    path.write_text(kept, encoding="utf-8")
    with pytest.raises(CommandError, match="seal 3 of chain"):
        call_command("verify_decisions", "--statement", str(path))


def test_a_tail_that_was_cut_with_its_head_does_not_fit_the_statement(chain, tmp_path):
    rotate()
    kept = statement_of(chain)
    with unguarded():
        sql("DELETE FROM decisions_seal WHERE number = 3")
        sql("UPDATE decisions_chain SET length = 2, head = %s", Seal.objects.get(number=2).digest)
    call_command("verify_decisions")

    assert "was rewritten" in check_kept(kept, known())
    assert by_the_script(tmp_path, kept, "".join(lines_of(chain))).returncode == 1


def test_a_statement_that_was_bent_or_signed_by_others_is_refused(chain, tmp_path, settings):
    rotate()
    kept = json.loads(statement_of(chain))
    bent = json.dumps(kept | {"statement": kept["statement"] | {"length": 2}})
    assert "signature" in check_kept(bent, known())
    assert by_the_script(tmp_path, bent, "".join(lines_of(chain))).returncode != 0
    assert "no statement" in check_kept("{}", known())
    assert "no statement" in check_kept("[", known())
    assert "not this register’s" in check_kept(json.dumps(kept), ["another"])


# On the pages


def test_anybody_finds_the_chains_and_takes_statement_seals_and_keys(chain, client):
    assert b"No key to sign statements with" in client.get("/seals/").content
    assert client.get(f"/seals/{chain.pk}/?format=statement").status_code == 404
    rotate()
    page = client.get("/seals/").content.decode()
    assert chain.head in page and known()[0] in page
    statement = client.get(f"/seals/{chain.pk}/?format=statement")
    assert check_kept(statement.content.decode(), known()) == ""
    assert "attachment" in statement.headers["Content-Disposition"]
    seals = client.get(f"/seals/{chain.pk}/?format=seals").content.decode().splitlines()
    assert len(seals) == 3 and seals[-1].endswith(chain.head)
    assert json.loads(client.get("/seals/?format=keys").content)[0]["key"] == known()[0]


def test_the_chain_of_an_organisation_that_is_hidden_is_not_there(client):
    owner = OrganisationFactory()
    hidden = OrganisationFactory(visibility=Visibility.OWNER, owner=owner)
    seal = confirmed(a_decision(organisation=hidden))
    rotate()

    for reader in (None, UserFactory()):
        if reader:
            client.force_login(reader)
        assert seal.digest not in client.get("/seals/").content.decode()
        for name in ("", "?format=statement", "?format=seals"):
            assert client.get(f"/seals/{seal.chain_id}/{name}").status_code == 404


def test_the_page_of_a_decision_checks_its_seal(chain, client, caplog):
    seal = Seal.objects.get(number=2)
    page = client.get(kinds.address(seal.decision)).content.decode()
    assert "still matches its seal" in page and seal.digest in page
    with unguarded():
        sql("UPDATE decisions_clause SET text = 'Other' WHERE decision_id = %s", seal.decision_id)
    page = client.get(kinds.address(seal.decision)).content.decode()
    assert "What stands here is not what was confirmed" in page and seal.digest not in page
    assert "does not fit its seal" in caplog.text


def test_the_page_of_a_decision_that_is_not_confirmed_says_so(client):
    page = client.get(kinds.address(a_decision())).content.decode()
    assert "Not confirmed" in page and "Confirm it" not in page
