"""manage.py import_workbook and export_workbook: what they say, what they leave behind."""

import datetime
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.formats import date_format

from programmes.choices import OrganisationKind
from programmes.models import Organisation, Person, Programme
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.reading_day import reading_as_at
from sharedsvc.core.workbook import importing, raw
from sharedsvc.core.workbook.stamps import read_time
from sharedsvc.portal.workbook import programme as workbook
from sharedsvc.portal.workbook.import_lock import Busy
from tests.core.workbooks import BINS, write_folder
from tests.factories import UserFactory

CLYDE_VALLEY = Path(settings.BASE_DIR) / "fixtures" / "clyde-valley"


class Said:
    """What a command wrote, and why it gave up."""

    def __init__(self, name: str, *arguments, **options):
        out, err = io.StringIO(), io.StringIO()
        self.failure = ""
        try:
            call_command(
                name, *map(str, arguments), stdout=out, stderr=err, no_color=True, **options
            )
        except CommandError as error:
            self.failure = str(error)
        self.out, self.err = out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def bins(tmp_path):
    return write_folder(tmp_path / "bins", BINS)


ADDED = [
    "add     documents, row 2: report",
    "add     memberships, row 2: board/AVC",
    "add     memberships, row 3: board/BRC",
    "add     organisations, row 2: board",
    "add     organisations, row 3: AVC",
    "add     organisations, row 4: BRC",
    "add     programme, row 2: bins",
    "add     roles, row 2: bins/lead/AVC",
    "add     workstreams, row 2: bins",
    "add     workstreams, row 3: lorries",
]


def test_an_import_says_what_it_adds_and_writes_it(db, bins):
    said = Said("import_workbook", bins)
    assert sorted(said.out[:-2]) == ADDED
    assert said.out[-2:] == ["10 to add, 0 to change, 0 left as they are.", "Written."]
    assert (said.err, said.failure) == ([], "")
    assert Programme.objects.get().code == "bins"


def test_a_dry_run_says_the_same_and_writes_nothing(db, bins):
    said = Said("import_workbook", bins, dry_run=True)
    assert sorted(said.out[:-2]) == ADDED
    assert said.out[-1] == "Nothing was written: this was a dry run."
    assert Organisation.objects.count() == 0


def test_a_second_import_has_nothing_to_write(db, bins):
    Said("import_workbook", bins)
    assert Said("import_workbook", bins).out == [
        "0 to add, 0 to change, 10 left as they are.",
        "Nothing to write.",
    ]


def test_a_change_is_told_from_what_to_what(db, bins):
    Said("import_workbook", bins)
    changed = BINS["organisations"].replace("Avon Council,", "Avon and Dene Council,unitary")
    write_folder(bins, {"organisations": changed})
    assert Said("import_workbook", bins, names="corrected").out == [
        "change  organisations, row 3: AVC",
        "          name: “Avon Council” → “Avon and Dene Council”",
        "          kind: “” → “unitary”",
        "0 to add, 1 to change, 9 left as they are.",
        "Written.",
    ]


@pytest.mark.parametrize(
    ("options", "reason"),
    [({}, "Imported from bins"), ({"reason": "Report of May"}, "Report of May")],
)
def test_the_reason_stands_in_the_history(db, bins, options, reason):
    Said("import_workbook", bins, **options)
    versions = Organisation.history.values_list("history_change_reason", "history_user")
    assert set(versions) == {(reason, None)}


@pytest.mark.parametrize("dry_run", [False, True])
def test_problems_are_told_and_nothing_is_written(db, bins, dry_run):
    write_folder(
        bins,
        {
            "organisations": BINS["organisations"].replace("partnership", "partnersip"),
            "roles": BINS["roles"].replace("AVC", "AVX").replace("2010-01-15", "31 April 2010"),
            "peple": "code,name\n",
        },
    )
    said = Said("import_workbook", bins, dry_run=dry_run)
    kinds = ", ".join(OrganisationKind.values)
    assert said.err == [
        (
            f"organisations, row 2, column “kind”: “partnersip”: one of: {kinds}."
            " Did you mean “partnership”?"
        ),
        "peple: there is no such sheet. Did you mean “people”?",
        (
            "roles, row 2, column “start”: “31 April 2010”: “31 April 2010” is not a date: "
            "April has 30 days."
        ),
        (
            "roles, row 2, column “organisation”: “AVX”: no such code among organisations: “AVX”."
            " Did you mean “AVC”?"
        ),
    ]
    assert (said.out, said.failure) == ([], "Nothing was written: 4 problems.")
    assert Organisation.objects.count() == 0


