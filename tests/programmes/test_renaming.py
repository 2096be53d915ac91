"""Names have dates: what was renamed has, on each day, the name of that day."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from decisions.models import Agreement, Gate, Proposal
from programmes.choices import GrantRole, NameKind, Visibility
from programmes.models import (
    Body,
    Citation,
    DatedValue,
    Membership,
    Organisation,
    OrganisationName,
    Partnership,
    Person,
    Phase,
    Post,
    Programme,
)
from programmes.operations import cite, keep
from programmes.renaming import keep_answer, rename
from sharedsvc.core.history import recording
from sharedsvc.core.names import name_fields_of
from sharedsvc.core.reading_day import reading_as_at
from tests.factories import (
    AgreementFactory,
    BodyFactory,
    DocumentFactory,
    GateFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    PersonFactory,
    PhaseFactory,
    PostFactory,
    ProgrammeFactory,
    ProposalFactory,
    RankingFactory,
    StageFactory,
    WorkstreamFactory,
)
from tests.programmes.test_permissions import person_with
from workstreams.models import RankingEntry, Workstream

pytestmark = pytest.mark.django_db

BEFORE, AFTER, SINCE = "2021-06-30", "2022-06-30", "2022-04-01"
CALLED = {
    OrganisationFactory: "name",
    PartnershipFactory: "name",
    BodyFactory: "name",
    PersonFactory: "name",
    PostFactory: "title",
    ProgrammeFactory: "title",
    PhaseFactory: "title",
    WorkstreamFactory: "title",
    AgreementFactory: "title",
    GateFactory: "title",
    ProposalFactory: "title",
}


def on(text: str):
    return reading_as_at(datetime.date.fromisoformat(text))


def again(record):
    return type(record).objects.get(pk=record.pk)


def names(record) -> list[str]:
    """What it is called before and after it was renamed, and where no day is asked for."""
    found = []
    for day in (BEFORE, AFTER):
        with on(day):
            found.append(str(again(record)))
    return [*found, str(again(record))]


def made(factory, **values):
    with recording(user=None, reason="Heard of"):
        return factory(**values)


@pytest.mark.parametrize(
    ("factory", "field"), CALLED.items(), ids=lambda one: getattr(one, "__name__", one)
)
def test_on_each_day_it_has_the_name_of_that_day(factory, field):
    record = made(factory, **{field: "Old name"})
    with recording(user=None, reason="Renamed"):
        rename(record=record, name="New name", since=SINCE)
    assert names(record) == ["Old name", "New name", "New name"]
    assert getattr(record, field) == "New name"


def test_these_are_all_that_have_names():
    named = {
        f._meta.model.__name__: name_fields_of(f._meta.model._meta.concrete_model) for f in CALLED
    }
    assert {name: fields[0] for name, fields in named.items()} == {
        factory._meta.model.__name__: field for factory, field in CALLED.items()
    }
    assert name_fields_of(Organisation) == ("name", "short_name", "abbreviation")


def test_its_code_and_address_stay():
    stream = made(WorkstreamFactory, ref="A1", title="Old name")
    address = stream.get_absolute_url()
    with recording(user=None, reason="Renamed"):
        rename(record=stream, name="New name", since=SINCE)
    assert (again(stream).ref, again(stream).get_absolute_url()) == ("A1", address)


def test_a_renaming_has_its_sources(recorded):
    document = DocumentFactory()
    value = rename(record=OrganisationFactory(name="Old name"), name="New name", since=SINCE)
    cite(record=value, citations=[(document, "2.3", False)], programme=document.programme)
    cited = Citation.objects.get()
    assert (cited.document, cited.paragraph) == (document, "2.3")
    assert cited.record_reference == value.reference


def test_lists_are_in_the_order_of_the_names_of_the_day_and_found_by_them(recorded):
    first, second = OrganisationFactory(name="Avon"), OrganisationFactory(name="Brook")
    with recording(user=None, reason="Renamed"):
        rename(record=again(first), name="Zeal", since=SINCE)
    with on(BEFORE):
        rows = Organisation.objects.order_by("name")
        assert list(rows.values_list("name", flat=True)) == ["Avon", "Brook"]
        assert list(rows.filter(name="Avon")) == [first]
    with on(AFTER):
        assert list(Organisation.objects.order_by("name")) == [second, first]


def test_those_who_name_it_name_it_so(recorded):
    council = OrganisationFactory(name="Avon", short_name="Av")
    joined = MembershipFactory(organisation=council)
    rename(record=council, name="Zeal", since=SINCE)
    with on(BEFORE):
        assert str(Membership.objects.select_related("organisation").get().organisation) == "Avon"
        assert Membership.objects.values_list("organisation__name", flat=True).get() == "Avon"
        shown = Partnership.objects.filter(pk=joined.partnership_id).annotate(
            member=F("memberships__organisation__name")
        )
        assert shown.get().member == "Avon"


def test_a_renaming_to_come_is_not_yet_the_name_of_today():
    council = made(OrganisationFactory, name="Avon")
    with recording(user=None, reason="Renamed"):
        rename(record=council, name="Zeal", since="2999-01-01")
    with on(datetime.date.today().isoformat()):
        assert again(council).name == "Avon"
    with on("2999-01-01"):
        assert again(council).name == "Zeal"


def test_until_it_was_surely_renamed_it_has_the_name_of_before():
    council = made(OrganisationFactory, name="Avon")
    with recording(user=None, reason="Renamed"):
        rename(record=council, name="Zeal", since="2022")
    with on("2022-12-30"):
        assert again(council).name == "Avon"
    with on("2022-12-31"):
        assert again(council).name == "Zeal"


def test_a_short_name_that_came_with_the_new_name_is_not_that_of_before():
    council = made(OrganisationFactory, name="Avon County Council")
    with recording(user=None, reason="Renamed"):
        rename(record=council, name="Zeal Council", since=SINCE)
        changed = again(council)
        changed.short_name = "Zeal"
        keep(record=changed)
        keep_answer(record=changed, was={"short_name": ""}, answer=SINCE)
    with on(BEFORE):
        assert again(council).label == "Avon County Council"
    with on(AFTER):
        assert again(council).label == "Zeal"


def test_renamed_twice_it_has_three_names(recorded):
    body = BodyFactory(name="Board")
    with recording(user=None, reason="Renamed"):
        rename(record=again(body), name="Joint Board", since="2015-01-01")
        rename(record=again(body), name="Joint Committee", since=SINCE)
    with on("2010-01-01"):
        assert again(body).name == "Board"
    assert names(body) == ["Joint Board", "Joint Committee", "Joint Committee"]


@pytest.mark.parametrize(
    ("name", "since", "said"),
    [
        ("", SINCE, "Write the other name."),
        ("Zeal", SINCE, "Write the other name."),
        ("Other", "", "Say since when it is called so. For example: 1 April 2022."),
        ("Other", "soon", "“soon” is not a date"),
        ("Other", "2015-01-01", "It is called “Zeal” from 1 April 2022 on: give a later day, or"),
        ("Other", "2022-04-01", "It is called “Zeal” from 1 April 2022 on: give a later day, or"),
    ],
)
def test_what_is_no_renaming_is_refused_in_words(name, since, said):
    council = made(OrganisationFactory, name="Avon")
    with recording(user=None, reason="Renamed"):
        rename(record=council, name="Zeal", since=SINCE)
        with pytest.raises(ValidationError) as refused:
            rename(record=council, name=name, since=since)
    assert refused.value.message_dict["name"][0].startswith(said)
    assert again(council).name == "Zeal"


def test_a_correction_is_of_all_days(recorded):
    council = OrganisationFactory(name="Avon")
    with recording(user=None, reason="Renamed"):
        rename(record=again(council), name="Zeel", since=SINCE)
    with recording(user=None, reason="A slip"):
        changed = again(council)
        changed.name = "Zeal"
        keep(record=changed)
        keep_answer(record=changed, was={"name": "Zeel"}, answer="corrected")
    assert names(council) == ["Avon", "Zeal", "Zeal"]


def test_a_correction_of_what_was_never_renamed_leaves_no_dated_name():
    council = made(OrganisationFactory, name="Avvon")
    with recording(user=None, reason="A slip"):
        changed = again(council)
        changed.name = "Avon"
        keep(record=changed)
        keep_answer(record=changed, was={"name": "Avvon"}, answer="corrected")
    assert names(council) == ["Avon"] * 3
    assert not DatedValue.objects.exists()


# Former names of organisations (the sheet “other names”)


def former(council, **values):
    return keep(record=OrganisationName(organisation=council, kind=NameKind.FORMER, **values))


@pytest.mark.parametrize(
    ("dates", "name"),
    [
        ({"end": "2021-12-31"}, "Avon"),
        ({"start": "2000", "end": "2021-12-31"}, "Avon"),
        ({"start": "2021-06", "end": "2021-12-31"}, "Avon"),
        ({"end": "2020-12-31"}, "Zeal"),  # over by then
        ({"end": "2021"}, "Zeal"),  # perhaps over by then
        ({"start": "2021-12", "end": "2022-03"}, "Zeal"),  # not begun
        ({}, "Zeal"),  # nobody says when it ended
        ({"start": "2000"}, "Zeal"),
        ({"end": "2021-12-31", "struck_out": "Another council's"}, "Zeal"),
        ({"end": "2021-12-31", "visibility": Visibility.PARTNERS}, "Zeal"),
    ],
)
def test_a_former_name_is_the_name_of_the_days_on_which_it_surely_was(recorded, dates, name):
    council = OrganisationFactory(name="Zeal")
    former(council, name="Avon", **dates)
    assert names(council) == [name, "Zeal", "Zeal"]


def test_other_names_in_use_are_not_the_name(recorded):
    council = OrganisationFactory(name="Zeal")
    keep(record=OrganisationName(organisation=council, name="Zed", end="2021-12-31"))
    assert names(council)[0] == "Zeal"


def test_the_short_name_of_now_does_not_stand_beside_a_former_name(recorded):
    council = OrganisationFactory(name="Zeal Council", short_name="Zeal")
    former(council, name="Avon Council", end="2022-03-31")
    with on(BEFORE):
        assert again(council).label == "Avon Council"
    with on(AFTER):
        assert again(council).label == "Zeal"


def test_a_former_name_and_a_renaming_together(recorded):
    """What is only known to have been so until the renaming stands back."""
    council = OrganisationFactory(name="Avon")
    former(council, name="Avonmouth", end="2009-12-31")
    with recording(user=None, reason="Renamed"):
        rename(record=again(council), name="Zeal", since=SINCE)
    with on("2005-01-01"):
        assert again(council).name == "Avonmouth"
    assert names(council) == ["Avon", "Zeal", "Zeal"]


# Whose a name is


def test_a_dated_name_of_a_person_belongs_to_the_employers(recorded):
    clerk = person_with(GrantRole.CLERK, OrganisationFactory())
    person = PersonFactory()
    with recording(user=clerk, reason="Married"), pytest.raises(PermissionDenied):
        rename(record=person, name="Ann Leigh", since=SINCE)
    assert again(person).name != "Ann Leigh"


@pytest.mark.parametrize(
    "model",
    [Organisation, Body, Person, Post, Programme, Phase, Workstream, Agreement, Gate, Proposal],
)
def test_reading_as_at_a_day_costs_two_statements_at_most_however_many(
    recorded, django_assert_max_num_queries, model
):
    factory = next(f for f in CALLED if f._meta.model is model)
    for number in range(4):
        rename(record=factory(), name=f"New {number}", since=f"202{number}-01-01")
    with (
        on("2021-06-30"),
        django_assert_max_num_queries(4),
    ):  # what has other values, and what ends later
        list(model.objects.all())
        list(model.objects.order_by(name_fields_of(model)[0]))


def test_what_a_source_called_it_stays_with_the_source(recorded):
    """The title in a ranking, and that in use in a phase, are the sources' own."""
    stream = WorkstreamFactory(title="Gully cleaning")
    ranking = RankingFactory(programme=stream.programme)
    keep(record=RankingEntry(ranking=ranking, workstream=stream, rank=1, title="Gullies"))
    stage = StageFactory(workstream=stream, title="Drains and gullies")
    rename(record=again(stream), name="Surface water", since=SINCE)
    for day in (BEFORE, AFTER):
        with on(day):
            assert RankingEntry.objects.get().title == "Gullies"
            assert again(stage).title == "Drains and gullies"
