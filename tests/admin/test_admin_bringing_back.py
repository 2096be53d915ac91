"""Striking out, bringing back and agreeing to names, on their pages and by uploads."""

import pytest

from decisions.models import ReportItem
from programmes.choices import GrantRole, Visibility
from programmes.models import (
    NameAgreement,
    Person,
    Phase,
    Post,
    PostOrganisation,
    Programme,
    Tenure,
)
from programmes.operations import keep, strike_out
from sharedsvc.core.history import recording
from tests.admin.conftest import address, fields_of, person_with, send, signed_in
from tests.factories import (
    DecisionFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    UserFactory,
)
from tests.published import published_report

STRUCK_OUT = "/admin/struck-out/"


@pytest.fixture
def phase(programme):
    """A phase that stands in a published report."""
    found = PhaseFactory(programme=programme, title="First")
    report = published_report(programme=programme, title="Next steps")
    keep(record=ReportItem(report=report, section="one", text="So.", phase=found))
    return found


@pytest.fixture
def mistake(programme):
    found = PhaseFactory(programme=programme, title="Entered twice")
    return strike_out(record=found, reason="Of another programme.")


@pytest.fixture
def administrators(programme):
    """The browser of the partnership's administrator."""
    user = person_with(GrantRole.ADMINISTRATOR, programme.partnership, name="Ann Lee")
    return signed_in(user)


def text_of(response):
    return " ".join(response.content.decode().split())


# Striking out


def test_the_page_says_beforehand_what_rests_on_it_and_refuses(managers, phase):
    place = address(Phase, "strike_out", phase.pk)
    said = "“First” cannot be struck out: the report “Next steps” rests on it."
    assert said in text_of(managers.get(place))
    assert said in text_of(send(managers, place, reason="A mistake."))
    assert Phase.objects.get(pk=phase.pk).struck_out == ""


def test_on_another_records_form_it_is_refused_too(managers, phase, programme):
    place = address(Programme, "change", programme.pk)
    typed = fields_of(managers.get(place)) | {"reason": "Tidy"}
    number = next(
        name.split("-")[1]
        for name, value in typed.items()
        if name.startswith("phases-") and name.endswith("-id") and value == str(phase.pk)
    )
    answer = managers.post(place, typed | {f"phases-{number}-DELETE": "on"})
    assert "the report “Next steps” rests on it" in text_of(answer)
    assert Phase.objects.get(pk=phase.pk).struck_out == ""


def test_closing_it_on_its_form_is_refused_and_nothing_typed_is_lost(managers, phase, programme):
    place = address(Phase, "change", phase.pk)
    typed = fields_of(managers.get(place)) | {
        "reason": "Tidy",
        "visibility": "owner",
        "owner": programme.partnership_id,
        "remarks": "All I typed",
    }
    answer = managers.post(place, typed)
    assert "cannot be closed to anybody who may see it: the report “Next steps”" in text_of(answer)
    assert "All I typed" in text_of(answer)
    assert Phase.objects.get(pk=phase.pk).visibility == Visibility.PUBLIC


# Bringing back


def test_an_administrator_finds_it_with_who_when_and_why_and_brings_it_back(
    administrators, mistake
):
    found = text_of(administrators.get(STRUCK_OUT))
    assert "Entered twice" in found and "Of another programme." in found
    assert "the command line" in found
    place = address(Phase, "bring_back", mistake.pk)
    assert f'href="{place}"' in found
    assert "Of another programme." in text_of(administrators.get(place))
    answer = administrators.post(place, {"reason": "It was the right one."}, follow=True)
    assert "“Entered twice” was brought back." in text_of(answer)
    assert Phase.objects.get(pk=mistake.pk).struck_out == ""
    assert "Entered twice" not in text_of(administrators.get(STRUCK_OUT))


def test_without_a_reason_it_stays_struck_out(administrators, mistake):
    answer = administrators.post(address(Phase, "bring_back", mistake.pk), {"reason": " "})
    assert answer.status_code == 200
    assert Phase.objects.get(pk=mistake.pk).struck_out


def test_what_stands_in_its_place_is_said(administrators, mistake):
    PhaseFactory(programme=mistake.programme, code=mistake.code)
    place = address(Phase, "bring_back", mistake.pk)
    answer = administrators.post(place, {"reason": "It was the right one."})
    assert "The programme already has a phase with this code: “" in text_of(answer)