def test_one_problem_is_one_problem(db, bins):
    write_folder(bins, {"people": "code,name\nann,\n"})
    said = Said("import_workbook", bins)
    assert said.err == ["people, row 2, column “name”: name must be filled in."]
    assert said.failure == "Nothing was written: 1 problem."


@pytest.mark.parametrize(
    ("name", "content", "failure"),
    [
        ("missing", None, "There is nothing at {path}."),
        ("w.xlsx", b"PK\x03\x04", "w.xlsx cannot be read as an .xlsx workbook."),
        ("w.ods", b"", "w.ods is neither an .xlsx file nor a folder of .csv files."),
        (
            "people.csv",
            "name\nSiôn\n".encode("cp1252"),
            "people.csv is not UTF-8 text (line 2): save it as “CSV UTF-8” and try again.",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(db, tmp_path, name, content, failure):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    said = Said("import_workbook", path)
    assert (said.failure, said.out, said.err) == (failure.format(path=path), [], [])


@pytest.mark.parametrize(
    ("name", "content", "failure"),
    [
        ("w.xlsx", b"\x89PNG\r\n\x1a\n", "w.xlsx cannot be read as an .xlsx workbook."),
        (
            "w.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "w.xlsx is an old .xls file or locked by a password: "
            "save it as .xlsx without a password.",
        ),
        ("people.csv", b"", "people.csv is empty: its first row must hold the headings."),
    ],
    ids=["png", "xls", "empty"],
)
def test_what_is_named_like_a_workbook_is_refused_in_words(db, tmp_path, name, content, failure):
    (tmp_path / name).write_bytes(content)
    said = Said("import_workbook", tmp_path / name)
    assert (said.failure, said.out, said.err) == (failure, [], [])


def test_whoever_comes_second_and_waits_too_long_is_told(db, bins, monkeypatch):
    def refuse(patience):
        raise Busy

    monkeypatch.setattr(workbook, "one_import_at_a_time", refuse)
    said = Said("import_workbook", bins)
    assert (said.out, said.err) == ([], [])
    assert said.failure == (
        "Nothing was written: somebody else is writing to the register. Try again in a minute."
    )


def test_long_imports_show_their_progress_beside_what_they_say(db, bins, monkeypatch):
    monkeypatch.setattr(raw, "STEP", 2)
    monkeypatch.setattr(importing, "STEP", 6)
    said = Said("import_workbook", bins, dry_run=True)
    assert said.err == [
        "memberships: 2 rows read …",
        "organisations: 2 rows read …",
        "workstreams: 2 rows read …",
        "6 of 10 taken …",
    ]
    assert sorted(said.out[:-2]) == ADDED


def test_what_looks_wrong_is_pointed_out_beside_the_plan(db, bins):
    entries = "list,List,AVC,ranked,bins,1\nlist,,,,lorries,1\n"
    sheet = f"ranking,title,by,kind,workstream,rank\n{entries}"
    write_folder(bins, {"rankings": sheet})
    said = Said("import_workbook", bins)
    doubt = "the rank is given twice: taken as a tie."
    assert said.out[-4:] == [
        f"look at rankings, row 2, column “rank”: “1”: {doubt}",
        f"look at rankings, row 3, column “rank”: “1”: {doubt}",
        "13 to add, 0 to change, 0 left as they are.",
        "Written.",
    ]


def test_a_blank_reason_is_refused_in_words(db, bins):
    said = Said("import_workbook", bins, reason="  ")
    assert said.failure == "Say why: every change is recorded with a reason."
    assert Organisation.objects.count() == 0


# Export


@pytest.fixture
def recorded_bins(db, bins):
    Said("import_workbook", bins)


@pytest.mark.parametrize("name", ["out", "out.xlsx", "new/out"])
def test_an_export_names_the_sheets_it_wrote(recorded_bins, tmp_path, name):
    said = Said("export_workbook", "bins", tmp_path / name)
    sheets = "programme, organisations, memberships, documents, workstreams, roles"
    assert said.out[0] == f"6 sheets written to {tmp_path / name}: {sheets}."
    assert Said("import_workbook", tmp_path / name).out[-1] == "Nothing to write."


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("bin", "There is no programme “bin”. Did you mean “bins”?"),
        ("xyzzy", "There is no programme “xyzzy”."),
    ],
)
def test_an_unknown_programme_is_refused_in_words(recorded_bins, tmp_path, code, failure):
    assert Said("export_workbook", code, tmp_path / "out").failure == failure
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["file", "missing/out.xlsx", "folder.xlsx"])
def test_a_path_that_cannot_be_written_is_refused_in_words(recorded_bins, tmp_path, name):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    (tmp_path / "folder.xlsx").mkdir()
    said = Said("export_workbook", "bins", tmp_path / name)
    assert said.failure.startswith(f"{tmp_path / name} cannot be written: ")
    assert said.out == []


