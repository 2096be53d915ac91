"""Values that are known from days on: what a record says on each day, in Python and in SQL."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from decisions.choices import AgreementState
from decisions.models import Agreement
from programmes.models import DatedValue
from programmes.operations import keep, strike_out
from sharedsvc.core.history import Unrecorded, recording
from sharedsvc.core.reading_day import reading_as_at
from tests.factories import AgreementFactory, MilestoneFactory

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def value(record, value: str, start: str = "", field: str = "state", **more) -> DatedValue:
    label, pk = record.reference
    return keep(
        record=DatedValue(
            record_type=label, record_id=pk, field=field, value=value, start=start, **more
        )
    )


def state_on(agreement, text: str) -> tuple[str, str, list[str]]:
    """The state of a day: of the record, in words, and as filters find it."""
    with reading_as_at(day(text)):
        read = Agreement.objects.get(pk=agreement.pk)
        found = [
            state
            for state in AgreementState.values
            if Agreement.objects.filter(pk=agreement.pk, state=state).exists()
        ]
        return read.state, read.get_state_display(), found


@pytest.fixture
def agreement(db):
    with recording(user=None, reason="First heard of."):
        made = AgreementFactory(state="drafting")
    with recording(user=None, reason="Heard of later."):
        value(made, "signed", "2014-04-01")
        value(made, "ended", "2016-03-31")
    return Agreement.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2013-01-01", "drafting"),
        ("2014-03-31", "drafting"),
        ("2014-04-01", "signed"),
        ("2016-03-30", "signed"),
        ("2016-03-31", "ended"),
        ("2020-01-01", "ended"),
    ],
)
def test_an_agreement_says_what_it_was_on_each_day(agreement, on, state):
    assert state_on(agreement, on) == (state, AgreementState(state).label, [state])


def test_the_records_own_column_holds_the_newest_value(agreement, recorded):
    assert agreement.state == "ended"
    strike_out(record=DatedValue.objects.get(value="ended"), reason="A slip.")
    assert Agreement.objects.get(pk=agreement.pk).state == "signed"


def test_an_earlier_value_told_later_leaves_the_newest(agreement, recorded):
    value(agreement, "agreed", "2013-06-01")
    assert Agreement.objects.get(pk=agreement.pk).state == "ended"
    assert state_on(agreement, "2013-12-31")[0] == "agreed"


def test_what_was_signed_before_anything_is_known_of_is_not_stated(recorded):
    agreement = AgreementFactory(state="signed", start="2010-01-01")
    value(agreement, "agreed", "2012-01-01")
    value(agreement, "signed", "2014-04-01")
    assert state_on(agreement, "2011-01-01") == ("not stated", "Not stated", ["not stated"])


def test_an_agreement_that_ended_does_not_read_so_years_before(recorded):
    agreement = AgreementFactory(state="ended", start="2010-01-01", end="2016-03-31")
    assert state_on(agreement, "2012-01-01")[0] == "not stated"
    assert state_on(agreement, "2016-03-31")[0] == "not stated"
    assert state_on(agreement, "2016-04-01")[0] == "ended"


def test_without_a_day_records_read_as_they_are_recorded(agreement):
    assert Agreement.objects.filter(state="ended").exists()


def test_lists_of_values_and_orders_are_those_of_the_day(agreement, recorded):
    other = AgreementFactory(state="agreed", programme=agreement.programme)
    with reading_as_at(day("2015-01-01")):
        rows = Agreement.objects.order_by("-state").values_list("pk", "state")
        assert list(rows) == [(agreement.pk, "signed"), (other.pk, "agreed")]
        assert set(Agreement.objects.order_by().values_list("state", flat=True).distinct()) == {
            "agreed",
            "signed",
        }


def test_what_was_read_as_at_a_day_is_not_saved(agreement, recorded):
    with reading_as_at(day("2015-01-01")):
        read = Agreement.objects.get(pk=agreement.pk)
    with pytest.raises(Unrecorded):
        read.save()


@pytest.mark.once
def test_a_day_costs_one_statement_however_many_records(
    agreement, recorded, django_assert_num_queries
):
    for number in range(5):
        value(AgreementFactory(), "signed", f"201{number}-01-01")
    with reading_as_at(day("2012-01-01")), django_assert_num_queries(3):
        list(Agreement.objects.all())
        list(Agreement.objects.filter(state="signed"))


def test_a_value_must_be_one_that_the_field_takes(recorded):
    with pytest.raises(ValidationError) as refused:
        value(AgreementFactory(), "divorced", "2014-04-01")
    assert "is not one of: wanted, drafting" in str(refused.value)


def test_a_field_that_is_not_dated_is_refused(recorded):
    with pytest.raises(ValidationError) as refused:
        value(AgreementFactory(), "memorandum", "2014-04-01", field="kind")
    assert refused.value.message_dict == {
        "field": ["No “kind” of agreements is dated: title, state."]
    }


def test_two_values_from_one_day_are_refused(agreement, recorded):
    with pytest.raises(ValidationError) as refused:
        value(agreement, "varied", "2014-04-01")
    assert "Another value is recorded from this day on" in str(refused.value)


def test_a_milestone_done_in_june_is_open_in_march(recorded):
    made = MilestoneFactory(done="2010-06-15", due="2010-05-01", start="2010-01-01")
    with reading_as_at(day("2010-03-01")):
        read = type(made).objects.get(pk=made.pk)
        assert (read.done, read.date_in_words("done")) == ("", "not stated")
    with reading_as_at(day("2010-06-15")):
        assert type(made).objects.get(pk=made.pk).done == "2010-06-15"
