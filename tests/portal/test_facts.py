"""An independent reading of the reports, fact by fact: is each one somewhere on the site?

`facts/<programme>.json` were written from the reports without looking at this program. The strings
of a fact must stand together in one table row, list item, pair, paragraph, heading or caption.
`facts/not-shown.json` lists the facts that cannot reasonably be shown, each with the reason.
"""

import json
from pathlib import Path

import pytest

from tests.portal.conftest import REPORT_DAYS
from tests.portal.pages import is_said, passages

# The site is fetched once; the mark has the tests' own database made for it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


FACTS = Path(__file__).parent / "facts"


def load(name: str):
    return json.loads((FACTS / name).read_text(encoding="utf-8"))


EXACT = {
    fact["id"]: {**fact, "programme": code}
    for code in REPORT_DAYS
    for fact in load(f"{code}.json")
    if fact["exact"]
}
NOT_SHOWN = load("not-shown.json")


@pytest.fixture(scope="module")
def said(programme_pages) -> dict[str, list[str]]:
    """All passages of the pages of each programme as at its report's date."""
    return {
        code: sorted({passage for page in pages for passage in passages(page)}, key=len)
        for code, pages in programme_pages.items()
    }


@pytest.mark.parametrize("code", [code for code in EXACT if code not in NOT_SHOWN])
def test_the_fact_is_on_the_site(said, code):
    fact = EXACT[code]

    assert is_said(fact["together"], said[fact["programme"]]), (
        f"{code}, {', '.join(fact['para'])}: {fact['fact']}"
    )


def test_what_is_excused_is_a_fact_has_a_reason_and_is_still_missing(said):
    assert [code for code in NOT_SHOWN if code not in EXACT] == []
    assert [code for code, reason in NOT_SHOWN.items() if not reason] == []
    assert [
        code
        for code in NOT_SHOWN
        if is_said(EXACT[code]["together"], said[EXACT[code]["programme"]])
    ] == []


@pytest.mark.parametrize(
    ("wanted", "passage", "found"),
    [
        (["1", "Waste"], "1 waste", True),
        (["1", "Waste"], "10 waste", False),
        (["4", "Waste"], "paragraph 4.5 waste", False),
        (["4.1", "Waste"], "4.11 waste", False),
        (["2"], "priority 2.", True),
        (["Renfrewshire"], "east renfrewshire", False),
        (["Renfrewshire"], "glasgow, renfrewshire", True),
    ],
)
def test_how_words_are_looked_for(wanted, passage, found):
    assert is_said(wanted, [passage]) == found
