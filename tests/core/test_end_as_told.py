"""An end is known from the document that tells it: earlier pages do not know it."""

import datetime

import pytest

from programmes.models import Citation
from sharedsvc.core.dates import LATEST
from sharedsvc.core.reading_day import reading_as_at
from tests.factories import DocumentFactory, RoleFactory
from workstreams.models import WorkstreamRole

END = "2014-06-30"


@pytest.fixture
def role(recorded):
    """A lead until June 2014, and what makes it cite documents of these dates."""

    def cite(*dates: str):
        made = RoleFactory(start="2009-04-06", end=END)
        kind, pk = made.reference
        for date in dates:
            document = DocumentFactory(programme=made.workstream.programme, date=date)
            Citation(document=document, record_type=kind, record_id=pk, paragraph=date).save()
        return made

    return cite


def end_as_at(record, day: str) -> tuple[str, datetime.date, datetime.date]:
    """What a page as at the day reads of the end; both ways of reading agree."""
    with reading_as_at(datetime.date.fromisoformat(day)):
        rows = WorkstreamRole.objects.filter(pk=record.pk)
        read, found = rows.get(), rows.values_list("end", "end_earliest", "end_latest").get()
        assert (read.end, read.end_earliest, read.end_latest) == found
        return found


@pytest.mark.parametrize(
    ("documents", "day", "known"),
    [
        (["2009-10-15", "2014-05-15"], "2010-04-01", False),
        (["2009-10-15", "2014-05-15"], "2014-05-14", False),
        (["2009-10-15", "2014-05-15"], "2014-05-15", True),
        (["2009-10-15", "2014-05-15"], "2014-07-01", True),
        (["2009-10-15"], "2010-04-01", True),  # planned from the first
        (["2009-10-15"], "2009-05-01", True),  # of which the first tells
        (["2009-10-15", "2014-05-15"], "2009-05-01", False),
        ([], "2010-04-01", True),
        (["", "2009-10-15"], "2010-04-01", True),
    ],
)
def test_an_end_is_known_from_the_document_that_tells_it(role, documents, day, known):
    end = datetime.date.fromisoformat(END)

    found = end_as_at(role(*documents), day)

    assert found == ((END, end, end) if known else ("", LATEST, LATEST))


def test_what_is_in_force_is_told_by_the_end_as_recorded(role):
    ended = role("2009-10-15", "2015-05-15")

    with reading_as_at(datetime.date(2014, 7, 1)):
        assert not WorkstreamRole.objects.surely(datetime.date(2014, 7, 1)).filter(pk=ended.pk)


def test_without_a_day_the_end_is_read_as_recorded(role):
    ended = role("2009-10-15", "2014-05-15")

    assert WorkstreamRole.objects.get(pk=ended.pk).end == END
