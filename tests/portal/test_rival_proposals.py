"""Two rival proposed hosts are two proposals with their remarks, on every page, file and report."""

import csv
from io import StringIO

import pytest
from django.test import Client

from decisions.choices import Block, StylePart
from decisions.models import HouseSection, ReportItem
from decisions.reports.build import build
from programmes.operations import keep
from tests.factories import (
    HouseStyleFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    ReportFactory,
    RoleFactory,
    StageFactory,
    UserFactory,
    WorkstreamFactory,
)
from tests.portal.pages import Site

pytestmark = pytest.mark.usefixtures("recorded")

DAY = "2010-02-18"
REMARKS = {"Ash": "Ash offers its depot.", "Elm": "Elm offers its staff."}


@pytest.fixture
def programme():
    return ProgrammeFactory(code="p")


@pytest.fixture(params=["host", "lead"])
def rivals(request, programme):
    """A workstream for which two councils are proposed, each with its remarks."""
    workstream = WorkstreamFactory(programme=programme, ref="A1", duration_class="long-term")
    for name, remarks in REMARKS.items():
        RoleFactory(
            workstream=workstream,
            organisation=OrganisationFactory(code=name, name=name),
            kind=request.param,
            standing="proposed",
            remarks=remarks,
        )
    return request.param


def get(address: str):
    return Site(Client()).get(f"{address}?as_at={DAY}").main.text()


@pytest.mark.parametrize("page", ["/programmes/p/", "/programmes/p/workstreams/A1/"])
def test_a_page_shows_two_proposals_with_their_remarks(rivals, page):
    text = get(page)

    assert "2 proposals, of which one is to be chosen" in text
    assert all(remarks in text for remarks in REMARKS.values())
    assert "oint" not in text.replace("Points", "")


def test_the_sentence_names_two_proposals(rivals):
    assert f"Two are proposed as {rivals}: Ash or Elm;" in get("/programmes/p/workstreams/A1/")


def test_the_list_of_workstreams_and_its_file_say_that_one_is_to_be_chosen(rivals):
    column = "Host or provider" if rivals == "host" else "Leads"
    answer = Client().get(f"/workstreams/?as_at={DAY}&format=csv")
    (line,) = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))

    assert line[column] == ("Ash; (one of several proposals); Elm; (one of several proposals)")


def test_the_position_as_a_file_has_two_proposals_with_their_remarks(rivals):
    answer = Client().get(f"/programmes/p/?as_at={DAY}&format=csv")
    (line,) = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))

    assert line["Answers for it"] == (
        f"Ash ({rivals}, proposed): Ash offers its depot.; or "
        f"Elm ({rivals}, proposed): Elm offers its staff."
    )


def report_with(programme, **item):
    style = HouseStyleFactory()
    keep(record=HouseSection(style=style, part=StylePart.SECTION, key="position", title="Position"))
    report = ReportFactory(programme=programme, style=style, published="")
    keep(record=ReportItem(report=report, section="position", **item))
    return build(report, UserFactory(is_superuser=True))


def test_a_report_prints_two_proposals_with_their_remarks(programme, rivals):
    if rivals == "host":
        item = {"block": Block.HOSTS_TABLE, "duration_class": "long-term"}
    else:
        phase = PhaseFactory(programme=programme)
        StageFactory(workstream=programme.workstreams.get(), phase=phase, priority=1)
        item = {"block": Block.LEADS_TABLE, "phase": phase}
    content = report_with(programme, **item)
    (table,) = [one for one in content.sections[0].blocks if hasattr(one, "rows")]
    cells = [cell for row in table.rows for cell in row]

    assert "Ash (Ash offers its depot); or Elm (Elm offers its staff)" in cells


def test_joint_leads_are_no_rivals(programme):
    workstream = WorkstreamFactory(programme=programme, ref="A1")
    for name in REMARKS:
        council = OrganisationFactory(code=name, name=name)
        RoleFactory(
            workstream=workstream, organisation=council, kind="joint lead", standing="proposed"
        )

    text = get("/programmes/p/workstreams/A1/")
    assert "Ash and Elm are proposed as joint leads" in text
    assert "to be chosen" not in text
