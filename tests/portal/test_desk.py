"""A clerk writes a report at the desk: from a new one to what is published."""

import re

import pytest
from django.test import Client

from decisions.models import Recommendation, Report, ReportItem
from programmes.choices import GrantRole
from programmes.models import Grant, Meeting, Organisation, Programme
from programmes.operations import keep
from sharedsvc.core.history import recording
from tests.factories import UserFactory
from tests.programmes_loaded import load_programmes


def clerk_of(code, name="Ann Lee"):
    """Somebody who keeps the papers of a council, signed in."""
    user = UserFactory(name=name)
    organisation = Organisation.objects.get(code=code)
    with recording(user=None, reason="test"):
        keep(
            record=Grant(
                user=user, role=GrantRole.CLERK, organisation=organisation, start="2009-01-01"
            )
        )
    client = Client()
    client.force_login(user)
    return client


def fields_of(page):
    """What a browser would send of a form as it stands: every field with its value."""
    html = page.content.decode()
    form = html[html.index('id="desk_form"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        kind = told.get("type", "text")
        if kind in ("radio", "checkbox") and " checked" not in tag:
            continue
        if "name" in told:
            sent.setdefault(told["name"], []).append(unescape(told.get("value", "")))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = [unescape(text)]
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        sent[name] = [unescape(chosen.group(1)) if chosen else ""]
    return sent


def unescape(text):
    import html

    return html.unescape(text)


@pytest.mark.django_db
def test_a_clerk_writes_a_report_from_new_to_the_desk():
    load_programmes("clyde-valley")
    clerk = clerk_of("IVC")
    page = clerk.get("/reports/new/")
    assert page.status_code == 200
    meeting = Meeting.objects.get(code="inverclyde-council-2010-02-18")
    sent = clerk.post(
        "/reports/new/",
        {
            "organisation": Organisation.objects.get(code="IVC").pk,
            "programme": Programme.objects.get(code="clyde-valley").pk,
            "style": page.context["form"].fields["style"].queryset.get().pk,
            "kind": "full",
            "meeting": meeting.pk,
        },
    )
    assert sent.status_code == 302, sent.context["form"].errors
    report = Report.objects.latest("pk")
    assert (report.code, report.date) == ("inverclyde-2010-02-18-2", "2010-02-18")
    assert sent["Location"] == f"/reports/{report.code}/write/"
    desk = clerk.get(sent["Location"])
    assert desk.status_code == 200
    html = desk.content.decode()
    print([(i.section, i.block, i.text[:40]) for i in ReportItem.objects.filter(report=report)])
    print([(a.number, a.verb, a.text) for a in Recommendation.objects.filter(report=report)])
    fields = fields_of(desk)
    again = clerk.post(sent["Location"], {**fields, "do": "save:summary"})
    assert again.status_code == 302, [f.errors for f in again.context["sheet"].forms]
    assert ReportItem.history.filter(report=report.pk).count() == ReportItem.objects.filter(report=report).count()
