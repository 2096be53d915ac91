"""One edition of the public register after another, and what stands on record beside it."""

import csv
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from programmes.choices import NameKind, OrganisationKind
from programmes.councils.other_names import is_damaged, names_in
from programmes.councils.reading import NEEDED
from programmes.models import Organisation, OrganisationName, RegisterRow
from programmes.operations import keep
from tests.factories import MembershipFactory, OrganisationFactory

TYPE = "local-authority-type"
HEADINGS = dict.fromkeys(NEEDED, "")


def row(code, name, short, official, **more):
    """A row of the register as published."""
    given = {"local-authority-code": code, "official-name": name, "nice-name": short}
    return {**HEADINGS, **given, "gss-code": official, TYPE: "NMD", **more}


BEGUN = {"start-date": "1974-04-01"}
ALDERMERE = row("AAA", "Aldermere Borough Council", "Aldermere", "E07009001", **BEGUN)
BRAMFOLD = row("BBB", "Bramfold District Council", "Bramfold", "E07009002")
CORLEY = row("CCC", "Corley Vale Council", "Corley Vale", "E06009003", **{TYPE: "UA"})
FIRST = (
    ALDERMERE,
    {**BRAMFOLD, "end-date": "2026-04-01", "replaced-by": "CCC", "alt-names": "Bramfield"},
    {**CORLEY, "start-date": "2026-04-01"},
)
RENAMED = {
    "official-name": "City of Aldermere Council",
    "gss-code": "E07009011",
    "alt-names": "Aldermere Borough Council",
    "former-gss-codes": "E07009001",
}
SECOND = ({**ALDERMERE, **RENAMED}, BRAMFOLD, {**CORLEY, "start-date": "2027-04-01"})


@pytest.fixture
def take_in(tmp_path, capsys, db):
    """Takes rows in as an edition of the register; gives what is told."""

    def run(*rows, edition="2026-01-01", answers=(), **options):
        path = tmp_path / "register.csv"
        _write(path, NEEDED, rows)
        if answers:
            given = tmp_path / "answers.csv"
            told = [dict(zip(("code", "field", "answer"), one, strict=True)) for one in answers]
            _write(given, ("code", "field", "answer"), told)
            options["accept"] = str(given)
        capsys.readouterr()
        call_command("import_councils", str(path), edition=edition, **options)
        return capsys.readouterr().out.splitlines()

    return run


def _write(path, headings, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings)
        writer.writeheader()
        writer.writerows(rows)


def stands(code):
    """What the record says of an organisation."""
    one = Organisation.objects.get(code=code)
    told = (one.name, one.official_code, one.former_codes, one.start, one.end)
    names = one.other_names.not_struck_out().values_list("name", flat=True)
    after = one.succeeded_by.not_struck_out().values_list("successor__code", flat=True)
    return (*told, sorted(names), sorted(after))


def test_a_newer_edition_is_followed_and_the_old_name_and_code_stay_as_former(take_in):
    take_in(*FIRST)
    told = take_in(*SECOND, edition="2026-06-01")
    assert stands("AAA") == (
        *("City of Aldermere Council", "E07009011", "E07009001", "1974-04-01", ""),
        *(["Aldermere Borough Council"], []),
    )
    assert stands("BBB") == ("Bramfold District Council", "E07009002", "", "", "", [], [])
    assert stands("CCC")[3] == "2027-04-01"
    assert OrganisationName.objects.get(name="Aldermere Borough Council").kind == NameKind.FORMER
    assert told == [
        "changed  AAA: name “Aldermere Borough Council” → “City of Aldermere Council”",
        "changed  AAA: official code “E07009001” → “E07009011”",
        "changed  AAA: former codes “” → “E07009001”",
        "changed  AAA: former name “Aldermere Borough Council”",
        "changed  BBB: end “2026-03-31” → “”",
        "changed  BBB: no longer other name “Bramfield”",
        "changed  BBB: no longer successor CCC",
        "changed  CCC: start “2026-04-01” → “2027-04-01”",
        "0 added, 3 changed, 0 left as they are.",
    ]
    assert take_in(*SECOND, edition="2026-06-01") == ["0 added, 0 changed, 3 left as they are."]


