"""An import that would change what somebody else changed since the export says so, and asks."""

import datetime
import random
import shutil
import subprocess
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from decisions.models import Proposal
from programmes.models import (
    Citation,
    Document,
    Membership,
    Organisation,
    Person,
    Post,
    PostOrganisation,
    Programme,
)
from programmes.operations import cite, keep, set_employers, set_subjects, strike_out
from sharedsvc.core import seen_versions
from sharedsvc.core.history import recording
from sharedsvc.core.workbook import overlaps
from sharedsvc.core.workbook.importing import Importer
from sharedsvc.core.workbook.renames import KEPT
from sharedsvc.core.workbook.stamps import (
    LARGEST_PROPERTIES,
    PROPERTIES,
    NotATime,
    Stamp,
    read_stamp,
    read_time,
)
from sharedsvc.portal.workbook.programme import export_workbook, import_sheets, import_workbook
from tests.core.workbooks import BINS, corrected, read_sheets
from tests.factories import UserFactory
from workstreams.models import Workstream, WorkstreamRole


@pytest.fixture
def ann(db):
    return UserFactory(email="ann@example.org", name="Ann Lee", is_superuser=True)


@pytest.fixture
def ben(db):
    return UserFactory(email="ben@example.org", name="Ben Roy", is_superuser=True)


@pytest.fixture
def take(tmp_path, ben):
    """Imports the small workbook with these sheets in the place of its own, on Ben's behalf."""

    def run(
        *,
        user=ben,
        stamp=None,
        dry_run=False,
        overwrite=False,
        names=corrected,
        without=(),
        **changed,
    ):
        wanted = {n: text for n, text in {**BINS, **changed}.items() if n not in without}
        raw = read_sheets(tmp_path / f"take-{random.random()}", wanted)
        given = {"dry_run": dry_run, "stamp": stamp, "overwrite": overwrite, "names": names}
        return import_sheets(raw, user=user, reason="Sheet", **given)

    return run


@pytest.fixture
def stamp(take):
    """The small workbook is taken in, from the command line, and exported."""
    assert take(user=None).written
    return Stamp(timezone.now(), "bins")


def change(record, user, reason="Corrected", **values):
    """Somebody changes a record by the site."""
    with recording(user=user, reason=reason):
        for name, value in values.items():
            setattr(record, name, value)
        keep(record=record)


def avon():
    return Organisation.objects.get(code="AVC")


def avon_named(name, kind=""):
    return BINS["organisations"].replace("Avon Council,", f"{name},{kind}")


def told(outcome):
    """What each overlap is about, to compare."""
    return [(o.part, o.code, o.column, o.was, o.now, o.new, o.who) for o in outcome.overlaps]


def test_what_nobody_changed_is_not_asked_about(take, stamp):
    outcome = take(stamp=stamp, organisations=avon_named("Avon and Dene"))
    assert (outcome.overlaps, outcome.written, avon().name) == ([], True, "Avon and Dene")


def test_the_same_column_changed_by_another_is_told_and_nothing_is_written(take, stamp, ann):
    change(avon(), ann, "New name from May", name="Avon City Council")
    before = Organisation.history.count()
    outcome = take(
        stamp=stamp,
        organisations=avon_named("Avon and Dene"),
        people="code,name\nzoe,Zoe May\n",
    )
    (overlap,) = outcome.overlaps
    version = Organisation.history.get(history_user=ann)
    assert overlap == overlaps.Overlap(
        sheet="organisations",
        part="organisations",
        row=3,
        code="AVC",
        column="name",
        now="Avon City Council",
        new="Avon and Dene",
        was="Avon Council",
        who="Ann Lee",
        when=version.history_date,
        why="New name from May",
    )
    assert [c.code for c in outcome.changed] == ["AVC"]
    assert [c.code for c in outcome.added] == ["zoe"]
    assert (outcome.left, outcome.problems, outcome.written) == (9, [], False)
    assert (avon().name, Organisation.history.count()) == ("Avon City Council", before)


