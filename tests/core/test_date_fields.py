"""The field of a date as known: what it shows is what it takes."""

import pytest
from django.core.exceptions import ValidationError

from sharedsvc.core.date_fields import DateAsKnownField


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("2010-01-15", "15 January 2010"),
        ("2009~", "about 2009"),
        ("2009?", "2009?"),  # "about 2009" would be kept as 2009~
        ("2009/2010", "2009 to 2010"),
        ("2006-04-01/2007-03-31", "financial year 2006/07"),
    ],
)
def test_what_is_shown_of_a_date_is_kept_as_the_same(kept, shown):
    field = DateAsKnownField()
    assert field.prepare_value(kept) == shown
    assert field.clean(shown) == kept
    assert not field.has_changed(kept, shown)


@pytest.mark.parametrize(
    "typed", ["/", "../", "~", "2010-13", "2006/07", "soon", " ", "2009/2010", "2010-01-15"]
)
def test_what_was_typed_is_shown_as_it_was_typed(typed):
    field = DateAsKnownField()
    assert field.prepare_value(field.bound_data(typed, "")) == typed


def test_what_is_no_date_is_refused_in_words():
    with pytest.raises(ValidationError, match="“2010-13” is not a date; write it as"):
        DateAsKnownField().clean("2010-13")