def test_editions_in_a_row_end_as_the_newest_alone(take_in):
    with transaction.atomic():
        take_in(*SECOND)
        alone = [stands(code) for code in ("AAA", "BBB", "CCC")]
        transaction.set_rollback(True)
    take_in(*FIRST)
    take_in(*SECOND, edition="2026-06-01")
    assert [stands(code) for code in ("AAA", "BBB", "CCC")] == alone


def test_an_ending_that_was_withdrawn_may_come_back(take_in):
    take_in(*FIRST)
    take_in(*SECOND, edition="2026-06-01")
    told = take_in(SECOND[0], *FIRST[1:], edition="2026-09-01")
    assert stands("BBB")[4:] == ("2026-03-31", ["Bramfield"], ["CCC"])
    assert told[-1] == "0 added, 2 changed, 1 left as they are."


def test_what_people_stated_stays(take_in, recorded):
    take_in(*FIRST)
    council = Organisation.objects.get(code="AAA")
    council.name, council.start = "Aldermere Council", "1974"
    keep(record=council)
    take_in({**SECOND[0], "start-date": "1974-04-01"}, *SECOND[1:], edition="2026-06-01")
    assert stands("AAA")[:4] == ("Aldermere Council", "E07009011", "E07009001", "1974")
    assert "City of Aldermere Council" in stands("AAA")[5]


def test_an_older_edition_and_one_of_tomorrow_are_refused(take_in):
    take_in(*SECOND, edition="2026-06-01")
    with pytest.raises(CommandError, match="The register of 1 June 2026 was taken in before"):
        take_in(*FIRST, edition="2026-01-01")
    with pytest.raises(CommandError, match="later than today"):
        take_in(*FIRST, edition="2099-01-01")


def test_what_an_edition_lacks_is_said_and_left(take_in):
    take_in(*FIRST)
    told = take_in(*SECOND[1:], edition="2026-06-01")
    assert told[-2] == "not in this edition, and left as they are: AAA"
    assert stands("AAA")[0] == "Aldermere Borough Council"


NEW_FENSHIRE = row(
    *("NEW", "Fenshire Council", "Fenshire", "E06009005"),
    **{"start-date": "2023-04-01", TYPE: "UA"},
)
OLD_FENSHIRE = row(
    *("OLD", "Fenshire County Council", "Fenshire", "E10009001"),
    **{"end-date": "2023-04-01", "replaced-by": "NEW", TYPE: "CTY"},
)


def test_a_name_is_that_of_a_council_that_existed_then(take_in, recorded):
    fenshire = OrganisationFactory(code="fenshire", name="Fenshire")
    MembershipFactory(organisation=fenshire, start="2010-01-15")
    told = take_in(NEW_FENSHIRE, OLD_FENSHIRE)
    fenshire.refresh_from_db()
    assert (fenshire.kind, fenshire.official_code) == (OrganisationKind.COUNTY, "E10009001")
    assert Organisation.objects.get(code="NEW").official_code == "E06009005"
    assert told[0] == "found    OLD, Fenshire County Council: is fenshire, by its short name"


def test_two_that_carry_a_name_are_asked_about_and_neither_is_taken(take_in, recorded):
    OrganisationFactory(code="fenshire", name="Fenshire")
    with pytest.raises(CommandError) as refusal:
        take_in(NEW_FENSHIRE, OLD_FENSHIRE)
    lines = str(refusal.value).splitlines()
    assert lines[:2] == [
        "Nothing was written.",
        "row 2: NEW, Fenshire Council: council: in the register the same short name as row 3, OLD; "
        "on record “Fenshire” (fenshire). Answer fenshire, new.",
    ]
    assert Organisation.objects.count() == 1
    take_in(
        *(NEW_FENSHIRE, OLD_FENSHIRE),
        answers=[("NEW", "council", "new"), ("OLD", "council", "fenshire")],
    )
    assert stands("fenshire")[1] == "E10009001"


def test_a_code_of_another_body_is_not_the_council(take_in, recorded):
    bureau = OrganisationFactory(code="CAB", name="Citizens Advice Bureau", kind="other")
    cambford = row("CAB", "Cambford City Council", "Cambford", "E07009008")
    with pytest.raises(CommandError) as refusal:
        take_in(cambford)
    assert (
        "row 2: CAB, Cambford City Council: council: in the register a council (district council); "
        "on record the code is that of “Citizens Advice Bureau”" in str(refusal.value)
    )
    assert "Answer CAB, new." in str(refusal.value)
    told = take_in(cambford, answers=[("CAB", "council", "new")])
    bureau.refresh_from_db()
    assert (bureau.name, bureau.kind, bureau.official_code) == (
        "Citizens Advice Bureau",
        "other",
        "",
    )
    assert Organisation.objects.get(code="CAB-2").name == "Cambford City Council"
    assert told[0] == "added    CAB, Cambford City Council: as CAB-2"
    assert take_in(cambford)[-1] == "0 added, 0 changed, 1 left as they are."