@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (GrantRole.MANAGER, "partnership", 403),
        (GrantRole.ADMINISTRATOR, "elsewhere", 403),
    ],
)
def test_others_who_see_it_may_not(programme, mistake, role, at, status):
    elsewhere = ProgrammeFactory().partnership
    places = {"partnership": programme.partnership, "elsewhere": elsewhere}
    client = signed_in(person_with(role, places[at]))
    place = address(Phase, "bring_back", mistake.pk)
    assert client.get(place).status_code == status
    assert client.post(place, {"reason": "Why not"}).status_code == status
    assert Phase.objects.get(pk=mistake.pk).struck_out


def test_what_a_reader_would_not_see_is_not_there(programme):
    owner = OrganisationFactory()
    hidden = PhaseFactory(
        programme=programme, title="Hush", visibility=Visibility.OWNER, owner=owner
    )
    strike_out(record=hidden, reason="Hush reason")
    place = address(Phase, "bring_back", hidden.pk)
    seen = {}
    for name, organisation in (("partnership", programme.partnership), ("owner", owner)):
        client = signed_in(person_with(GrantRole.ADMINISTRATOR, organisation))
        page = text_of(client.get(STRUCK_OUT))
        seen[name] = ("Hush" in page, client.get(place).status_code)
    assert seen == {"partnership": (False, 404), "owner": (True, 200)}


def test_the_list_can_be_narrowed_to_a_kind(administrators, mistake, programme):
    strike_out(record=DecisionFactory(programme=programme, title="Another"), reason="No.")
    found = text_of(administrators.get(STRUCK_OUT, {"kind": "decisions.decision"}))
    assert "Another" in found
    assert "Entered twice" not in found
    assert administrators.get(STRUCK_OUT, {"kind": "x", "p": "9"}).status_code == 200


def test_a_number_that_is_none_is_not_found(administrators, programme):
    for wrong in ("x", "999999", "1_2F"):
        assert administrators.get(f"/admin/programmes/phase/{wrong}/bring-back/").status_code == 404


# Names

AGREED = {"name": "Ann Leigh", "renamed": "renamed", "since": "2022", "reason": "She married."}


@pytest.fixture
def shared(recorded):
    """Somebody whom two councils employ, with a browser for the clerk of each."""
    person, browsers = keep(record=Person(code="ann", name="Ann Lee")), []
    for name in ("Avon", "Brook"):
        council = OrganisationFactory(name=f"{name} Council")
        post = keep(record=Post(code=name.lower(), title="Head"))
        keep(record=PostOrganisation(post=post, organisation=council))
        keep(record=Tenure(post=post, person=person, start="2009"))
        browsers.append(signed_in(person_with(GrantRole.CLERK, council)))
    return person, browsers


def test_two_clerks_agree_on_the_page(shared):
    person, (avon, brook) = shared
    place = address(Person, "name", person.pk)
    assert f'href="{place}"' in text_of(avon.get(address(Person, "change", person.pk)))
    typed = AGREED
    assert "it waits for the others" in text_of(avon.post(place, typed, follow=True))
    page = text_of(brook.get(place))
    said = "“Ann Leigh” from 2022 on: agreed to by Avon Council; waits for Brook Council."
    assert said in page
    assert 'value="Ann Leigh"' in page
    assert "Withdraw" not in page
    assert "“Ann Leigh” is the name now" in text_of(brook.post(place, typed, follow=True))
    assert Person.objects.get().name == "Ann Leigh"


def test_an_agreement_is_withdrawn(shared):
    person, (avon, brook) = shared
    place = address(Person, "name", person.pk)
    avon.post(place, AGREED)
    withdraw = address(NameAgreement, "strike_out", NameAgreement.objects.get().pk)
    assert f'href="{withdraw}"' in text_of(avon.get(place))
    assert brook.post(withdraw, {"reason": "No."}).status_code == 403
    assert send(avon, withdraw, reason="Misspelt.").status_code == 302
    assert "No other name is proposed." in text_of(brook.get(place))


def test_an_employer_who_is_hidden_is_not_named(shared):
    person, (avon, _) = shared
    tenure = Tenure.objects.get(post__code="brook")
    tenure.visibility, tenure.owner = Visibility.OWNER, OrganisationFactory()
    with recording(user=None, reason="Test"):
        keep(record=tenure)
    place = address(Person, "name", person.pk)
    avon.post(place, AGREED)
    page = text_of(avon.get(place))
    assert "Brook" not in page
    assert "waits for another organisation" in page


def test_a_stranger_comes_to_no_page_of_it(shared):
    person, _ = shared
    client = signed_in(person_with(GrantRole.CLERK, OrganisationFactory()))
    assert client.get(address(Person, "name", person.pk)).status_code == 403
    nobody = signed_in(UserFactory())
    assert nobody.get(address(Person, "name", person.pk), follow=True).status_code == 403
