"""In the admin: another name is typed; was it renamed, and from when, or was the name wrong?"""

import datetime

import pytest

from decisions.models import Agreement
from programmes.choices import GrantRole
from programmes.models import (
    DatedValue,
    NameAgreement,
    Organisation,
    Person,
    Phase,
    Post,
    PostOrganisation,
    Programme,
    Tenure,
)
from programmes.operations import keep
from sharedsvc.core.history import recording
from sharedsvc.core.reading_day import reading_as_at
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.factories import AgreementFactory, OrganisationFactory, PhaseFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    with recording(user=None, reason="Long ago"):
        return OrganisationFactory(code="AVC", name="Avon Council", short_name="Avon")


def place(record):
    return address(type(record), "change", record.pk)


def change(client, record, **typed):
    return send(client, place(record), reason="Heard of it", **typed)


def errors(response):
    return response.context["adminform"].form.errors


def name_on(record, day):
    with reading_as_at(datetime.date.fromisoformat(day)):
        return str(type(record).objects.get(pk=record.pk))


def test_another_name_alone_is_not_saved(chiefs, council):
    response = change(chiefs, council, name="Severnside Council", renamed="")
    assert list(errors(response)) == ["renamed"]
    assert "Say whether it was renamed" in str(errors(response)["renamed"])
    assert Organisation.objects.get().name == "Avon Council"


def test_neither_answer_is_chosen_beforehand(chiefs, council):
    html = chiefs.get(place(council)).content.decode()
    fields = fields_of(chiefs.get(place(council)))
    assert 'name="renamed"' in html
    assert "renamed" not in fields.values


def test_renamed_it_keeps_its_name_of_the_days_before(chiefs, council):
    typed = {"name": "Severnside Council", "short_name": "Severnside"}
    response = change(chiefs, council, renamed="renamed", since="1 April 2022", **typed)
    assert response.status_code == 302
    assert name_on(council, "2022-03-31") == "Avon Council"
    assert name_on(council, "2022-04-01") == "Severnside Council"
    with reading_as_at(datetime.date(2022, 3, 31)):
        assert Organisation.objects.get().label == "Avon"
    assert {one.start for one in DatedValue.objects.all()} == {"", "2022-04-01"}


def test_corrected_it_was_never_called_otherwise(chiefs, council):
    assert change(chiefs, council, name="Avon County", renamed="corrected").status_code == 302
    assert name_on(council, "2001-01-01") == "Avon County"
    assert not DatedValue.objects.exists()


def test_a_renaming_needs_its_day(chiefs, council):
    response = change(chiefs, council, name="Severnside Council", renamed="renamed")
    assert "Say since when it is called so" in str(errors(response)["since"])
    assert Organisation.objects.get().name == "Avon Council"


def test_a_day_beside_a_name_that_was_wrong_is_not_lost(chiefs, council):
    typed = {"name": "Avon County", "renamed": "corrected", "since": "1 April 2022"}
    assert "A day is given only where" in str(errors(change(chiefs, council, **typed))["since"])
    assert Organisation.objects.get().name == "Avon Council"


def test_a_second_renaming_needs_a_later_day(chiefs, council):
    change(chiefs, council, name="Severnside", renamed="renamed", since="1 April 2022")
    response = change(chiefs, council, name="Welland", renamed="renamed", since="2020")
    assert "It is recorded as “Severnside from 1 April 2022”" in str(errors(response)["since"])


def test_a_renamed_name_can_be_put_right(chiefs, council):
    change(chiefs, council, name="Severn Side", renamed="renamed", since="1 April 2022")
    assert change(chiefs, council, name="Severnside", renamed="corrected").status_code == 302
    assert (name_on(council, "2021-01-01"), name_on(council, "2023-01-01")) == (
        "Avon Council",
        "Severnside",
    )


def test_a_name_that_was_blank_is_not_asked_about(chiefs, council):
    assert change(chiefs, council, abbreviation="AVC").status_code == 302
    assert not DatedValue.objects.exists()


def test_a_new_record_is_not_asked_about(chiefs):
    where = address(Organisation, "add")
    assert "If it is called otherwise here" not in chiefs.get(where).content.decode()
    typed = {"code": "NWC", "name": "New Council", "reason": "Heard of it"}
    assert send(chiefs, where, **typed).status_code == 302


