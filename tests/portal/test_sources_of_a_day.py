"""Of the sources of a fact a page as at a day names those that were written by that day."""

import datetime

import pytest

from programmes.models import Citation
from sharedsvc.portal.gathered.children import attach_sources, read_sources
from tests.factories import DocumentFactory, WorkstreamFactory

DAY = datetime.date(2010, 6, 1)


@pytest.fixture
def cited(recorded):
    """A workstream, and what makes it cite documents of these dates."""
    workstream = WorkstreamFactory()

    def cite(*dates: str):
        for date in dates:
            document = DocumentFactory(programme=workstream.programme, date=date)
            kind, pk = workstream.reference
            paragraph = date or "undated"
            Citation(document=document, paragraph=paragraph, record_type=kind, record_id=pk).save()
        return workstream

    return cite


@pytest.mark.parametrize(
    ("dates", "named"),
    [
        (["2009-03", "2010-06-01"], ["2009-03", "2010-06-01"]),
        (["2009-03", "2010-06-02"], ["2009-03"]),
        (["2009-03", "2010-06"], ["2009-03"]),
        (["", "2012"], ["undated"]),
        (["2012", "2011-05"], ["2011-05"]),
    ],
)
def test_what_was_written_later_is_not_named_but_where_it_is_the_first_to_say_it(
    cited, dates, named
):
    workstream = cited(*dates)
    citations = Citation.objects.order_by("pk").select_related("document")

    documents = attach_sources([workstream], citations, DAY)

    assert [source.paragraph for source in workstream.sources] == named
    assert {document.date or "undated" for document in documents} == set(named)
    read = read_sources(citations, DAY)[workstream.reference]
    assert [source.paragraph for source in read] == named
