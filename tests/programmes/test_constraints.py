"""What the register refuses to hold: through the operation, in words, and in the database."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from programmes.choices import GrantRole, OrganisationKind, Visibility
from programmes.models import (
    Citation,
    Conflict,
    DatedValue,
    Document,
    Grant,
    Membership,
    Organisation,
    Person,
    Phase,
    Post,
    PostOrganisation,
    Programme,
    Reading,
    Subject,
    Tenure,
)
from programmes.operations import cite, keep, keep_membership, set_subjects, strike_out
from tests.factories import (
    BodyFactory,
    DocumentFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    PhaseFactory,
    ProgrammeFactory,
    UserFactory,
)


def twice(make):
    """The first is saved; the second, the same again, is returned unsaved."""

    def build():
        values = make()
        model = values.pop("model")
        keep(record=model(**values))
        return model(**values)

    return build


def membership(**values):
    return lambda: Membership(
        partnership=PartnershipFactory(), organisation=OrganisationFactory(), **values
    )


def of_itself():
    partnership = PartnershipFactory()
    return Membership(partnership=partnership, organisation=partnership, start="2009")


def tenure(**values):
    post = keep(record=Post(code="director", title="Director"))
    return {"model": Tenure, "post": post, "start": "2009", **values}


def held_by_somebody():
    return tenure(person=keep(record=Person(code="ann-lee", name="Ann Lee")))


def a_membership():
    return {
        "model": Membership,
        "partnership": PartnershipFactory(),
        "organisation": OrganisationFactory(),
    }


def a_citation():
    document = DocumentFactory()
    kind, pk = document.reference
    return {
        "model": Citation,
        "record_type": kind,
        "record_id": pk,
        "document": document,
        "paragraph": "1.1",
    }


def a_subject():
    kind, pk = OrganisationFactory().reference
    return {
        "model": Subject,
        "record_type": kind,
        "record_id": pk,
        "subject_type": kind,
        "subject_id": pk,
    }


def a_dated_value():
    kind, pk = DocumentFactory().reference
    return {
        "model": DatedValue,
        "record_type": kind,
        "record_id": pk,
        "field": "held",
        "value": "held",
        "start": "2010-01-01",
    }


def a_conflict():
    return {
        "model": Conflict,
        "programme": ProgrammeFactory(),
        "code": "who-leads",
        "question": "Who leads?",
        "start": "2009",
    }


def a_reading():
    values = a_conflict()
    conflict = keep(record=values.pop("model")(**values))
    return {"model": Reading, "conflict": conflict, "number": 1, "statement": "Avon."}


def a_post_of_a_council():
    post = keep(record=Post(code="director", title="Director"))
    return {"model": PostOrganisation, "post": post, "organisation": OrganisationFactory()}


def a_grant():
    return {
        "model": Grant,
        "user": UserFactory(),
        "role": GrantRole.CLERK,
        "organisation": OrganisationFactory(),
        "start": "2009-01-01",
    }


def a_phase():
    return {
        "model": Phase,
        "programme": ProgrammeFactory(),
        "code": "phase-1",
        "title": "Phase 1",
        "start": "2009",
    }


OWNER_ALONE = {"visibility": Visibility.OWNER}
NO_OWNER = "A record for its owner alone needs an owner."

REFUSED = {
    "end before start": (
        membership(start="2010-02-01", end="2010-01-31"),
        "The end is before the start.",
    ),
    "end year before start": (membership(start="2010", end="2009"), "The end is before the start."),
    "end before a start by": (
        lambda: Phase(**{**phase_values(), "start": "2010-02/2010-03", "end": "2009"}),
        "The end is before the start.",
    ),
    "bounds of a start": (
        membership(start="2011/2010"),
        "The date “start” ends before it begins.",
    ),
    "bounds of an end": (
        membership(start="2009", end="2011/2010"),
        "The date “end” ends before it begins.",
    ),
    "bounds of a date": (
        lambda: Document(programme=ProgrammeFactory(), code="d", title="Minutes", date="2011/2010"),
        "The date “date” ends before it begins.",
    ),
    "member of itself": (of_itself, "A partnership cannot be a member of itself."),
    "owner's alone: organisation": (
        lambda: Organisation(code="AVC", name="Avon", **OWNER_ALONE),
        NO_OWNER,
    ),
    "owner's alone: person": (lambda: Person(code="a", name="Ann Lee", **OWNER_ALONE), NO_OWNER),
    "owner's alone: membership": (membership(start="2009", **OWNER_ALONE), NO_OWNER),
    "membership twice": (twice(a_membership), "This membership is already recorded."),
    "tenure twice": (twice(held_by_somebody), "This tenure is already recorded."),
    "vacancy twice": (twice(tenure), "This tenure is already recorded."),
    "phase twice": (
        twice(a_phase),
        "The programme already has a phase with this code: “Phase 1”.",
    ),
    "conflict twice": (
        twice(a_conflict),
        "The programme already has a conflict with this code: “Who leads?”.",
    ),
    "reading twice": (
        twice(a_reading),
        "The conflict already has a reading with this number.",
    ),
    "citation twice": (twice(a_citation), "This paragraph is already given as a source."),
    "subject twice": (twice(a_subject), "This is already named as a subject."),
    "dated value twice": (
        twice(a_dated_value),
        "Another value is recorded from this day on: correct or strike out one.",
    ),
    "post of a council twice": (
        twice(a_post_of_a_council),
        "This post already belongs to this organisation.",
    ),
    "grant twice": (twice(a_grant), "This person already holds this role here."),
}


def phase_values():
    return {"programme": ProgrammeFactory(), "code": "phase-1", "title": "Phase 1"}


@pytest.mark.parametrize(("build", "message"), REFUSED.values(), ids=REFUSED)
def test_the_operation_refuses_it_in_words(recorded, build, message):
    record = build()
    before = type(record).objects.count()
    with pytest.raises(ValidationError) as refusal:
        keep(record=record)
    assert refusal.value.messages == [message]
    assert type(record).objects.count() == before


@pytest.mark.parametrize("build", [build for build, _ in REFUSED.values()], ids=REFUSED)
def test_the_database_refuses_it_too(recorded, build):
    record = build()
    record.set_bounds()
    insert_unguarded(record)


def insert_unguarded(record) -> None:
    """Go round the operation and the guard; only the database can refuse."""
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(type(record)).bulk_create([record])


@pytest.mark.parametrize(
    ("first", "last"), [("2010-01-02", "2010-01-01"), ("9999-12-31", "0001-01-01")]
)
@pytest.mark.parametrize("name", ["start", "end"])
def test_the_database_keeps_bounds_in_order_whatever_the_text_says(recorded, name, first, last):
    record = membership(start="2009")()
    record.set_bounds()
    setattr(record, f"{name}_earliest", datetime.date.fromisoformat(first))
    setattr(record, f"{name}_latest", datetime.date.fromisoformat(last))
    insert_unguarded(record)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2010-01-15", "2010-01-15"),
        ("2010-01", "2010-01-01"),
        ("2010", "2010-01"),
        ("../2010-02-18", "2009"),
        ("XXXX", "2009"),
        ("2010-01-15", "XXXX"),
        ("", ""),
    ],
)
def test_dates_that_may_be_in_order_are_kept(recorded, start, end):
    kept = MembershipFactory(start=start, end=end)
    assert Membership.objects.filter(pk=kept.pk, start=start, end=end).count() == 1


# Codes


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        (OrganisationFactory, "There is another organisation with this code: “{first}”."),
        (ProgrammeFactory, "There is another programme with this code: “{first}”."),
        (
            DocumentFactory,
            "There is another document with this code: “{first}”, of the programme "
            "{first.programme}.",
        ),
        (
            BodyFactory,
            "There is another body with this code: “{first}”, of {first.organisation}.",
        ),
        (MeetingFactory, "There is another meeting with this code: “{first}”, of {first.body}."),
        (PhaseFactory, "The programme already has a phase with this code: “{first}”."),
    ],
)
def test_a_code_is_taken_once_and_whose_it_is_is_said(recorded, factory, message):
    first = factory(code="same")
    more = {"programme": first.programme} if factory is PhaseFactory else {}
    with pytest.raises(ValidationError) as refusal:
        factory(code="same", **more)
    assert refusal.value.messages == [message.format(first=first)]


def test_two_programmes_may_use_the_same_code_for_a_phase(recorded):
    PhaseFactory(code="phase-1")
    PhaseFactory(code="phase-1")
    assert Phase.objects.filter(code="phase-1").count() == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: OrganisationFactory(code="same"),
        lambda: ProgrammeFactory(code="same"),
        lambda: DocumentFactory(code="same"),
        lambda: BodyFactory(code="same"),
        lambda: MeetingFactory(code="same"),
        lambda: keep(record=Person(code="same", name="Ann Lee")),
        lambda: keep(record=Post(code="same", title="Director")),
    ],
    ids=["organisation", "programme", "document", "body", "meeting", "person", "post"],
)
def test_the_code_of_a_mistake_can_be_given_again(recorded, make):
    """A record struck out stays; what was meant must still find its code free."""
    mistake = make()
    strike_out(record=mistake, reason="Entered under another's code.")
    again = make()
    assert list(type(again).objects.not_struck_out().filter(code="same")) == [again]


def test_a_membership_struck_out_can_be_entered_again(recorded):
    values = a_membership()
    model = values.pop("model")
    strike_out(record=keep(record=model(**values)), reason="Wrong dates.")
    keep(record=model(**values))
    assert model.objects.not_struck_out().count() == 1


@pytest.mark.parametrize("code", ["", "two words", "a/b", "ä", "x" * 61])
def test_a_code_is_letters_digits_and_hyphens(recorded, code):
    with pytest.raises(ValidationError) as refusal:
        OrganisationFactory(code=code, name="Avon Council")
    assert list(refusal.value.message_dict) == ["code"]


# Rules across rows, kept by operations


@pytest.mark.parametrize(
    "spell_or_role", [{"spell": 2}, {"role": "chair"}], ids=["second spell", "another role"]
)
def test_a_membership_may_differ_by_role_or_spell(recorded, spell_or_role):
    first = MembershipFactory()
    second = Membership(
        partnership=first.partnership, organisation=first.organisation, **spell_or_role
    )
    keep_membership(record=second)
    assert first.partnership.memberships.count() == 2


def test_only_a_partnership_can_be_joined(recorded):
    council, other = OrganisationFactory(name="Avon Council"), OrganisationFactory()
    record = Membership(partnership_id=council.pk, organisation=other, start="2009")
    record.partnership = council
    with pytest.raises(ValidationError) as refusal:
        keep_membership(record=record)
    assert refusal.value.message_dict == {"partnership": ["Avon Council is not a partnership."]}


def test_only_a_partnership_has_a_programme(recorded):
    """Nobody could see the programme of a council: it is seen through its partnership."""
    council = OrganisationFactory(name="Avon Council")
    programme = Programme(code="bins", title="Bins", start="2009")
    programme.partnership = council
    with pytest.raises(ValidationError):
        keep(record=programme)


def test_a_partnership_with_members_stays_one(recorded):
    partnership = MembershipFactory().partnership
    partnership.kind = OrganisationKind.COUNCIL
    with pytest.raises(ValidationError):
        keep(record=partnership)


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_struck_out_without_a_reason(recorded, reason):
    council = OrganisationFactory()
    with pytest.raises(ValidationError) as refusal:
        strike_out(record=council, reason=reason)
    assert refusal.value.message_dict == {"struck_out": ["Say why the record is a mistake."]}
    assert Organisation.objects.not_struck_out().get() == council


@pytest.mark.parametrize(
    "name_twice",
    [
        lambda record: set_subjects(record=record, subjects=[record.organisation] * 2),
        lambda record: cite(
            record=record, citations=[(record, "1", False)] * 2, programme=record.programme
        ),
    ],
    ids=["subjects", "sources"],
)
def test_naming_the_same_twice_is_refused_in_words(recorded, name_twice):
    document = DocumentFactory(organisation=OrganisationFactory())
    with pytest.raises(ValidationError), transaction.atomic():
        name_twice(document)


def test_sources_can_change_places(recorded):
    """Each citation moves to its new place though another stood there."""
    document = DocumentFactory()
    for wanted in (["1", "2"], ["2", "1"], ["2"], ["1", "2", "3"]):
        citations = [(document, paragraph, False) for paragraph in wanted]
        cite(record=document, citations=citations, programme=document.programme)
        rows = Citation.objects.not_struck_out().order_by("order")
        assert list(rows.values_list("paragraph", flat=True)) == wanted
