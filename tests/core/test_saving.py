"""What is read to be changed is written column by column, with whole versions in the history."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import Organisation
from programmes.operations import keep, strike_out
from sharedsvc.core.saving import read_to_change
from sharedsvc.portal.workbook.programme import import_sheets
from tests.core.workbooks import BINS, corrected, read_sheets
from tests.factories import OrganisationFactory
from workstreams.models import Workstream

pytestmark = pytest.mark.usefixtures("recorded")


def to_change(council):
    (found,) = read_to_change(Organisation.objects.not_struck_out(), [council.pk])
    return found


def columns_written(save) -> list[str]:
    """The columns that the one UPDATE of organisations names."""
    with CaptureQueriesContext(connection) as captured:
        save()
    [update] = [
        q["sql"] for q in captured if q["sql"].startswith('UPDATE "programmes_organisation"')
    ]
    assigned = update.partition(" SET ")[2].partition(" WHERE ")[0]
    return sorted(part.partition('"')[2].partition('"')[0] for part in assigned.split(", "))


def test_only_what_was_changed_is_written_and_what_follows_from_it():
    record = to_change(OrganisationFactory(name="Avon", start="2009"))
    record.name, record.start = "Avon Council", "2010"
    written = columns_written(lambda: keep(record=record))
    assert written == ["name", "start", "start_earliest", "start_latest"]
    record.remarks = "A second time"
    assert columns_written(lambda: keep(record=record)) == ["remarks"]


def test_the_version_in_the_history_is_whole():
    record = to_change(OrganisationFactory(name="Avon", remarks="As before", start="2009"))
    record.name = "Avon Council"
    keep(record=record)
    version = Organisation.history.filter(id=record.pk).latest("history_id")
    assert (version.name, version.remarks, version.start) == ("Avon Council", "As before", "2009")


def test_a_save_without_a_change_leaves_a_version_and_changes_nothing():
    record = to_change(OrganisationFactory(name="Avon"))
    keep(record=record)
    assert Organisation.history.filter(id=record.pk).count() == 2
    record.refresh_from_db()
    assert (record.name, record.struck_out) == ("Avon", "")


def test_what_was_struck_out_is_not_read_to_change():
    council = OrganisationFactory()
    strike_out(record=council, reason="Entered twice.")
    assert list(read_to_change(Organisation.objects.not_struck_out(), [council.pk])) == []


def test_a_start_that_counts_from_its_document_follows_it_in_the_same_import(tmp_path):
    """The row was read before the document was corrected: its old bound is not written back."""
    first = {
        **BINS,
        "workstreams": "ref,title,sources\nbins,Bins,report 1.1\n",
        "roles": "workstream,role,organisation,standing,start\n",
    }
    second = {
        **first,
        "documents": BINS["documents"].replace("2010-02-18", "2010-03-18"),
        "workstreams": "ref,title,sources\nbins,Bins of all,report 1.1\n",
    }
    for number, sheets in enumerate((first, second)):
        found = read_sheets(tmp_path / str(number), sheets)
        given = {"reason": "Test", "overwrite": True, "names": corrected}
        assert import_sheets(found, user=None, **given).written
    bins = Workstream.objects.get()
    version = bins.history.latest("history_id")
    days = (bins.start_latest.isoformat(), version.start_latest.isoformat())
    assert (bins.title, days) == ("Bins of all", ("2010-03-18", "2010-03-18"))
