"""The files of a report: those that were kept when it was published, for whoever sees its page."""

import logging
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from django.db import connection

from decisions.models import Report, ReportEdition, ReportFile
from decisions.operations import publish
from decisions.reports.formats import FORMATS, Format
from decisions.reports.keeping import keep_missing_files
from decisions.reports.renditions import frozen_without_files
from programmes.choices import GrantRole
from programmes.operations import keep
from sharedsvc.core.history import Unrecorded, recording
from tests.decisions.reading_back import texts_of
from tests.decisions.test_publishing import Draft, person
from tests.factories import OrganisationFactory
from tests.made_once import made_once


@pytest.fixture
def draft(recorded):
    return made_once(Draft)


def address(draft, ending="pdf"):
    return f"/reports/{draft.report.code}.{ending}"


def said(client, draft, ending):
    """All that a file holds, its properties too."""
    content = client.get(address(draft, ending)).content
    texts = " ".join(texts_of(ending, content))
    if ending == "pdf":
        texts += "".join(texts_of("margins", content)) + str(pikepdf.open(BytesIO(content)).docinfo)
        with pikepdf.open(BytesIO(content)) as document:
            texts += document.Root.Metadata.read_bytes().decode()
    if ending == "docx":
        with ZipFile(BytesIO(content)) as parts:
            texts += "".join(parts.read(name).decode("latin-1") for name in parts.namelist())
    return texts


# What is served is what was kept


def test_what_was_kept_is_served_though_it_would_be_made_otherwise(client, draft, monkeypatch):
    draft.publish(draft.clerk)
    kept = {file.ending: file.as_kept() for file in ReportFile.objects.all()}
    monkeypatch.setattr(Format, "render", lambda *given: b"made otherwise")

    assert set(kept) == set(FORMATS)
    assert {ending: client.get(address(draft, ending)).content for ending in FORMATS} == kept


def test_it_says_with_what_it_was_made(draft):
    draft.publish(draft.clerk)
    made_with = dict(ReportFile.objects.values_list("ending", "made_with"))

    assert [part.split()[0] for part in made_with["pdf"].split(", ")] == [
        "typst",
        "pikepdf",
        "fontpkg-source-sans-3",
    ]
    assert made_with["docx"].startswith("python-docx ")


def test_it_is_to_be_saved_and_asked_for_again_only_where_it_changed(client, draft):
    draft.publish(draft.clerk)
    answer = client.get(address(draft))
    again = client.get(address(draft), headers={"If-None-Match": answer["ETag"]})
    other = client.get(address(draft, "docx"), headers={"If-None-Match": answer["ETag"]})

    assert answer["Content-Disposition"] == f'attachment; filename="{draft.report.code}.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert answer["Cache-Control"] == "no-cache"
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


def alter():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE decisions_reportfile SET content = %s", [b"altered"])


def test_one_that_was_altered_is_not_served_and_the_log_says_so(client, draft, caplog):
    draft.publish(draft.clerk)
    kept = client.get(address(draft)).content
    alter()
    with caplog.at_level(logging.ERROR):
        mended = client.get(address(draft)).content

    assert mended == kept
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_where_what_was_published_is_not_sound_there_is_no_file(client, draft):
    draft.publish(draft.clerk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE decisions_reportedition SET checksum = '0'")
    answer = client.get(address(draft))

    assert (answer.status_code, answer["Location"]) == (302, draft.report.get_absolute_url())
    assert f"{draft.report.code}.pdf" not in client.get(answer["Location"]).content.decode()


def test_a_file_is_never_written_again(draft):
    draft.publish(draft.clerk)
    file = ReportFile.objects.first()

    for write in (
        file.save,
        file.delete,
        ReportFile.objects.all().delete,
        lambda: ReportFile.objects.update(content=b""),
    ):
        with pytest.raises(Unrecorded):
            write()


def test_files_of_what_was_published_before_they_were_kept_are_kept_on_migrating(client, draft):
    with recording(user=draft.clerk, reason="Agenda is out"):
        publish(record=draft.report, day="2010-01-01", freeze=frozen_without_files)
    before = {ending: client.get(address(draft, ending)).content for ending in FORMATS}
    assert ReportFile.objects.count() == 0
    keep_missing_files()
    keep_missing_files()

    assert {file.ending: file.as_kept() for file in ReportFile.objects.all()} == before
    assert ReportEdition.objects.count() == 1


# Who is served what


def test_until_it_is_published_its_clerks_alone_have_files_which_say_so(client, draft):
    other = person(GrantRole.CLERK, draft.brook)
    for user in (None, other):
        if user:
            client.force_login(user)
        assert {client.get(address(draft, one)).status_code for one in FORMATS} == {404}
    client.force_login(draft.clerk)
    for ending in FORMATS:
        text = said(client, draft, ending)
        assert ("Open to all." in text, "not published" in text.lower()) == (True, True), ending
    client.logout()
    draft.publish(draft.clerk)
    for ending in FORMATS:
        assert "not published" not in said(client, draft, ending).lower(), ending


def test_the_open_side_gives_nothing_of_the_exempt_side_away(client, draft):
    """Neither in a text nor in a property, neither as published nor as at another date."""
    draft.say("Avon alone.", 2, visibility="owner", owner=draft.avon)
    draft.say("Partners.", 3, visibility="partners", owner=draft.avon)
    insider, partner = person(GrantRole.OFFICER, draft.avon), person(GrantRole.CLERK, draft.brook)
    draft.publish(draft.clerk)

    for ending in FORMATS:
        client.logout()
        texts = [said(client, draft, ending)]
        for user in (partner, insider):
            client.force_login(user)
            texts.append(said(client, draft, ending))
        assert ["Open to all." in text for text in texts] == [True] * 3, ending
        assert ["Partners." in text for text in texts] == [False, True, True], ending
        assert ["Avon alone." in text for text in texts] == [False, False, True], ending
        client.logout()
        as_at = client.get(f"{address(draft, ending)}?as_at=2030-01-01").content
        assert "alone" not in " ".join(texts_of(ending, as_at)), ending


def test_one_that_is_not_for_all_has_no_file_for_all(client, draft):
    draft.report.visibility, draft.report.owner = "owner", draft.avon
    keep(record=draft.report)
    draft.publish(draft.clerk)
    stranger = person(GrantRole.CLERK, OrganisationFactory())

    assert client.get(address(draft)).status_code == 404
    client.force_login(stranger)
    assert client.get(address(draft)).status_code == 404
    client.force_login(draft.clerk)
    assert client.get(address(draft)).status_code == 200
    assert "no-store" in client.get(address(draft))["Cache-Control"]


def test_as_at_another_date_it_says_that_it_was_not_published_so(client, draft):
    draft.report.date = "2010-02-18"
    keep(record=draft.report)
    draft.publish(draft.clerk)
    for ending in FORMATS:
        content = client.get(f"{address(draft, ending)}?as_at=2011-01-01").content
        text = " ".join(" ".join(texts_of(ending, content)).split()).lower()
        assert "not as published" in text, ending
        assert "tables and lists as at 1 january 2011." in text, ending


def test_a_file_costs_few_statements(client, draft, django_assert_max_num_queries):
    draft.publish(draft.clerk)
    client.get(address(draft))
    with django_assert_max_num_queries(4):
        client.get(address(draft))
    assert Report.objects.get().is_published
