"""What looks alike is tried once by axe, and whatever looks otherwise is tried all the same."""

import pytest

from tests.browser import MARK, violations

pytestmark = [pytest.mark.once, pytest.mark.browser]

GREY = "color: #bbb"
PAGE = """<!doctype html><html lang="en"><head><title>Page</title><style>
.dark {{ background: #333 }} .pale {{ {grey} }} .over {{ position: absolute; inset: 0 }}
</style></head><body><main><h1>Page</h1>{inside}</main></body></html>"""


def shown(page, inside: str) -> list[str]:
    """What cannot be read on a page with this inside."""
    page.set_content(PAGE.format(grey=GREY, inside=inside))
    return violations(page).get("color-contrast", [])


def marked(page, known: list[str]) -> list[str]:
    """The ids of the elements that axe shall try."""
    page.evaluate(MARK, known)
    return page.evaluate("[...document.querySelectorAll('[data-contrast]')].map(e => e.id)")


def rows(*cells: str) -> str:
    return f"<table>{''.join(f'<tr>{cell}</tr>' for cell in cells)}</table>"


PLAIN = ["<td>Some words</td>"] * 30


@pytest.mark.parametrize(
    "cell",
    [
        f'<td style="{GREY}">Some words</td>',
        '<td class="pale">Some words</td>',
        '<td style="background: #333">Some words</td>',
        '<td class="dark"><span>Some words</span></td>',
        f'<td><button style="{GREY}; background: #fff">Some words</button></td>',
    ],
)
def test_one_among_many_that_cannot_be_read_is_found(page, cell):
    assert shown(page, rows(*PLAIN, *PLAIN)) == []
    assert len(shown(page, rows(*PLAIN, cell, *PLAIN))) == 1


def test_what_could_not_be_read_is_told_again(page):
    inside = rows('<td class="pale">Some words</td>')
    assert [len(shown(page, inside)) for _ in range(2)] == [1, 1]


def test_of_what_looks_alike_the_first_and_the_last_are_tried_until_it_is_known(page):
    cells = [f'<td id="{at}">Some words</td>' for at in range(5)]
    page.set_content(PAGE.format(grey=GREY, inside=rows(*cells)))
    looks = page.evaluate(MARK, [])
    assert marked(page, []) == ["", "0", "4"]  # the heading, and of the cells
    assert marked(page, looks) == []


def test_what_something_lies_upon_is_tried_by_itself(page):
    lies = '<p id="low">Low words</p><div class="dark over">Words that lie upon it</div>'
    page.set_content(PAGE.format(grey=GREY, inside=lies))
    assert "low" in marked(page, page.evaluate(MARK, []))
