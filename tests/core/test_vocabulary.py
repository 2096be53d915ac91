"""Vocabularies stand in migrations by name: a new word needs none."""

import pytest
from django.apps import apps

from programmes.choices import Visibility
from programmes.models import Programme
from sharedsvc.core.vocabulary import Vocabulary

REGISTER = ("programmes", "workstreams", "decisions")
# Of the library that keeps the history, and fixed by it.
LIBRARY = {"history_type"}
FIELDS = [
    field
    for app in REGISTER
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.concrete_fields
    if field.choices and field.name not in LIBRARY
]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_field_names_its_vocabulary_in_migrations(field):
    offer = field.deconstruct()[3]["choices"]

    assert issubclass(offer.__self__, Vocabulary)
    assert list(field.choices) == offer.__self__.choices


def test_what_is_offered_is_made_once():
    assert Visibility.offered() is Visibility.offered()


def test_a_value_reads_by_its_label():
    assert Programme(visibility="partners").get_visibility_display() == "Between partners"
