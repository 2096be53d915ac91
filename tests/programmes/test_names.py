"""Whose a name is: nobody gains it by giving somebody a post, and all employers must agree."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from programmes.choices import GrantRole, Visibility
from programmes.models import (
    Grant,
    NameAgreement,
    Organisation,
    Person,
    Post,
    PostOrganisation,
    Tenure,
)
from programmes.operations import keep, set_employers, strike_out
from programmes.renaming import agree_to_name
from sharedsvc.core.history import recording
from tests.factories import OrganisationFactory, UserFactory
from tests.programmes.test_permissions import person_with

CLERK = GrantRole.CLERK


class Councils:
    """Avon and Brook, each with a clerk, and a system administrator."""

    def __init__(self):
        self.avon, self.brook = OrganisationFactory.create_batch(2)
        self.clerks = {c: person_with(CLERK, c) for c in (self.avon, self.brook)}
        self.chief = UserFactory(is_superuser=True)

    def by(self, council):
        user = self.clerks.get(council, council)
        user = type(user).objects.get(pk=user.pk) if user is not None else None
        return recording(user=user, reason="Test")

    def post_of(self, *organisations, by="first", title="Director"):
        """A post, recorded by the clerk of its first organisation."""
        with self.by(organisations[0] if by == "first" else by):
            post = keep(record=Post(code=f"post-{Post.objects.count()}", title=title))
            set_employers(record=post, others=organisations)
        return post

    def person(self, *councils, by=None):
        """Somebody recorded with a post in each of these councils, in one act."""
        with self.by(by):
            found = keep(record=Person(code=f"p-{Person.objects.count()}", name="Ann Lee"))
            for council in councils:
                post = keep(record=Post(code=f"post-{Post.objects.count()}", title="Head"))
                set_employers(record=post, others=[council])
                keep(record=Tenure(post=post, person=found, start="2009"))
        return found

    def employ(self, council, person, **values):
        """A clerk gives somebody who is on the record a post at home."""
        post = self.post_of(council)
        with self.by(council):
            return keep(record=Tenure(post=post, person=person, **({"start": "2010"} | values)))

    def rename(self, council, person, name="Ann Leigh"):
        with self.by(council):
            changed = Person.objects.get(pk=person.pk)
            changed.name = name
            keep(record=changed)

    def agree(self, council, record, name="Ann Leigh"):
        with self.by(council):
            return agree_to_name(record=record, name=name)


@pytest.fixture
def councils(recorded):
    return Councils()


def name_of(person):
    return Person.objects.get(pk=person.pk).name


def refused(act, *args, **kwargs):
    with pytest.raises(PermissionDenied):
        act(*args, **kwargs)


# A post given to somebody who was on the record


def test_giving_somebody_without_a_post_one_gains_nothing(councils):
    """Nobody employed the person when recorded: a system administrator's to rename."""
    person = councils.person()
    councils.employ(councils.avon, person)
    refused(councils.rename, councils.avon, person)
    refused_changes(councils, councils.avon, person)
    assert not councils.agree(councils.avon, person)
    assert name_of(person) == "Ann Lee"
    councils.rename(councils.chief, person)
    assert name_of(person) == "Ann Leigh"


def refused_changes(councils, council, person):
    """Nor anything else about the person."""
    for values in (
        {"code": "stolen"},
        {"remarks": "A crook."},
        {"struck_out": "Gone."},
        {"owner": council},
        {"visibility": Visibility.PARTNERS},
    ):
        with councils.by(council), pytest.raises(PermissionDenied):
            changed = Person.objects.get(pk=person.pk)
            for name, value in values.items():
                setattr(changed, name, value)
            changed.save()


@pytest.mark.parametrize("dates", [{"start": "1999", "end": "2001"}, {"start": "2999"}])
def test_nor_does_a_post_of_the_past_or_to_come(councils, dates):
    person = councils.person()
    councils.employ(councils.avon, person, **dates)
    refused(councils.rename, councils.avon, person)


def test_a_former_employer_is_still_asked(councils):
    """What ended was on the record: a later employer renames nobody alone."""
    person = councils.person(councils.avon)
    tenure = Tenure.objects.get()
    tenure.end = "2010"
    keep(record=tenure)
    councils.employ(councils.brook, person)
    refused(councils.rename, councils.brook, person)
    refused(councils.rename, councils.avon, person)
    refused_changes(councils, councils.brook, person)


