"""In force on a date: surely, possibly or not; and the date that an address asks for."""

import datetime

import pytest
from django.urls import reverse

from programmes.models import Membership, Organisation
from sharedsvc.core.certainty import POSSIBLY, SURELY
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    WorkstreamFactory,
)
from workstreams.models import Lineage

NOT = "not"
HOW = "write it as 15 January 2010 or 15/1/2010"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def certainty(record, on: datetime.date) -> str:
    """Surely, possibly or not, as the queryset says it."""
    rows = type(record).objects.filter(pk=record.pk)
    found = rows.as_at(on).values_list("certainty", flat=True)
    assert rows.surely(on).exists() == (list(found) == [SURELY])
    return found[0] if found else NOT


@pytest.mark.parametrize(
    ("start", "end", "on", "expected"),
    [
        # days: both ends are inside
        ("2010-01-15", "2010-06-30", "2010-01-14", NOT),
        ("2010-01-15", "2010-06-30", "2010-01-15", SURELY),
        ("2010-01-15", "2010-06-30", "2010-06-30", SURELY),
        ("2010-01-15", "2010-06-30", "2010-07-01", NOT),
        ("2010-01-15", "2010-01-15", "2010-01-15", SURELY),
        # an open end
        ("2010-01-15", "", "9999-12-31", SURELY),
        # a month and a year: it may have been their first or their last day
        ("2010-01", "", "2009-12-31", NOT),
        ("2010-01", "", "2010-01-01", POSSIBLY),
        ("2010-01", "", "2010-01-30", POSSIBLY),
        ("2010-01", "", "2010-01-31", SURELY),
        ("2010-01-15", "2011", "2010-12-31", SURELY),
        ("2010-01-15", "2011", "2011-01-01", SURELY),
        ("2010-01-15", "2011", "2011-01-02", POSSIBLY),
        ("2010-01-15", "2011", "2011-12-31", POSSIBLY),
        ("2010-01-15", "2011", "2012-01-01", NOT),
        # a season over the year's end, and a financial year
        ("2010-24", "", "2010-12-01", POSSIBLY),
        ("2010-24", "", "2011-02-28", SURELY),
        ("2010-04-01/2011-03-31", "", "2010-03-31", NOT),
        ("2010-04-01/2011-03-31", "", "2011-03-30", POSSIBLY),
        ("2010-04-01/2011-03-31", "", "2011-03-31", SURELY),
        # by, after, unknown
        ("../2010-02-18", "", "1066-10-14", POSSIBLY),
        ("../2010-02-18", "", "2010-02-18", SURELY),
        ("2010-01-15", "2010-06-30/..", "2010-06-30", SURELY),
        ("2010-01-15", "2010-06-30/..", "2030-01-01", POSSIBLY),
        ("2010-01-15", "XXXX", "2010-01-15", POSSIBLY),
        ("XXXX", "2010-06-30", "2010-06-30", POSSIBLY),
        ("XXXX", "2010-06-30", "2010-07-01", NOT),
        # start and end in the same month: on no day is it sure
        ("2010-01", "2010-01", "2010-01-15", POSSIBLY),
    ],
)
def test_in_force_on_a_day(recorded, start, end, on, expected):
    assert certainty(MembershipFactory(start=start, end=end), day(on)) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2009-12-31", NOT), ("2010-01-15", POSSIBLY), ("2030-01-01", POSSIBLY)],
)
def test_an_end_by_an_event_is_possibly_past(recorded, on, expected):
    acting = MembershipFactory(start="2010-01-15", end_words="until the new director is in post")
    assert certainty(acting, day(on)) == expected
    assert acting.end_in_words == "until the new director is in post"


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2009-01-01", POSSIBLY), ("2010-02-17", POSSIBLY), ("2010-02-18", SURELY)],
)
def test_a_blank_start_counts_from_its_source(recorded, on, expected):
    member = Membership(
        partnership=ProgrammeFactory().partnership, organisation=OrganisationFactory()
    )
    member.known_by = day("2010-02-18")
    member.save()
    assert certainty(member, day(on)) == expected
    assert member.start_in_words == "by 18 February 2010"


def test_a_blank_start_is_not_after_the_end_that_its_source_tells(recorded):
    member = MembershipFactory()
    member.start, member.end, member.known_by = "", "2009-11", day("2010-02-18")
    member.save()

    assert (member.start_in_words, member.end_in_words) == ("by 30 November 2009", "November 2009")


def test_a_blank_start_stays_when_the_record_is_saved_again(recorded):
    member = MembershipFactory()
    member.start, member.known_by = "", day("2010-02-18")
    member.save()
    again = Membership.objects.get(pk=member.pk)
    again.remarks = "Named as printed."
    again.save()
    assert again.start_latest == day("2010-02-18")


