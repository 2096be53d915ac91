"""Nobody locks all of a council's people out: by its record, its roles or their accounts."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection

from programmes.choices import GrantRole, Visibility
from programmes.models import Grant, Organisation
from programmes.operations import end_role, keep, strike_out
from sharedsvc.accounts.models import User
from sharedsvc.core.history import recording
from tests.factories import OrganisationFactory, PartnershipFactory, UserFactory

TODAY = datetime.date.today()
CLERK, ADMINISTRATOR = GrantRole.CLERK, GrantRole.ADMINISTRATOR


def grant(organisation, role=ADMINISTRATOR, **values):
    user = values.pop("user", None) or UserFactory()
    start = {"start": "2009-01-01"}
    return keep(record=Grant(user=user, role=role, organisation=organisation, **(start | values)))


@pytest.fixture
def council(recorded):
    return OrganisationFactory(name="Avon Council")


@pytest.fixture
def last(council):
    """The role of the only administrator of a council with a clerk."""
    grant(council, CLERK)
    return grant(council)


def by_chief():
    return recording(user=UserFactory(is_superuser=True), reason="Test")


def refusal_of(operation):
    with by_chief(), pytest.raises(ValidationError) as refusal:
        operation()
    return refusal.value.messages


ALONE = (
    "Avon Council would be left without an administrator for 1 person who holds a role there. Make "
    "somebody else administrator first."
)
LOSSES = {
    "struck out": lambda g: strike_out(record=g, reason="No."),
    "ended": lambda g: end_role(record=g, reason="No."),
    "of another role": lambda g: changed(g, role=CLERK),
    "somebody else's, with a closed account": lambda g: changed(
        g, user=UserFactory(is_active=False)
    ),
    "to come": lambda g: changed(g, start="2999"),
    "to end tomorrow": lambda g: changed(g, end=(TODAY + datetime.timedelta(days=1)).isoformat()),
    "of uncertain end": lambda g: changed(g, end=f"{TODAY.year - 1}/2999"),
}


def changed(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return keep(record=record)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_last_administrator_of_people_stays(last, loss):
    messages = refusal_of(lambda: LOSSES[loss](Grant.objects.get(pk=last.pk)))
    assert messages[0].startswith("Avon Council would be left without an administrator for ")
    assert Grant.objects.surely(TODAY).filter(pk=last.pk, struck_out="", role=ADMINISTRATOR)


def test_the_refusal_says_what_to_do(last):
    assert refusal_of(lambda: LOSSES["ended"](last)) == [ALONE]


def test_moved_to_another_council_it_leaves_the_first_alone(last):
    other = OrganisationFactory()
    assert refusal_of(lambda: changed(last, organisation=other)) == [ALONE]


@pytest.mark.parametrize("loss", LOSSES)
def test_with_another_administrator_it_goes_through(last, council, loss):
    grant(council)
    with by_chief():
        LOSSES[loss](Grant.objects.get(pk=last.pk))


@pytest.mark.parametrize(
    "other",
    [{"start": "2999"}, {"end": "2010"}, {"start": "2009/2999"}, "closed"],
    ids=["to come", "ended", "perhaps", "closed"],
)
def test_another_administrator_counts_only_where_it_can_act(last, council, other):
    if other == "closed":
        grant(council, user=UserFactory(is_active=False))
    else:
        grant(council, **other)
    assert refusal_of(lambda: LOSSES["struck out"](last)) == [ALONE]


def test_the_last_of_all_may_go(council):
    only = grant(council)
    with by_chief():
        strike_out(record=only, reason="The council has no people here any more.")


def test_where_nobody_looked_after_people_before_other_roles_still_end(council):
    clerks = [grant(council, CLERK), grant(council, CLERK)]
    with by_chief():
        strike_out(record=clerks[0], reason="Left.")


def test_an_end_that_was_agreed_may_be_put_off(last, council):
    until = grant(council, end=f"{TODAY.year + 1}")
    with by_chief():
        changed(until, end=f"{TODAY.year + 2}")
    assert Grant.objects.get(pk=until.pk).end == f"{TODAY.year + 2}"


# The organisation itself


def test_an_organisation_in_which_people_hold_roles_is_not_struck_out(council):
    grant(council), grant(council, CLERK)
    assert refusal_of(lambda: strike_out(record=council, reason="No.")) == [
        "“Avon Council” cannot be struck out: 2 people hold roles in it. End their roles first, or "
        "leave it open to them."
    ]


def test_a_partnership_by_its_other_name_neither(recorded):
    partnership = PartnershipFactory()
    grant(partnership, GrantRole.MANAGER)
    for record in (partnership, Organisation.objects.get(pk=partnership.pk)):
        assert (
            "1 person holds a role in it"
            in refusal_of(lambda record=record: strike_out(record=record, reason="No."))[0]
        )


@pytest.mark.parametrize("visibility", [Visibility.PARTNERS, Visibility.OWNER])
def test_nor_is_it_closed_to_its_own_people(council, visibility):
    grant(council)
    other = OrganisationFactory()

    def close():
        record = Organisation.objects.get(pk=council.pk)
        record.visibility, record.owner = visibility, other
        keep(record=record)

    assert "closed to its own people" in refusal_of(close)[0]


def test_its_own_alone_it_may_be(council):
    reader = grant(council, GrantRole.MEMBER).user
    council.visibility, council.owner = Visibility.OWNER, council
    keep(record=council)
    assert council in Organisation.objects.visible_to(User.objects.get(pk=reader.pk))


def test_roles_that_ended_keep_nothing(council):
    grant(council, end="2010")
    strike_out(record=council, reason="Entered twice.")


# Their accounts


def close(user):
    user.is_active = False
    user.full_clean(exclude=["password"])
    user.save()


def test_the_account_of_the_last_administrator_is_not_closed(last):
    with pytest.raises(ValidationError) as refusal:
        close(last.user)
    assert refusal.value.message_dict == {"is_active": [f"{ALONE} Until then, set a new password."]}


def test_with_another_administrator_it_is(last, council):
    grant(council)
    close(last.user)
    assert not User.objects.get(pk=last.user.pk).is_active


def test_other_accounts_are_closed_as_before(last, council):
    close(Grant.objects.get(organisation=council, role=CLERK).user)
    close(UserFactory())


def test_the_form_of_an_account_says_so(last, client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    place = f"/admin/accounts/user/{last.user.pk}/change/"
    form = client.get(place).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if isinstance(value, str)}
    answer = client.post(place, typed | {"email": last.user.email, "name": "Ann"})
    assert "Make somebody else administrator first" in answer.content.decode()
    assert User.objects.get(pk=last.user.pk).is_active


def test_ending_a_role_on_its_page_says_so(last, client):
    client.force_login(UserFactory(is_superuser=True))
    place = f"/people-and-rights/{last.pk}/end/"
    version = client.get(place).context["form"]["version"].value()
    answer = client.post(place, {"reason": "Left.", "version": version})
    assert ALONE in answer.content.decode()
    assert Grant.objects.surely(TODAY).filter(pk=last.pk).exists()


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_others_roles_do_not_both_succeed():
    with recording(user=None, reason="Test"):
        council = OrganisationFactory()
        grants = [grant(council), grant(council)]
        grant(council, CLERK)
    start, results = threading.Barrier(2), []

    def end(own, other):
        try:
            start.wait(timeout=20)
            with recording(user=User.objects.get(pk=own.user_id), reason="Test"):
                end_role(record=Grant.objects.get(pk=other.pk), reason="You first.")
            results.append("ended")
        except (ValidationError, PermissionDenied, OperationalError) as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    pair = [threading.Thread(target=end, args=two) for two in (grants, grants[::-1])]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join(timeout=60)
    assert len(results) == 2
    assert results.count("ended") <= 1
    left = Grant.objects.surely(TODAY).filter(organisation=council, role=ADMINISTRATOR)
    assert left.filter(struck_out="").exists()
