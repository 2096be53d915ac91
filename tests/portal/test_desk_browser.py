"""A clerk's way from home to a published report, in a browser, by keyboard for what is typed."""

import pytest
from playwright.sync_api import expect

from decisions.models import Report
from programmes.models import Organisation
from tests.portal.test_browser import at, faults_here
from tests.portal.test_recording_browser import _clerk, page_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_connections"),
]


def test_from_home_to_a_published_report(new_context, live_server, clyde_valley):
    clerk = _clerk(Organisation.objects.get(code="IVC"), "Ann Lee")
    page = page_of(new_context, live_server, clerk)
    page.goto(at(live_server, "/"))
    page.get_by_role("main").get_by_role("link", name="Write a report").click()
    assert faults_here(page) == {}
    meeting = page.get_by_label("Meeting", exact=True)
    meeting.select_option(label="Inverclyde Council, 18 February 2010")
    page.get_by_role("button", name="Write the draft").click()

    purpose = page.locator("section#write-purpose")
    words = purpose.get_by_label("1.1 Your words")
    words.fill("Members decide what *comes next*.")
    words.press("Tab")
    summary = page.locator("section#write-summary")
    table = summary.get_by_role("group", name="Workstreams and leads")
    table.get_by_label("Note below it").fill("As printed in June.")
    summary.get_by_role("group", name="How each workstream stands").get_by_label("Hide").check()
    asked = page.get_by_role("group", name="Recommendation a")
    asked.get_by_label("Verb").select_option(label="Agree")
    purpose.get_by_role("button", name="Save").press("Enter")

    paper = page.get_by_role("group", name="The paper: 1.0 PURPOSE")
    expect(paper.locator("em")).to_have_text("comes next")
    expect(page.get_by_role("group", name="The paper: 2.0 SUMMARY")).to_contain_text(
        "As printed in June."
    )
    assert faults_here(page) == {}

    page.get_by_role("link", name="Publish this report").click()
    expect(page.get_by_role("table", name="What was found")).to_contain_text("is not stated")
    page.get_by_label("Why it may be read now").fill("The agenda is out")
    page.get_by_label("I have read what was found").check()
    assert faults_here(page) == {}
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="What is asked")).to_be_visible()
    assert Report.objects.latest("pk").is_published