def test_a_council_whose_creation_is_not_known_has_always_been_there(recorded):
    council = OrganisationFactory()
    assert council.start == ""
    assert certainty(council, day("0001-01-01")) == SURELY
    assert council.start_in_words == "not stated"


def test_what_happened_stays_so(recorded):
    """A lineage has a date and no end; without a date it may have been at any time."""
    programme = ProgrammeFactory()
    old, new = WorkstreamFactory(programme=programme), WorkstreamFactory(programme=programme)
    merged = Lineage(predecessor=old, successor=new, kind="merged", date="2010-01")
    merged.save()
    answers = [certainty(merged, day(on)) for on in ("2009-12-31", "2010-01-01", "2010-01-31")]
    assert answers == [NOT, POSSIBLY, SURELY]
    assert certainty(merged, day("9999-12-31")) == SURELY


def test_one_question_for_many_rows(recorded):
    """Each row has its own certainty, and those not in force are left out."""
    for code, start in [("sure", "2009"), ("maybe", "2010"), ("later", "2011")]:
        OrganisationFactory(code=code, start=start)
    found = Organisation.objects.as_at(day("2010-06-01")).order_by("code")
    assert list(found.values_list("code", "certainty")) == [("maybe", POSSIBLY), ("sure", SURELY)]
    assert list(Organisation.objects.surely(day("2010-06-01")).values_list("code")) == [("sure",)]


# The address


@pytest.fixture
def visit(client, recorded):
    """Asks for the list of programmes with this query."""
    ProgrammeFactory(start="2009-01-01")
    return lambda **query: client.get(reverse("portal:programmes"), query)


@pytest.mark.parametrize(
    "typed", ["2010-02-18", "2010-01-15 ", "0001-01-01", "9999-12-31", "2012-02-29"]
)
def test_an_iso_day_is_the_day_of_the_position(visit, typed):
    answer = visit(as_at=typed)
    assert answer.status_code == 200
    assert answer.context["as_at"].date == day(typed.strip())
    assert answer.context["as_at"].error == ""


def test_without_a_date_it_is_today(visit):
    for answer in (visit(), visit(as_at=""), visit(as_at="  ")):
        assert answer.status_code == 200
        assert answer.context["as_at"].date == datetime.date.today()
        assert answer.context["as_at"].query == ""


@pytest.mark.parametrize(
    "typed", ["18 February 2010", "18/02/2010", "18/2/10", "Thursday 18 February 2010"]
)
def test_a_uk_day_goes_to_the_iso_address(visit, typed):
    answer = visit(as_at=typed)
    assert answer.status_code == 302
    assert answer.url == "/programmes/?as_at=2010-02-18"


def test_the_iso_address_keeps_the_other_parameters(visit):
    answer = visit(q="roads & bins", tag=["a", "b"], as_at="18/02/2010", page="2")
    expected = "/programmes/?q=roads+%26+bins&tag=a&tag=b&as_at=2010-02-18&page=2"
    assert (answer.status_code, answer.url) == (302, expected)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("February 2010", f"“February 2010” is not one day; {HOW}."),
        ("2010", f"“2010” is not one day; {HOW}."),
        ("by 18 February 2010", f"“by 18 February 2010” is not one day; {HOW}."),
        ("unknown", f"“unknown” is not one day; {HOW}."),
        ("31 April 2010", "“31 April 2010” is not a date: April has 30 days."),
        (
            "yesterday",
            f"“yesterday” is not a date; {HOW}.",
        ),
    ],
)
def test_what_is_no_day_is_said_beside_the_position_of_today(visit, typed, error):
    answer = visit(as_at=typed)
    assert answer.status_code == 200
    asked = answer.context["as_at"]
    assert (asked.date, asked.error, asked.typed) == (datetime.date.today(), error, typed)
    assert f'value="{typed}"' in answer.content.decode()
    assert error in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["2010-25", "winter 9999", "after 9999", "before 0001", "\x00", "<script>", "by " * 900, "²"],
    ids=lambda typed: ascii(typed[:20]),
)
def test_garbage_in_the_address_is_answered_with_today(visit, typed):
    answer = visit(as_at=typed)
    assert answer.status_code == 200
    assert answer.context["as_at"].date == datetime.date.today()
    assert answer.context["as_at"].error != ""
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["0001-01-01", "9999-12-31", "18 February 2010", "2010-25"])
@pytest.mark.parametrize("name", ["portal:home", "portal:programmes", "decisions:report_list"])
def test_every_list_reads_the_date_in_the_same_way(client, db, name, typed):
    status = client.get(reverse(name), {"as_at": typed}, follow=True).status_code
    assert status == 200