def test_a_state_and_a_title_that_was_wrong_are_changed_in_one_form(chiefs):
    with recording(user=None, reason="Long ago"):
        agreement = AgreementFactory(title="Memorandun", state="signed")
    typed = {"title": "Memorandum", "renamed": "corrected", "state": "ended", "since": "2014"}
    assert change(chiefs, agreement, **typed).status_code == 302
    values = DatedValue.objects.values_list("field", "value", "start").order_by("start_latest")
    assert [*values] == [("state", "signed", ""), ("state", "ended", "2014")]
    assert Agreement.objects.get().title == "Memorandum"


def test_a_row_of_another_form_sends_to_its_own(chiefs):
    with recording(user=None, reason="Long ago"):
        programme = ProgrammeFactory()
        PhaseFactory(programme=programme, title="Phase 1")
    response = change(chiefs, programme, **{"phases-0-title": "First phase"})
    assert "where it is asked whether it was renamed" in response.content.decode()
    assert (Phase.objects.get().title, Programme.objects.count()) == ("Phase 1", 1)


# Where several must agree


@pytest.fixture
def shared():
    """Somebody with a post in each of two councils, and the clerks of both."""
    with recording(user=None, reason="Long ago"):
        councils = OrganisationFactory.create_batch(2)
        person = keep(record=Person(code="ann", name="Ann Lee"))
        for number, council in enumerate(councils):
            post = keep(record=Post(code=f"head-{number}", title="Head"))
            keep(record=PostOrganisation(post=post, organisation=council))
            keep(record=Tenure(post=post, person=person, start="2009"))
    clerks = [signed_in(person_with(GrantRole.CLERK, council)) for council in councils]
    return person, clerks


def agree(client, person, **typed):
    where = address(Person, "name", person.pk)
    given = {"name": "Ann Leigh", "renamed": "renamed", "since": "2022-04-01"}
    return send(client, where, reason="Her letter", **(given | typed))


def test_all_agree_to_the_same_name_from_the_same_day(shared):
    person, (first, second) = shared
    assert agree(first, person).status_code == 302
    assert Person.objects.get().name == "Ann Lee"
    assert agree(second, person).status_code == 302
    assert (name_on(person, "2022-03-31"), name_on(person, "2022-04-01")) == (
        "Ann Lee",
        "Ann Leigh",
    )
    assert not NameAgreement.objects.filter(struck_out="").exists()


@pytest.mark.parametrize("other", [
    {"since": "2023-04-01"},
    {"renamed": "corrected", "since": ""},
])  # fmt: skip
def test_another_day_is_not_the_same(shared, other):
    person, (first, second) = shared
    agree(first, person)
    agree(second, person, **other)
    assert (Person.objects.get().name, DatedValue.objects.count()) == ("Ann Lee", 0)


def test_what_is_proposed_says_from_when(shared):
    person, (first, second) = shared
    agree(first, person)
    page = second.get(address(Person, "name", person.pk))
    assert "“Ann Leigh” from 1 April 2022 on: agreed to by" in page.content.decode()
    form = page.context["form"]
    assert (form["name"].value(), form["renamed"].value()) == ("Ann Leigh", "renamed")


def test_all_may_agree_that_it_was_wrong(shared):
    person, clerks = shared
    for client in clerks:
        agree(client, person, renamed="corrected", since="")
    assert (Person.objects.get().name, DatedValue.objects.count()) == ("Ann Leigh", 0)


def test_a_name_of_days_is_put_right_by_agreement_too(shared):
    person, clerks = shared
    for client in clerks:
        agree(client, person)
    for client in clerks:
        agree(client, person, name="Ann Leah", renamed="corrected", since="")
    assert (name_on(person, "2021-01-01"), name_on(person, "2023-01-01")) == ("Ann Lee", "Ann Leah")


@pytest.mark.parametrize(("typed", "field"), [
    ({"since": ""}, "since"),
    ({"renamed": "corrected"}, "since"),
    ({"renamed": ""}, "renamed"),
])  # fmt: skip
def test_an_unclear_answer_is_told_and_nothing_is_agreed(shared, typed, field):
    person, (first, _) = shared
    response = agree(first, person, **typed)
    assert list(response.context["form"].errors) == [field]
    assert not NameAgreement.objects.exists()


def test_neither_clerk_alone_dates_a_name(shared):
    person, (first, _) = shared
    where = f"{address(DatedValue, 'add')}?of=programmes.person:{person.pk}&field=name"
    assert first.get(where).status_code == 403