def test_dates_that_cannot_both_be_are_named(take_in, recorded):
    OrganisationFactory(code="CBX", name="Cumbermere Council", kind="unitary", end="2023-03")
    begun = {"start-date": "2023-04-01", TYPE: "UA"}
    council = row("CBX", "Cumbermere Council", "Cumbermere", "E06009063", **begun)
    with pytest.raises(CommandError) as refusal:
        take_in(council)
    assert (
        "row 2: CBX, Cumbermere Council: council: in the register start 2023-04-01; on record "
        in (str(refusal.value))
    )
    assert "“Cumbermere Council” (CBX) end 2023-03" in str(refusal.value)
    with pytest.raises(
        CommandError, match="start: in the register start “2023-04-01”; on record end"
    ):
        take_in(council, answers=[("CBX", "council", "CBX")])
    take_in(council, answers=[("CBX", "council", "CBX"), ("CBX", "start", "record")])
    assert stands("CBX")[1:5] == ("E06009063", "", "", "2023-03")


def test_what_contradicts_the_record_is_asked_for_each_field(take_in, recorded):
    OrganisationFactory(
        code="avon", name="Avon", kind="unitary", official_code="E07009002", start="1996-04-01"
    )
    council = {**BRAMFOLD, "start-date": "1974-04-01"}
    with pytest.raises(CommandError) as refusal:
        take_in(council)
    assert str(refusal.value).splitlines()[1:3] == [
        "row 2: BBB, Bramfold District Council: kind: in the register “district”; on record "
        "“unitary”. Answer register or record.",
        "row 2: BBB, Bramfold District Council: start: in the register “1974-04-01”; on record "
        "“1996-04-01”. Answer register or record.",
    ]
    answers = [("BBB", "kind", "register"), ("BBB", "start", "record")]
    assert take_in(council, answers=answers)[0] == (
        "found    BBB, Bramfold District Council: is avon, by its official code"
    )
    avon = Organisation.objects.get(code="avon")
    assert (avon.kind, avon.start, avon.name) == ("district", "1996-04-01", "Avon")
    assert take_in(council)[-1] == "0 added, 0 changed, 1 left as they are."


def test_a_former_code_and_codes_in_other_letters_tell_a_council(take_in, recorded):
    OrganisationFactory(code="aldermere", name="Aldermere", official_code="e07009001")
    told = take_in({**ALDERMERE, **RENAMED})
    assert told[0].endswith("is aldermere, by its former official code")
    assert stands("aldermere")[1:3] == ("E07009011", "e07009001")


def test_a_dry_run_writes_nothing(take_in):
    told = take_in(*FIRST, dry_run=True)
    assert told[-2:] == [
        "3 added, 0 changed, 0 left as they are.",
        "Nothing was written: this was a dry run.",
    ]
    assert not Organisation.objects.exists()
    assert not RegisterRow.objects.exists()


def test_answers_must_be_whole_and_once(take_in):
    with pytest.raises(CommandError, match="row 2: fill in code, field, answer"):
        take_in(*FIRST, answers=[("AAA", "", "record")])
    with pytest.raises(CommandError, match="answers more than once: aaa, start"):
        take_in(*FIRST, answers=[("AAA", "start", "record"), ("aaa", "start", "register")])


def test_line_breaks_are_blanks_and_empty_rows_are_passed_over(take_in):
    broken = {**BRAMFOLD, "official-name": "Bramfold\nDistrict  Council"}
    assert take_in(broken, HEADINGS)[-1] == "1 added, 0 changed, 0 left as they are."
    assert stands("BBB")[0] == "Bramfold District Council"


def test_a_code_that_stands_twice_is_named(take_in):
    doubled = {**ALDERMERE, "local-authority-code": "bbb", "gss-code": "e07009002"}
    with pytest.raises(CommandError) as refusal:
        take_in(BRAMFOLD, doubled)
    assert str(refusal.value).splitlines()[1:] == [
        "local-authority-code “BBB” stands in rows 2, 3",
        "gss-code “E07009002” stands in rows 2, 3",
    ]


