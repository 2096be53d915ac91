"""Publishing a report in the admin: an act with a day and a reason, by a clerk of its council."""

import datetime

import pytest

from decisions.choices import StylePart
from decisions.models import HouseSection, Report, ReportEdition
from programmes.choices import GrantRole
from programmes.operations import keep
from tests.admin.conftest import address, fields_of, person_with, signed_in
from tests.factories import HouseStyleFactory, MembershipFactory, OrganisationFactory, ReportFactory

TODAY = datetime.date.today()


@pytest.fixture
def report(programme):
    council = OrganisationFactory(name="Avon")
    MembershipFactory(partnership=programme.partnership, organisation=council)
    style = HouseStyleFactory(organisation=council)
    section = {"part": StylePart.SECTION, "key": "purpose", "title": "Purpose"}
    keep(record=HouseSection(style=style, **section))
    return ReportFactory(
        programme=programme, organisation=council, style=style, date="2999-01-01", published=""
    )


@pytest.fixture
def clerk(report):
    return signed_in(person_with(GrantRole.CLERK, report.organisation, name="Ann Lee"))


def test_a_clerk_publishes_from_the_form(clerk, report):
    form = clerk.get(address(Report, "change", report.pk))
    place = address(Report, "publish", report.pk)
    assert f'href="{place}">Publish</a>' in form.content.decode()
    assert "published" not in fields_of(form).values
    page = clerk.get(place).content.decode()
    assert "That is not taken back." in page

    answer = clerk.post(place, {"published": TODAY.isoformat(), "reason": "Agenda is out"})
    report.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, report.get_absolute_url())
    assert report.published == TODAY.isoformat()
    assert ReportEdition.objects.get().reason == "Agenda is out"
    assert "Publish</a>" not in clerk.get(address(Report, "change", report.pk)).content.decode()
    assert "was published already" in clerk.get(place).content.decode()


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"published": "2010-01-01", "reason": " "}, "Fill this in."),
        ({"published": "", "reason": "Why"}, "Fill this in."),
        ({"published": "soon", "reason": "Why"}, "is not a date"),
        ({"published": "2999-01-01", "reason": "Why"}, "published on a day that has come"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_published(clerk, report, typed, said):
    answer = clerk.post(address(Report, "publish", report.pk), typed)
    errors = [
        message for messages in answer.context["form"].errors.values() for message in messages
    ]

    assert answer.status_code == 200
    assert any(said in message for message in errors), errors
    assert (Report.objects.get().is_published, ReportEdition.objects.count()) == (False, 0)


def test_typing_a_day_into_the_form_publishes_nothing(clerk, report):
    place = address(Report, "change", report.pk)
    typed = {"title": "Other", "published": "2010-01-01", "reason": "Typed"}
    assert clerk.post(place, fields_of(clerk.get(place)) | typed).status_code == 302
    found = Report.objects.get()
    assert (found.title, found.is_published) == ("Other", False)


def test_a_report_without_sections_says_why_it_cannot_be_published(clerk, report):
    section = HouseSection.objects.get()
    section.part, section.key = StylePart.HEADER, "subject"
    keep(record=section)
    place = address(Report, "publish", report.pk)
    page = clerk.get(place).content.decode()
    assert "Its house style has no sections" in page
    assert 'name="published"' not in page
    clerk.post(place, {"published": "2010-01-01", "reason": "Why"})
    assert Report.objects.get().is_published is False
