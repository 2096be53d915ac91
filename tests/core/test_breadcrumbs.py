"""The trail above a page: where a crumb leads to, and that it keeps the day of the page."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import engines

from sharedsvc.core.as_at import AsAt

pytestmark = pytest.mark.once

PAST = AsAt(datetime.date(2010, 1, 2), datetime.date(2026, 11, 28))
RECORD = SimpleNamespace(title="Roads & <bridges>", get_absolute_url=lambda: "/roads/")


@pytest.mark.parametrize(
    ("crumb", "link"),
    [
        ('"Home" "portal:home"', '/?as_at=2010-01-02">Home'),
        (
            '"Milestones" "portal:record_list" "milestones"',
            '/milestones/?as_at=2010-01-02">Milestones',
        ),
        ("record.title record", '/roads/?as_at=2010-01-02">Roads &amp; &lt;bridges&gt;'),
        ('"Roads" "/roads/"', '/roads/?as_at=2010-01-02">Roads'),
        ('"All kinds" all_kinds', '?q=a&amp;as_at=2010">All kinds'),
    ],
)
def test_a_crumb_leads_to_a_page_and_keeps_the_day(crumb, link):
    page = engines["django"].from_string(
        f"{{% breadcrumbs %}}{{% crumb {crumb} %}}{{% endbreadcrumbs %}}"
    )
    known = {"record": RECORD, "as_at": PAST, "all_kinds": "?q=a&as_at=2010"}
    assert page.render(known) == (
        '<nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile" '
        'aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">'
        '<li class="govuk-breadcrumbs__list-item">'
        f'<a class="govuk-breadcrumbs__link" href="{link}</a></li></ol></nav>'
    )


def test_without_a_day_there_is_none_to_keep():
    page = engines["django"].from_string('{% crumb "Home" "portal:home" %}')
    assert 'href="/">Home</a>' in page.render({})
