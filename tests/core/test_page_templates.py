"""A page lets go of what it was made of, without Python having to look for circles."""

import gc
import weakref

import pytest
from django.template import TemplateDoesNotExist, engines
from django.test import RequestFactory

pytestmark = pytest.mark.once


class Rows(list):
    """Rows of a page."""


@pytest.mark.parametrize("request_too", [True, False])
def test_what_a_page_was_made_of_goes_with_it(request_too):
    template = engines["django"].from_string("{% for row in rows %}{{ row }} {% endfor %}")
    request = RequestFactory().get("/") if request_too else None
    rows = Rows(["Bins", "Roads & bridges"])
    known = weakref.ref(rows)
    gc.disable()
    try:
        page = template.render({"rows": rows}, request)
        del rows
        assert known() is None
    finally:
        gc.enable()
    assert page == "Bins Roads &amp; bridges "


def test_a_template_that_is_not_there_is_told_as_before():
    with pytest.raises(TemplateDoesNotExist):
        engines["django"].get_template("none.html")