def test_an_overlap_reads_as_a_sentence(take, stamp, ann):
    change(avon(), ann, "New name from May", name="Avon City Council")
    (overlap,) = take(stamp=stamp, organisations=avon_named("Avon and Dene")).overlaps
    when = timezone.localtime(overlap.when)
    assert str(overlap) == (
        "organisations, row 3: AVC, column “name”: now “Avon City Council”, in the workbook "
        "“Avon and Dene”; at the export it was “Avon Council”. "
        f"Changed by Ann Lee on {when.day} {when:%B %Y, %H:%M} (New name from May)."
    )


def test_an_old_value_in_an_untouched_cell_would_revert_the_others_change(take, stamp, ann):
    """The row was edited elsewhere; the column that Ann changed still holds what it held."""
    change(avon(), ann, name="Avon City Council")
    outcome = take(stamp=stamp, organisations=avon_named("Avon Council", "unitary"))
    assert told(outcome) == [
        (
            "organisations",
            "AVC",
            "name",
            "Avon Council",
            "Avon City Council",
            "Avon Council",
            "Ann Lee",
        )
    ]


def test_an_untouched_row_would_revert_the_others_change_too(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    assert [o.column for o in take(stamp=stamp).overlaps] == ["name"]


def test_a_column_that_the_workbook_leaves_out_keeps_the_others_change(take, stamp, ann):
    change(avon(), ann, official_code="E0600")
    outcome = take(stamp=stamp, organisations=avon_named("Avon and Dene"))
    assert (outcome.overlaps, outcome.written) == ([], True)
    assert (avon().name, avon().official_code) == ("Avon and Dene", "E0600")


def test_a_name_that_is_to_stay_overwrites_nothing(take, stamp, ann):
    """The name is the register's, as was answered; only the kind is the workbook's."""
    change(avon(), ann, name="Avon City Council")
    sheet = avon_named("Avon and Dene", "unitary")
    outcome = take(stamp=stamp, organisations=sheet, names=lambda other: KEPT)
    assert (outcome.overlaps, outcome.written) == ([], True)
    assert (avon().name, avon().kind) == ("Avon City Council", "unitary")


def test_a_blank_cell_that_leaves_what_is_known_overwrites_nothing(take, stamp, ann):
    """A council is no programme's own: where its row is silent, what others know of it stays."""
    change(avon(), ann, kind="unitary")
    outcome = take(stamp=stamp, organisations=avon_named("Avon and Dene"))
    assert (outcome.overlaps, outcome.written) == ([], True)
    assert (avon().name, avon().kind) == ("Avon and Dene", "unitary")


def test_a_workbook_that_agrees_with_the_other_is_not_asked_about(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    outcome = take(stamp=stamp, organisations=avon_named("Avon City Council", "unitary"))
    assert (outcome.overlaps, outcome.written) == ([], True)


def test_a_change_that_the_other_took_back_is_not_asked_about(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    change(avon(), ann, name="Avon Council")
    outcome = take(stamp=stamp, organisations=avon_named("Avon and Dene"))
    assert (outcome.overlaps, outcome.written) == ([], True)


def test_ones_own_changes_are_not_asked_about(take, stamp, ben):
    change(avon(), ben, name="Avon City Council")
    assert take(stamp=stamp, organisations=avon_named("Avon and Dene")).written


def test_ones_own_change_on_top_of_anothers_does_not_hide_it(take, stamp, ann, ben):
    change(avon(), ann, "First", name="Avon City Council")
    change(avon(), ben, "Second", name="Avon City")
    (overlap,) = take(stamp=stamp, organisations=avon_named("Avon and Dene")).overlaps
    assert (overlap.who, overlap.why, overlap.now) == ("Ann Lee", "First", "Avon City")


def test_the_last_of_several_others_is_named(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    change(avon(), None, "By script", name="Avon City")
    change(avon(), ann, short_name="Avon")
    (overlap,) = take(stamp=stamp, organisations=avon_named("Avon and Dene")).overlaps
    assert (overlap.who, overlap.why) == ("the command line", "By script")


def test_a_change_before_the_export_is_not_asked_about(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    later = Stamp(timezone.now(), "bins")
    assert take(stamp=later, organisations=avon_named("Avon and Dene")).written


@pytest.mark.parametrize(
    "stamp_of",
    [
        lambda: None,
        lambda: Stamp(timezone.now(), "another"),
        lambda: Stamp(timezone.now() + datetime.timedelta(days=1), "bins"),
    ],
    ids=["none", "of another programme", "still to come"],
)
def test_without_a_stamp_every_change_since_the_first_recording_counts(take, stamp, ann, stamp_of):
    change(avon(), ann, name="Avon City Council")
    outcome = take(stamp=stamp_of(), organisations=avon_named("Avon and Dene"))
    assert [(o.column, o.was) for o in outcome.overlaps] == [("name", "Avon Council")]


def test_a_first_load_alone_is_nobodys_change(take):
    """Also where the load itself wrote a row twice: for its own owner, or a start by its source."""
    own = BINS["organisations"].replace("kind\n", "kind,owner,sources\n")
    own = own.replace("AVC,Avon Council,", "AVC,Avon Council,,AVC,report 1.1; report 1.3")
    take(user=None, organisations=own)
    assert avon().history.count() > 1
    edited = own.replace("Avon Council,,AVC,report 1.1; report 1.3", "Avon,unitary,BRC,report 1.2")
    outcome = take(
        user=None, organisations=edited, roles=BINS["roles"].replace("confirmed", "proposed")
    )
    assert (outcome.problems, outcome.overlaps, outcome.written) == ([], [], True)
    assert [c.code for c in outcome.changed] == ["AVC", "bins/lead/AVC"]


def test_the_command_line_is_nobody_in_particular(take):
    """A second change from there may be another officer's: with no stamp it is asked about."""
    take(user=None)
    assert take(user=None, organisations=avon_named("Avon City")).written
    outcome = take(user=None, organisations=avon_named("Avon and Dene"))
    assert [(o.now, o.who) for o in outcome.overlaps] == [("Avon City", "the command line")]
    later = Stamp(timezone.now())
    assert take(user=None, stamp=later, organisations=avon_named("Avon and Dene")).written


def test_a_reference_changed_by_another_is_told_by_its_code(take, stamp, ann):
    lorries = Workstream.objects.get(ref="lorries")
    change(lorries, ann, parent=None)
    change(WorkstreamRole.objects.get(), ann, start="2011")
    outcome = take(stamp=stamp, roles=BINS["roles"].replace("2010-01-15", "2012"))
    assert told(outcome) == [
        ("workstreams", "lorries", "parent", "bins", "", "bins", "Ann Lee"),
        ("roles", "bins/lead/AVC", "start", "2010-01-15", "2011", "2012", "Ann Lee"),
    ]


def test_a_dry_run_tells_overlaps_and_writes_nothing(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    plan = take(stamp=stamp, dry_run=True)
    done = take(stamp=stamp)
    assert (plan.overlaps, plan.changed) == (done.overlaps, done.changed)
    assert (len(plan.overlaps), plan.written, done.written) == (1, False, False)
    assert not take(stamp=stamp, dry_run=True, overwrite=True).written


def test_overlaps_and_problems_are_told_together(take, stamp, ann):
    change(avon(), ann, name="Avon City Council")
    outcome = take(stamp=stamp, overwrite=True, people="code,name\nzoe,\n")
    assert (len(outcome.problems), len(outcome.overlaps), outcome.written) == (1, 1, False)


def test_overwriting_leaves_both_in_the_history(take, stamp, ann, ben):
    change(avon(), ann, name="Avon City Council")
    outcome = take(stamp=stamp, organisations=avon_named("Avon and Dene"), overwrite=True)
    assert (len(outcome.overlaps), outcome.written) == (1, True)
    versions = avon().history.values_list("name", "history_user", "history_change_reason")
    assert list(versions[:2]) == [
        ("Avon and Dene", ben.pk, "Sheet"),
        ("Avon City Council", ann.pk, "Corrected"),
    ]


def test_only_what_was_seen_is_agreed_to(take, stamp, ann):
    """Between the look and the writing somebody may change more."""
    change(avon(), ann, name="Avon City Council")
    edited = {"stamp": stamp, "organisations": avon_named("Avon and Dene", "unitary")}
    seen = {overlap.fingerprint for overlap in take(dry_run=True, **edited).overlaps}
    change(avon(), ann, kind="district")
    refused = take(overwrite=seen, **edited)
    assert ([o.column for o in refused.overlaps], refused.written) == (["name", "kind"], False)
    again = {overlap.fingerprint for overlap in refused.overlaps}
    assert take(overwrite=again, **edited).written


def test_a_change_made_while_the_import_runs(take, stamp, ann, monkeypatch):
    """Another session commits after the row was compared and before it is written."""
    real = Importer._prepare

    def prepare(importer, write):
        if write.entry.code == "AVC":
            change(avon(), ann, name="Avon City Council")
        return real(importer, write)

    monkeypatch.setattr(Importer, "_prepare", prepare)
    outcome = take(stamp=stamp, organisations=avon_named("Avon Council", "unitary"))
    assert [(o.column, o.now, o.new) for o in outcome.overlaps] == [
        ("name", "Avon City Council", "Avon Council")
    ]
    assert not outcome.written


def test_a_row_that_another_added_under_the_same_code(take, stamp, ann):
    with recording(user=ann, reason="Joined"):
        keep(record=Organisation(code="DEN", name="Dene Council"))
    outcome = take(stamp=stamp, organisations=BINS["organisations"] + "DEN,Dene,\n")
    assert [c.code for c in outcome.changed] == ["DEN"]
    assert told(outcome) == [
        ("organisations", "DEN", "name", None, "Dene Council", "Dene", "Ann Lee")
    ]
    assert "at the export the row was not there yet" in str(outcome.overlaps[0])


def test_a_row_that_another_struck_out(take, stamp, ann):
    with recording(user=ann, reason="Tidied"):
        strike_out(record=Membership.objects.get(organisation=avon()), reason="Never joined")
    outcome = take(stamp=stamp)
    assert [c.code for c in outcome.added] == ["board/AVC"]
    (overlap,) = outcome.overlaps
    assert (overlap.code, overlap.column, overlap.now) == ("board/AVC", "", "Never joined")
    assert "struck out by Ann Lee on " in str(overlap)
    assert str(overlap).endswith(" (Never joined); the workbook would add it again.")
    assert take(overwrite=True).written
    assert take(stamp=stamp).overlaps == []


def test_a_row_struck_out_before_the_export_may_come_again(take, stamp, ann):
    with recording(user=ann, reason="Tidied"):
        strike_out(record=Membership.objects.get(organisation=avon()), reason="Never joined")
    assert take(stamp=Stamp(timezone.now())).written


def test_a_row_that_one_struck_out_oneself_may_come_again(take, stamp, ben):
    with recording(user=ben, reason="Tidied"):
        strike_out(record=Membership.objects.get(organisation=avon()), reason="Never joined")
    assert take(stamp=stamp).written


def test_a_row_struck_out_in_another_programme_is_no_matter(take, stamp, ann):
    partnership = Programme.objects.get().partnership
    with recording(user=ann, reason="Other programme"):
        other = keep(record=Programme(code="other", title="Other", partnership=partnership))
        keep(record=Workstream(programme=other, ref="depots", title="Depots"))
        strike_out(record=Workstream.objects.get(ref="depots"), reason="A mistake")
    assert take(stamp=stamp, workstreams=BINS["workstreams"] + "depots,Depots,,2010-01\n").written


# Links


def test_sources_changed_by_another(take, stamp, ann):
    membership = Membership.objects.get(organisation=avon())
    with recording(user=ann, reason="Found it"):
        citations = [(Document.objects.get(), "1.4", False), (Document.objects.get(), "1.1", True)]
        cite(record=membership, citations=citations, programme=Programme.objects.get())
    sheet = BINS["memberships"].replace("AVC,report 1.1", "AVC,report 1.5")
    outcome = take(stamp=stamp, memberships=sheet)
    now = "report 1.4, 1.1 (inferred)"
    assert told(outcome) == [
        ("memberships", "board/AVC", "sources", "report 1.1", now, "report 1.5", "Ann Lee")
    ]
    assert outcome.overlaps[0].why == "Found it"
    assert Citation.objects.not_struck_out().filter(paragraph="1.5").count() == 0
    assert take(stamp=stamp, memberships=sheet, overwrite=True).written
    assert Citation.objects.not_struck_out().filter(paragraph="1.5").count() == 1


def test_sources_that_another_struck_out(take, stamp, ann):
    with recording(user=ann, reason="Tidied"):
        citation = Citation.objects.get(paragraph="1.1", record_type="programmes.membership")
        strike_out(record=citation, reason="Wrong")
    assert [(o.column, o.was, o.now, o.new) for o in take(stamp=stamp).overlaps] == [
        ("sources", "report 1.1", "", "report 1.1")
    ]


def test_sources_that_nobody_changed(take, stamp, ann):
    """Ann changed the row, not its sources."""
    change(Membership.objects.get(organisation=avon()), ann, remarks="By letter")
    sheet = BINS["memberships"].replace("AVC,report 1.1", "AVC,report 1.5")
    assert take(stamp=stamp, memberships=sheet).written


POSTS = {"posts": "code,title,organisations\nchief,Chief Executive,AVC\n"}
PROPOSALS = {
    "proposals": "code,title,kind,about\nmerge,Merge depots,start sharing,workstreams:bins\n"
}


def test_linked_references_changed_by_another(take, ann):
    take(user=None, **POSTS)
    at = Stamp(timezone.now())
    with recording(user=ann, reason="Joint from May"):
        set_employers(record=Post.objects.get(), others=Organisation.objects.filter(code="BRC"))
    outcome = take(stamp=at, **POSTS)
    assert told(outcome) == [("posts", "chief", "organisations", "AVC", "BRC", "AVC", "Ann Lee")]
    assert PostOrganisation.objects.not_struck_out().get().organisation.code == "BRC"


def test_subjects_changed_by_another(take, ann):
    assert take(user=None, **PROPOSALS).problems == []
    with recording(user=ann, reason="Lorries as well"):
        set_subjects(record=Proposal.objects.get(), subjects=Workstream.objects.order_by("ref"))
    about = "workstreams:bins; workstreams:lorries"
    assert told(take(**PROPOSALS)) == [
        ("proposals", "merge", "about", "workstreams:bins", about, "workstreams:bins", "Ann Lee")
    ]


# Statements


def history_statements(run):
    with CaptureQueriesContext(connection) as captured:
        outcome = run()
    reads = [q["sql"] for q in captured if q["sql"].startswith("SELECT")]
    return outcome, sum("historical" in sql for sql in reads)


@pytest.mark.once
@pytest.mark.parametrize("stamped", [True, False])
def test_the_check_takes_as_many_statements_for_many_rows_as_for_few(take, ann, stamped):
    def rows(count, name, paragraph):
        people = [f"p{n},{name},report {n}.{paragraph}\n" for n in range(count)]
        return {"people": "code,name,sources\n" + "".join(people)}

    counts = {}
    for count in (3, 300):
        take(user=None, overwrite=True, **rows(count, f"Name {count}", 1))
        at = Stamp(timezone.now()) if stamped else None
        with recording(user=ann, reason="Checked"):
            for person in Person.objects.all():
                person.name = f"Ann's {count}"
                keep(record=person)
                strike_out(
                    record=Citation.objects.not_struck_out().get(
                        record_type="programmes.person", record_id=person.pk
                    ),
                    reason="Wrong",
                )
        outcome, counts[count] = history_statements(
            lambda at=at, count=count: take(stamp=at, dry_run=True, **rows(count, "Ben's", 2))
        )
        assert len(outcome.overlaps) == 2 * count
    assert counts[3] == counts[300] <= 5  # two of them ask which versions may be told


def test_more_rows_than_a_statement_may_name(take, stamp, ann, monkeypatch):
    for module in (seen_versions, overlaps):
        monkeypatch.setattr(module, "IDS_AT_ONCE", 2)
    for organisation in Organisation.objects.all():
        change(organisation, ann, name=f"New {organisation.code}")
    assert sorted(o.code for o in take(stamp=stamp).overlaps) == ["AVC", "BRC", "board"]


# Stamps


def edit(path, sheet, cell, value):
    book = load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def through_libreoffice(path, tmp_path):
    """The file as LibreOffice saves it, by way of its own format."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not on this machine")
    for kind, source in (("ods", path), ("xlsx", tmp_path / f"{path.stem}.ods")):
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(tmp_path),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )


@pytest.mark.once
@pytest.mark.parametrize("program", ["openpyxl", "LibreOffice"])
def test_an_xlsx_file_carries_its_stamp_through_an_edit(stamp, ann, ben, tmp_path, program):
    path = tmp_path / "bins.xlsx"
    before = timezone.now()
    export_workbook(Programme.objects.get(), path)
    written = read_stamp(path)
    assert before <= written.at <= timezone.now()
    assert written.programme == "bins"
    if program == "LibreOffice":
        through_libreoffice(path, tmp_path)
    edit(path, "organisations", "B2", "Avon and Dene")
    assert read_stamp(path) == written
    assert import_workbook(path, user=ben, reason="Sheet", dry_run=True).overlaps == []
    change(avon(), ann, name="Avon City Council")
    outcome = import_workbook(path, user=ben, reason="Sheet")
    assert [(o.was, o.now, o.new) for o in outcome.overlaps] == [
        ("Avon Council", "Avon City Council", "Avon and Dene")
    ]


def test_what_is_said_of_the_export_counts_before_the_files_stamp(stamp, ann, ben, tmp_path):
    path = tmp_path / "bins.xlsx"
    change(avon(), ann, name="Avon City Council")
    export_workbook(Programme.objects.get(), path)
    edit(path, "organisations", "B2", "Avon and Dene")
    plan = {"user": ben, "reason": "Sheet", "dry_run": True}
    assert import_workbook(path, **plan).overlaps == []
    assert len(import_workbook(path, exported=stamp.at, **plan).overlaps) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<no xml",
        b"<Properties/>",
        b"x" * (LARGEST_PROPERTIES + 1),
        (
            b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
            b'name="Register exported at"><vt:lpwstr>yesterday</vt:lpwstr></property></Properties>'
        ),
    ],
    ids=["no XML", "none", "too long", "no time"],
)
def test_a_stamp_that_cannot_be_read_is_none(tmp_path, content):
    with zipfile.ZipFile(tmp_path / "w.xlsx", "w") as archive:
        archive.writestr(PROPERTIES, content)
    assert read_stamp(tmp_path / "w.xlsx") is None


def test_a_folder_or_a_damaged_file_has_no_stamp(tmp_path):
    (tmp_path / "w.xlsx").write_bytes(b"PK")
    assert (read_stamp(tmp_path), read_stamp(tmp_path / "w.xlsx")) == (None, None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-11-22T10:15", "2024-11-22T10:15:00+00:00"),
        ("2024-07-01T10:15", "2024-07-01T09:15:00+00:00"),
        ("2024-07-01T10:15:30.25", "2024-07-01T09:15:30.250000+00:00"),
        ("2024-07-01T10:15:30Z", "2024-07-01T10:15:30+00:00"),
        ("2024-07-01T10:15+02:00", "2024-07-01T08:15:00+00:00"),
    ],
)
def test_a_time_is_read_by_the_clock_here(text, at):
    assert read_time(text) == datetime.datetime.fromisoformat(at)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-11-22", "22/11/2024 10:15", "2024-11-31T10:15", "10:15"],
)
def test_what_is_no_time_is_refused_in_words(text):
    with pytest.raises(NotATime, match=r"is not a time: write it as 2026-11-22T10:15"):
        read_time(text)


def test_a_time_still_to_come_is_refused_in_words():
    with pytest.raises(NotATime, match="is still to come"):
        read_time("2999-01-01T00:00")