def test_the_council_for_which_somebody_was_recorded_is_asked_until_an_employer_was(councils):
    person = councils.person(by=councils.avon)
    assert person.recorded_for == councils.avon
    councils.rename(councils.avon, person, "Ann Lea")
    councils.employ(councils.brook, person)
    refused(councils.rename, councils.brook, person)
    refused(councils.rename, councils.avon, person)
    councils.employ(councils.avon, person)
    refused(councils.rename, councils.avon, person)


def test_a_clerk_who_records_somebody_and_then_the_post_may_rename(councils):
    person = councils.person(by=councils.avon)
    councils.employ(councils.avon, person)
    councils.rename(councils.avon, person)
    assert name_of(person) == "Ann Leigh"


def test_of_somebody_with_several_roles_it_is_not_guessed_for_which(councils):
    user = person_with(CLERK, councils.avon)
    with recording(user=None, reason="Test"):
        keep(record=Grant(user=user, role=CLERK, organisation=councils.brook, start="2009"))
    with councils.by(user):
        person = keep(record=Person(code="bea", name="Bea"))
    assert person.recorded_for is None


def test_an_employer_recorded_with_the_person_renames_alone(councils):
    person = councils.person(councils.avon)
    councils.rename(councils.avon, person)
    assert name_of(person) == "Ann Leigh"


# Ways round


def test_a_tenure_of_somebody_else_is_not_handed_on(councils):
    other, person = councils.person(councils.avon), councils.person()
    tenure = Tenure.objects.get(person=other)
    assert tenure.founding
    with councils.by(councils.avon):
        tenure.person = person
        keep(record=tenure)
    assert not Tenure.objects.get(pk=tenure.pk).founding
    refused(councils.rename, councils.avon, person)


def test_a_vacant_tenure_is_not_filled_into_a_right(councils):
    person, post = councils.person(), councils.post_of(councils.avon)
    with councils.by(councils.avon):
        tenure = keep(record=Tenure(post=post, start="2009"))
        tenure.person = person
        tenure.founding = True
        tenure.save()
    assert not Tenure.objects.get(pk=tenure.pk).founding
    refused(councils.rename, councils.avon, person)


def test_nobody_strikes_out_another_employers_tenure(councils):
    person = councils.person(councils.brook)
    councils.employ(councils.avon, person)
    theirs = Tenure.objects.get(founding=True)
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        strike_out(record=theirs, reason="Gone.")


def test_an_employer_of_a_joint_post_takes_the_others_word_from_them_in_no_way(councils):
    """Neither by the tenure nor by the row that says that the post is theirs too."""
    with councils.by(None):
        person = keep(record=Person(code="ann", name="Ann Lee"))
        post = keep(record=Post(code="joint", title="Joint director"))
        set_employers(record=post, others=[councils.avon, councils.brook])
        tenure = keep(record=Tenure(post=post, person=person, start="2009"))
    refused(councils.rename, councils.avon, person)
    row = PostOrganisation.objects.get(organisation=councils.brook)
    elsewhere = councils.post_of(councils.avon)
    for record, values in (
        (tenure, {"struck_out": "Gone."}),
        (tenure, {"post": elsewhere}),
        (tenure, {"person": None}),
        (row, {"struck_out": "Gone."}),
        (row, {"organisation": councils.avon}),
        (row, {"post": elsewhere}),
    ):
        changed = type(record).objects.get(pk=record.pk)
        for name, value in values.items():
            setattr(changed, name, value)
        with councils.by(councils.avon), pytest.raises(PermissionDenied):
            changed.save()
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        set_employers(record=post, others=[councils.avon])
    with councils.by(councils.avon):
        tenure.refresh_from_db()
        tenure.end = "2012"
        keep(record=tenure)


def test_nobody_moves_their_own_row_to_anothers_post(councils):
    post = councils.post_of(councils.brook)
    councils.post_of(councils.avon)
    row = PostOrganisation.objects.get(organisation=councils.avon)
    row.post = post
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        row.save()


# Agreement


@pytest.fixture
def shared(councils):
    """Somebody whom both councils employ."""
    return councils.person(councils.avon, councils.brook)


def test_it_takes_effect_when_each_has_agreed_to_the_same_name(councils, shared):
    assert not councils.agree(councils.avon, shared)
    assert name_of(shared) == "Ann Lee"
    assert councils.agree(councils.brook, shared)
    assert name_of(shared) == "Ann Leigh"
    version = Person.history.filter(id=shared.pk).latest("history_id")
    assert version.history_user == councils.clerks[councils.brook]
    assert not NameAgreement.objects.filter(struck_out="").exists()


def test_two_names_are_no_agreement(councils, shared):
    assert not councils.agree(councils.avon, shared, "Ann Leigh")
    assert not councils.agree(councils.brook, shared, "Anne Lee")
    assert name_of(shared) == "Ann Lee"
    assert councils.agree(councils.avon, shared, "Anne Lee")
    assert name_of(shared) == "Anne Lee"