def test_an_export_does_not_mix_with_an_earlier_one(recorded_bins, tmp_path):
    """A sheet that stands in the folder already must not be taken for one of this programme."""
    write_folder(tmp_path / "out", {"people": "code,name\nann,Ann Lee\n"})
    if Said("export_workbook", "bins", tmp_path / "out").failure:
        return
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(BINS)


def test_a_whole_programme_by_command(db, tmp_path):
    Said("import_workbook", CLYDE_VALLEY)
    Said("export_workbook", "clyde-valley", tmp_path / "out")
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {path.name: path.read_bytes() for path in CLYDE_VALLEY.iterdir()}


# Overlaps


class Terminal(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self):
        return True


@pytest.fixture
def answer(monkeypatch):
    """Somebody is there, and will answer this."""
    return lambda text: monkeypatch.setattr("sys.stdin", Terminal(text))


@pytest.fixture
def exported(recorded_bins):
    """The time of an export, as the command takes it."""
    return timezone.now().isoformat()


@pytest.fixture
def overlapping(bins, exported):
    """Ann renamed Avon since the export; the workbook renames it otherwise, and adds Zoe."""
    ann = UserFactory(email="ann@example.org", name="Ann Lee", is_superuser=True)
    with recording(user=ann, reason="New name from May"):
        council = Organisation.objects.get(code="AVC")
        council.name = "Avon City Council"
        keep(record=council)
    edited = BINS["organisations"].replace("Avon Council", "Avon and Dene")
    write_folder(bins, {"organisations": edited, "people": "code,name\nzoe,Zoe May\n"})
    return bins


def avon_is_called():
    return Organisation.objects.get(code="AVC").name


def told():
    when = date_format(
        timezone.localtime(Organisation.history.get(history_user__name="Ann Lee").history_date),
        "j F Y, H:i",
    )
    return [
        "add     people, row 2: zoe",
        "change  organisations, row 3: AVC",
        "          name: “Avon City Council” → “Avon and Dene”",
        "1 to add, 1 to change, 9 left as they are.",
        "Somebody else changed since the export what this would overwrite:",
        (
            "overlap organisations, row 3: AVC, column “name”: now “Avon City Council”, in the "
            "workbook “Avon and Dene”; at the export it was “Avon Council”. "
            f"Changed by Ann Lee on {when} (New name from May)."
        ),
    ]


def test_without_anybody_to_ask_nothing_is_overwritten(overlapping, exported):
    said = Said("import_workbook", overlapping, names="corrected", exported=exported)
    assert said.out == told()
    assert said.failure == (
        "Nothing was written: it would overwrite what somebody else changed since the export. "
        "If that is right, give --overwrite."
    )
    assert (avon_is_called(), Person.objects.count()) == ("Avon City Council", 0)


def test_a_dry_run_tells_what_it_would_overwrite(overlapping, exported):
    said = Said("import_workbook", overlapping, names="corrected", exported=exported, dry_run=True)
    assert said.out == [*told(), "Nothing was written: this was a dry run."]
    assert said.failure == ""


@pytest.mark.parametrize("text", ["n\n", "\n", "", "maybe\n"])
def test_whoever_does_not_say_yes_overwrites_nothing(overlapping, exported, answer, text):
    answer(text)
    said = Said("import_workbook", overlapping, names="corrected", exported=exported)
    assert said.out == [*told(), "Overwrite this change? [y/N] "]
    assert said.failure.startswith("Nothing was written: ")
    assert avon_is_called() == "Avon City Council"


@pytest.mark.parametrize("text", ["y\n", "Yes\n"])
def test_whoever_says_yes_overwrites_and_it_stands_in_the_history(
    overlapping, exported, answer, text
):
    answer(text)
    said = Said("import_workbook", overlapping, names="corrected", exported=exported)
    assert said.out[-1] == "Overwrite this change? [y/N] Written."
    versions = Organisation.history.filter(code="AVC").values_list("name", flat=True)
    assert list(versions) == ["Avon and Dene", "Avon City Council", "Avon Council"]


def test_several_changes_are_asked_about_at_once(overlapping, bins, exported, answer):
    with recording(user=None, reason="By script"):
        council = Organisation.objects.get(code="BRC")
        council.name = "Brook City Council"
        keep(record=council)
    answer("y\n")
    said = Said("import_workbook", overlapping, names="corrected", exported=exported)
    assert said.out[-1] == "Overwrite these 2 changes? [y/N] Written."


