"""A programme that a workbook brought is confirmed by the command, and taken in again."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from decisions.models import Chain, Decision, Seal
from tests.programmes_loaded import load_programmes

CLYDE_VALLEY = Path(settings.BASE_DIR, "fixtures/clyde-valley")
REASON = "--reason=Compared with the report"


@pytest.fixture
def confirmed(db):
    load_programmes("clyde-valley", "clackmannanshire-stirling")
    call_command("confirm_decisions", "clyde-valley", REASON)
    call_command("confirm_decisions", "clackmannanshire-stirling", REASON)


def test_all_decisions_of_the_programmes_are_sealed_whoever_decided(confirmed, capsys):
    assert Seal.objects.count() == Decision.objects.count() > 12
    chains = {chain.organisation.code for chain in Chain.objects.all()}
    assert {"IVC", "CLK", "STG", "cvcpp", "clacks-stirling"} == chains
    call_command("verify_decisions")
    call_command("confirm_decisions", "clyde-valley", REASON)
    assert capsys.readouterr().out.endswith("0 decisions confirmed and sealed.\n")


def test_what_is_not_there_is_told_and_nothing_confirmed(db):
    load_programmes("clyde-valley")
    for arguments, words in (
        (("elsewhere", REASON), "no programme “elsewhere”"),
        (("clyde-valley", "nothing", REASON), "Not there, or confirmed already: nothing"),
        (("clyde-valley", "--reason= "), "Say with --reason"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("confirm_decisions", *arguments)
    assert Seal.objects.count() == 0
    call_command("confirm_decisions", "clyde-valley", "ivc-2009-03", REASON)
    assert Seal.objects.get().decision.code == "ivc-2009-03"


def test_its_workbook_is_taken_in_again_and_exported_as_it_was(confirmed, tmp_path, capsys):
    call_command("import_workbook", str(CLYDE_VALLEY))
    assert capsys.readouterr().out.endswith("Nothing to write.\n")
    call_command("export_workbook", "clyde-valley", str(tmp_path / "out"))
    for sheet in CLYDE_VALLEY.glob("*.csv"):
        assert (tmp_path / "out" / sheet.name).read_bytes() == sheet.read_bytes()


@pytest.mark.parametrize(
    "was, is_now",
    [
        ("inverclyde-2010-02-18 2.8, 4.15", "inverclyde-2010-02-18 2.8, 4.16"),
        ("Three areas are given priority.", "Four areas are given priority."),
        ("rankings:ivc-2009-12-15-ranked; ", ""),
        ("Joint lead on the back office", "Sole lead on the back office"),
    ],
)
def test_a_workbook_that_says_otherwise_is_refused_by_row(confirmed, tmp_path, was, is_now):
    folder = Path(shutil.copytree(CLYDE_VALLEY, tmp_path / "changed"))
    sheet = folder / "decisions.csv"
    text = sheet.read_text(encoding="utf-8")
    assert was in text
    sheet.write_text(text.replace(was, is_now, 1), encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("import_workbook", str(folder))
    call_command("verify_decisions")