def test_who_speaks_for_all_needs_nobody_else(councils, shared):
    both = person_with(GrantRole.ADMINISTRATOR, councils.avon)
    with recording(user=None, reason="Test"):
        keep(record=Grant(user=both, role=CLERK, organisation=councils.brook, start="2009"))
    assert councils.agree(both, shared)
    assert name_of(shared) == "Ann Leigh"
    assert not NameAgreement.objects.exists()


def test_what_was_withdrawn_counts_no_more(councils, shared):
    councils.agree(councils.avon, shared)
    agreement = NameAgreement.objects.get()
    with councils.by(councils.brook), pytest.raises(PermissionDenied):
        strike_out(record=agreement, reason="Not theirs to withdraw.")
    agreement.refresh_from_db()
    with councils.by(councils.avon):
        strike_out(record=agreement, reason="It was misspelt.")
    assert not councils.agree(councils.brook, shared)
    assert name_of(shared) == "Ann Lee"


def test_an_agreement_is_to_change_the_name_of_its_day(councils, shared):
    councils.agree(councils.avon, shared, "Ann Leigh")
    councils.rename(councils.chief, shared, "Ann Lea")
    assert not councils.agree(councils.brook, shared, "Ann Leigh")
    assert name_of(shared) == "Ann Lea"


def test_only_the_name_is_agreed_to(councils, shared):
    """The agreement opens no other field, and the name to nobody before all have agreed."""
    councils.agree(councils.avon, shared)
    refused(councils.rename, councils.avon, shared)
    refused(councils.rename, councils.brook, shared)
    refused_changes(councils, councils.brook, shared)


def test_a_stranger_has_no_say(councils, shared):
    stranger = OrganisationFactory()
    clerk = person_with(CLERK, stranger)
    refused(councils.agree, clerk, shared)
    for organisation in (stranger, councils.avon):
        row = NameAgreement(
            person=shared, organisation=organisation, name="X", instead_of="Ann Lee"
        )
        with recording(user=clerk, reason="Why not"), pytest.raises(PermissionDenied):
            keep(record=row)


def test_nobody_agrees_for_another_employer(councils, shared):
    row = NameAgreement(
        person=shared, organisation=councils.brook, name="Ann Leigh", instead_of="Ann Lee"
    )
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        keep(record=row)
    councils.agree(councils.avon, shared)
    own = NameAgreement.objects.get()
    own.organisation = Organisation.objects.get(pk=councils.brook.pk)
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        own.save()


@pytest.mark.parametrize("name", ["", "  ", "Ann Lee"])
def test_another_name_is_another_name(councils, shared, name):
    with pytest.raises(ValidationError):
        councils.agree(councils.avon, shared, name)


def test_what_is_proposed_is_seen_by_those_concerned_alone(councils, shared):
    councils.agree(councils.avon, shared, "Ann Leigh")
    stranger, member = (
        person_with(CLERK, OrganisationFactory()),
        person_with("member", councils.avon),
    )
    seen = {
        name: NameAgreement.objects.visible_to(type(user).objects.get(pk=user.pk)).exists()
        for name, user in {
            "avon": councils.clerks[councils.avon],
            "brook": councils.clerks[councils.brook],
            "chief": councils.chief,
            "stranger": stranger,
            "member": member,
        }.items()
    }
    assert [name for name, sees in seen.items() if sees] == ["avon", "brook", "chief"]


# Posts


def test_the_title_of_a_joint_post_takes_each_of_its_employers(councils):
    post = councils.post_of(councils.avon, councils.brook, by=None)
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        changed = Post.objects.get(pk=post.pk)
        changed.title = "Boss"
        keep(record=changed)
    assert not councils.agree(councils.avon, post, "Boss")
    assert councils.agree(councils.brook, post, "Boss")
    assert Post.objects.get(pk=post.pk).title == "Boss"


def test_a_post_of_one_council_is_its_own(councils):
    post = councils.post_of(councils.avon)
    assert councils.agree(councils.avon, post, "Boss")
    refused(councils.agree, councils.brook, post, "Clerk")


def test_a_post_of_nobody_is_a_system_administrators(councils):
    with councils.by(None):
        post = keep(record=Post(code="none", title="Head"))
    row = PostOrganisation(post=post, organisation=councils.avon)
    with councils.by(councils.avon), pytest.raises(PermissionDenied):
        keep(record=row)
    refused(councils.agree, councils.avon, post, "Boss")
    assert councils.agree(councils.chief, post, "Boss")