def test_overwriting_without_being_asked(overlapping, exported):
    said = Said(
        "import_workbook", overlapping, names="corrected", exported=exported, overwrite=True
    )
    assert said.out == [*told(), "Written."]
    assert avon_is_called() == "Avon and Dene"


def test_a_change_between_the_look_and_the_writing_stops_it(
    overlapping, exported, answer, monkeypatch
):
    class Slow(Terminal):
        def readline(self, *args):
            with recording(user=None, reason="Meanwhile"):
                council = Organisation.objects.get(code="AVC")
                council.name = "Avon Unitary"
                keep(record=council)
            return "y\n"

    monkeypatch.setattr("sys.stdin", Slow())
    said = Said("import_workbook", overlapping, names="corrected", exported=exported)
    assert "now “Avon Unitary”" in said.out[-1]
    assert said.failure == (
        "Nothing was written: somebody changed the register in the meantime. Try again."
    )
    assert avon_is_called() == "Avon Unitary"


@pytest.mark.parametrize("time", ["yesterday", "2024-11-22", "2999-01-01T00:00"])
def test_a_time_of_export_that_is_none_is_refused_in_words(db, bins, time):
    said = Said("import_workbook", bins, exported=time)
    assert said.failure.startswith(f"“{time}” is ")
    assert Organisation.objects.count() == 0


def test_an_export_to_a_folder_says_how_to_import_it_again(recorded_bins, tmp_path):
    before = timezone.now().replace(microsecond=0)
    line = Said("export_workbook", "bins", tmp_path / "out").out[1]
    words, _, time = line.rpartition(" ")
    assert words == f"To import it again: import_workbook {tmp_path / 'out'} --exported"
    assert before <= read_time(time) <= timezone.now()


def test_an_xlsx_file_says_itself_when_it_was_exported(recorded_bins, tmp_path):
    assert len(Said("export_workbook", "bins", tmp_path / "out.xlsx").out) == 1


# Names


@pytest.fixture
def renamed(recorded_bins, bins):
    """The workbook calls Avon otherwise."""
    edited = BINS["organisations"].replace("Avon Council", "Severnside")
    return write_folder(bins, {"organisations": edited})


QUESTION = (
    "organisations, row 3: AVC, name “Avon Council” in the register, “Severnside” in the workbook: "
    "renamed from when, or corrected?"
)


def avon_was_called(day):
    with reading_as_at(datetime.date.fromisoformat(day)):
        return avon_is_called()


def test_without_anybody_to_ask_another_name_is_not_written(renamed):
    said = Said("import_workbook", renamed)
    assert said.out[-1] == f"name    {QUESTION}"
    assert said.failure.startswith("Nothing was written: the workbook gives other names")
    assert "--names" in said.failure
    assert avon_is_called() == "Avon Council"


@pytest.mark.parametrize(
    ("text", "then", "now"),
    [
        ("1 April 2022\n", "Avon Council", "Severnside"),
        ("corrected\n", "Severnside", "Severnside"),
        ("keep\n", "Avon Council", "Avon Council"),
    ],
)
def test_somebody_at_the_terminal_is_asked(renamed, answer, text, then, now):
    answer(text)
    said = Said("import_workbook", renamed, overwrite=True)
    assert said.out[-1] == f"{QUESTION} Written."
    assert (avon_was_called("2022-03-31"), avon_is_called()) == (then, now)


def test_what_is_no_answer_writes_nothing(renamed, answer):
    answer("yes\n")
    said = Said("import_workbook", renamed)
    assert said.failure.startswith("Nothing was written. “yes” is not a date")
    assert avon_is_called() == "Avon Council"


def test_one_answer_or_a_file_of_answers_is_given_beforehand(renamed, tmp_path):
    answers = tmp_path / "answers.csv"
    answers.write_text("sheet,code,answer\norganisations,AVC,1 April 2022\n", encoding="utf-8")
    said = Said("import_workbook", renamed, names=str(answers), overwrite=True)
    assert (said.failure, said.out[-1]) == ("", "Written.")
    assert (avon_was_called("2022-03-31"), avon_is_called()) == ("Avon Council", "Severnside")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sheet,code,answer\norganisations,AVC,yes\n", "answers.csv, row 2: “yes” is not a date"),
        ("sheet,code,answer\norganisations,,keep\n", "answers.csv, row 2: fill in sheet, code"),
        (None, "No such file"),
    ],
)
def test_a_file_that_answers_nothing_is_refused_in_words(renamed, tmp_path, text, said):
    answers = tmp_path / "answers.csv"
    if text is not None:
        answers.write_text(text, encoding="utf-8")
    assert said in Said("import_workbook", renamed, names=str(answers)).failure
    assert avon_is_called() == "Avon Council"