def test_damaged_letters_are_told_and_are_no_name(take_in):
    told = take_in({**ALDERMERE, "alt-names": "Ynys Mï¿½n,Ynys M\ufffdn,Ynys Môn"})
    assert told[:2] == [
        "damaged  row 2, AAA: “Ynys Mï¿½n” has lost letters: it is not taken as a name",
        "damaged  row 2, AAA: “Ynys M\ufffdn” has lost letters: it is not taken as a name",
    ]
    assert stands("AAA")[5] == ["Ynys Môn"]
    with pytest.raises(CommandError, match="official-name “CaerfÃ´r Council” is damaged"):
        take_in({**ALDERMERE, "official-name": "CaerfÃ´r Council"})


@pytest.mark.parametrize("text", ["Ynys Môn", "Tŷ Ddewi", "Gwynedd – Môn", "Cyngor Siân’s", "£5"])
def test_letters_with_accents_are_not_damaged(text):
    assert not is_damaged(text)


BCP = "Bournemouth, Christchurch and Poole"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bristol, City of,bristol ua", ["Bristol, City of", "bristol ua"]),
        ("Kingston upon Hull, City of", ["Kingston upon Hull, City of"]),
        (
            "Poole,Bournemouth, Christchurch and Poole",
            ["Poole", "Bournemouth, Christchurch and Poole"],
        ),
        ("Herefordshire, County of,Hereford", ["Herefordshire, County of", "Hereford"]),
        ("Cheviot,City of Cheviot", ["Cheviot", "City of Cheviot"]),
        (
            "bournemouth, christchurch and poole borough council,BCP",
            ["bournemouth, christchurch and poole borough council", "BCP"],
        ),
    ],
)
def test_other_names_are_not_split_inside_a_name(text, names):
    assert names_in(text, [BCP], {BCP.casefold()}) == names


def test_files_of_another_kind_are_named_as_such(tmp_path, db):
    missing = tmp_path / "none.csv"
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_councils", str(missing))
    with pytest.raises(CommandError, match="is a folder"):
        call_command("import_councils", str(tmp_path))
    call_command("export_workbook", "--template", str(tmp_path / "book.xlsx"))
    with pytest.raises(CommandError, match="is a workbook or an archive"):
        call_command("import_councils", str(tmp_path / "book.xlsx"))


def test_a_page_says_of_which_day_the_register_was(take_in, client, recorded):
    take_in(ALDERMERE, edition="2026-06-01")
    OrganisationFactory(code="trust", name="Trust", kind="other")
    told = "Public register of councils"
    page = client.get("/organisations/AAA/").content.decode()
    assert told in page and "as in that of 1 June 2026" in page
    assert "not in it" in client.get("/organisations/trust/").content.decode()
    assert client.get("/organisations/AAA/history/").status_code == 200
    assert client.get("/organisations/AAA/history/1/").status_code == 200


CASES = Path("../shared/cases")


def told_of(case, capsys):
    """What is told when a folder of the cases that went wrong is taken in, its workbook first."""
    capsys.readouterr()
    for book in (*sorted(case.glob("book*")), *case.glob("wrong")):
        call_command("import_workbook", str(book))
    try:
        for path in sorted(case.glob("*.csv")):
            call_command("import_councils", str(path))
    except CommandError as error:
        return str(error)
    return capsys.readouterr().out


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("01-register-newer-edition", "name “Aldermere Borough Council” → “City of Aldermere"),
        ("02-register-same-short-name", "is fenshire, by its short name"),
        ("03-register-code-of-another-body", "the code is that of “Citizens Advice Bureau”"),
        ("07-register-contradicts-dates", "in the register start 2023-04-01; on record"),
        ("08-register-line-breaks", "0 added, 0 changed, 1 left"),
        ("09-register-damaged-letters", "“Sir Ynys Mï¿½n” has lost letters"),
    ],
)
def test_the_cases_that_were_seen_to_go_wrong(db, capsys, case, said):
    assert said in told_of(CASES / case, capsys)
    former = Organisation.objects.exclude(official_code="").values_list(
        "official_code", "former_codes"
    )
    assert all(code not in codes for code, codes in former)
