"""What the five reports only ask for is nowhere decided: gates, conditions, delegations.

Each expectation was read from the report that is named, on the day of that report. That the pages
say so: `facts/` (kinds gate, condition, delegation) and the last test here.
"""

import datetime
from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from decisions.gates_ahead import gates_before
from decisions.models import Agreement, Approval, BusinessCase, Condition, Delegation
from programmes.models import Programme
from sharedsvc.core.reading_day import reading_as_at
from tests.portal.conftest import REPORT_DAYS
from tests.portal.pages import read
from tests.programmes_loaded import load_programmes
from workstreams.models import Workstream

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOTH = ("Clackmannanshire", "Stirling")
GATES = {
    "chorley": {},  # paragraphs 12 to 17 explore; no checkpoint is set
    "cheshire": {},  # a decision in principle is to be confirmed: a milestone, no gate
    "clyde-valley": {  # 4.6: Inverclyde binds itself, on the three that it has a part in
        ("ivc-full-business-case", "not reached", ("Inverclyde",)): 3,
    },
    "gloucester": {  # 3.8; what was shared already waits for nothing (3.3)
        ("glo-business-case-and-agreement", "already running", ()): 5,
        ("glo-business-case-and-agreement", "waiting", ("Gloucester City Council",)): 3,
    },
    "clackmannanshire-stirling": {  # 2.1(c), 2.1(d), 2.1(e), 5.3: asked, of both councils
        ("clacks-stirling-agreement-in-principle", "waiting", BOTH): 2,
        ("clacks-stirling-full-business-case", "not reached", BOTH): 2,
        ("clacks-stirling-final-decision", "not reached", BOTH): 2,
    },
}
STATES = {  # of conditions, delegations, cases and agreements
    "chorley": ([], [], ["awaited", "done"], ["agreed", "being agreed"]),  # 9, 10, 13, 14
    "cheshire": (["open"] * 5, ["anticipated"], [], ["wanted"] * 5),
    "clyde-valley": ([], [], [], []),
    "gloucester": ([], ["requested"], [], ["not stated"]),  # 2.2(2), 4.2
    "clackmannanshire-stirling": (["open"], [], ["awaited"], ["agreed", "wanted", "wanted"]),
}


@pytest.fixture(autouse=True)
def five(db):
    load_programmes(*REPORT_DAYS)


def day_of(code):
    return datetime.date.fromisoformat(REPORT_DAYS[code])


@pytest.mark.parametrize("code", REPORT_DAYS)
def test_gates_stand_where_the_report_leaves_them(code):
    workstreams = Workstream.objects.filter(programme__code=code).select_related("programme")
    cells = gates_before(workstreams, AnonymousUser(), day_of(code))

    assert GATES[code] == Counter(
        (cell.gate.code, cell.state, tuple(one.label for one in cell.waiting_for)) for cell in cells
    )
    assert not Approval.objects.filter(gate__programme__code=code).exists()


@pytest.mark.parametrize("code", REPORT_DAYS)
def test_nothing_is_met_given_or_signed_that_the_report_only_asks_for(code):
    programme = Programme.objects.get(code=code)
    with reading_as_at(day_of(code)):
        rows = [
            Condition.objects.filter(clause__decision__programme=programme),
            *(model.objects.filter(programme=programme) for model in (
                Delegation, BusinessCase, Agreement,
            )),
        ]  # fmt: skip
        found = tuple(sorted(some.values_list("state", flat=True)) for some in rows)

    assert found == STATES[code]


def test_the_pages_say_the_same():
    """A gate's own page, and that of a cell, of the programmes that have gates."""
    for address, words in (
        ("/gates/ivc-full-business-case/?as_at=2010-02-18", "Not reached waiting for Inverclyde"),
        ("/gates/glo-business-case-and-agreement/?as_at=2015-06-17", "Agreement that is signed"),
        (
            "/programmes/clackmannanshire-stirling/workstreams/education/gates/"
            "clacks-stirling-agreement-in-principle/?as_at=2014-06-26",
            "Clackmannanshire Council, 26 June 2014: c confirm the principle",
        ),
        (
            "/programmes/clackmannanshire-stirling/workstreams/education/gates/"
            "clacks-stirling-agreement-in-principle/?as_at=2014-06-26",
            "Stirling: no outcome is recorded, since 26 June 2014 at the latest.",
        ),
    ):
        assert words in read(Client().get(address).content.decode()).text(), address
