"""One name and one help for each field: what is called otherwise is listed here, and says why.

Headings of the workbook are apart: they are what existing files say, held by the fixtures.
"""

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.test import RequestFactory

from programmes.admin.options import RecordOptions
from programmes.models import Grant, Sharing
from sharedsvc.accounts.models import User
from sharedsvc.core.field_words import field_at, heading_of, help_of
from sharedsvc.core.kinds import kinds
from sharedsvc.core.workbook.sheets import registry
from sharedsvc.portal.people.forms import InvitationForm
from sharedsvc.portal.rankings.entering import RankingForm
from sharedsvc.portal.scores.entering import ScoringForm
from sharedsvc.portal.sharing.forms import StartSharingForm
from sharedsvc.portal.updates.forms import MilestoneForm, RowForm, UpdateForm
from tests.factories import ProgrammeFactory
from workstreams.models import Milestone, Ranking, Scoring, StatusUpdate

pytestmark = pytest.mark.once

# Columns that are worked out, though a field has their name: they are headed by themselves.
COLUMNS = {}
# What a list is narrowed by.
FILTERS = {}
# Forms that ask people who never saw the record: (form, field): why it is asked otherwise.
A_QUESTION = "An officer is asked a question, not for a field."
FORMS = {
    ("UpdateForm", "rating"): A_QUESTION,
    ("UpdateForm", "narrative"): A_QUESTION,
    ("UpdateForm", "next_steps"): A_QUESTION,
    ("UpdateForm", "date"): "Among the fields of milestones, a date says of what.",
    ("RowForm", "narrative"): "A row of the grid has place for a sentence.",
    ("MilestoneForm", "done"): "Beside “now expected”, what is typed is a day.",
    ("StartSharingForm", "earlier_too"): "A box says what ticking it does.",
}
# Help of the workbook that a form has no use for: (part, column): why.
HELPS = {
    ("lineage", "from"): "How a workbook names a workstream of another programme.",
    ("reports", "published"): "A workbook cannot publish; a form has an act of its own.",
    ("house sections", "key"): "Which rows of which sheets fill it.",
    ("report texts", "block"): "Its documentation has a table of what each needs.",
    ("dated values", "field"): "A workbook names a column, a form offers fields.",
    ("dated values", "value"): "It is typed as that column takes it.",
}


def own_field(model, path):
    """The field of a model at a path; None for what is worked out or hangs on a record."""
    try:
        field = field_at(model, path)
    except FieldDoesNotExist:
        return None
    return field if field.concrete else None


def test_columns_are_headed_as_their_fields_are_called():
    otherwise = {
        (kind.key, column.name)
        for kind in kinds
        for column in (*kind.columns, *kind.facts)
        if (field := own_field(kind.model, column.path or column.name))
        and column.heading not in (heading_of(field), named_by_kind(kind, column))
    }
    assert otherwise == set(COLUMNS)


def named_by_kind(kind, column):
    """The column that names a record may be headed by what it is: “Workstream”, not “Title”."""
    if column.name == kind.named_by:
        return f"{kind.singular[0].upper()}{kind.singular[1:]}"
    return None


def test_lists_are_narrowed_by_fields_as_they_are_called():
    otherwise = {
        (kind.key, narrowing.name)
        for kind in kinds
        for narrowing in kind.filters
        if (field := own_field(kind.model, narrowing.path or narrowing.name))
        and narrowing.label != heading_of(field)
    }
    assert otherwise == set(FILTERS)


@pytest.mark.django_db
def test_forms_of_records_call_and_explain_fields_as_the_model_does():
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    options = [one for one in admin.site._registry.values() if isinstance(one, RecordOptions)]
    assert len(options) > 40
    for one in options:
        for field in one.opts.concrete_fields:
            shown = one.formfield_for_dbfield(field, request) if field.editable else None
            if shown is not None:
                assert shown.label == heading_of(field), field
                assert str(shown.help_text).startswith(help_of(field)), field


@pytest.mark.parametrize(
    ("form", "model"),
    [
        (UpdateForm, StatusUpdate),
        (RowForm, StatusUpdate),
        (RowForm, Milestone),
        (MilestoneForm, Milestone),
        (StartSharingForm, Sharing),
        (InvitationForm, User),
    ],
)
def test_forms_of_pages_call_fields_as_the_model_does(form, model):
    listed = {name for key, name in FORMS if key == form.__name__}
    own = {field.name for field in model._meta.concrete_fields}
    assert called_otherwise(form.base_fields, model) == listed & own


@pytest.mark.django_db
@pytest.mark.parametrize("form", [RankingForm, ScoringForm])
def test_an_own_list_is_asked_for_as_its_model_is_called(form, recorded):
    made = form(None, owners=[], programme=ProgrammeFactory(), user=User(is_superuser=True))
    assert called_otherwise(made.fields, form.model) == set()


def called_otherwise(fields, model):
    """The fields of a form that a model's fields have the names of, yet are called otherwise."""
    own = {field.name: heading_of(field) for field in model._meta.concrete_fields}
    return {n for n, field in fields.items() if n in own and label_of(n, field) != own[n]}


def test_choices_read_as_the_model_says():
    """But for a ranking's kind, whose choices say what is filled in for each."""
    asked = [(UpdateForm, StatusUpdate), (RowForm, StatusUpdate), (RankingForm, Ranking)]
    asked += [(ScoringForm, Scoring), (InvitationForm, Grant)]
    otherwise = {
        (form.__name__, name)
        for form, model in asked
        for name, field in form.base_fields.items()
        if getattr(own_field(model, name), "choices", None)
        for value, word in field.choices
        if word != dict(model._meta.get_field(name).choices).get(value, word)
    }
    assert otherwise == {("RankingForm", "kind")}


def label_of(name: str, field: forms.Field) -> str:
    """What a form calls its field; by its name where it does not say."""
    return str(field.label or name.replace("_", " ").capitalize())


def test_the_workbook_explains_columns_as_their_fields_do():
    otherwise = set()
    for part in registry.parts.values():
        for column in part.all_columns:
            field = own_field(part.model, column.attribute)
            if field and help_of(field) and column.help != help_of(field):
                otherwise.add((part.name, column.name))
    assert otherwise == set(HELPS)


def test_no_record_says_a_column_twice_on_its_page():
    for kind in kinds:
        names = [column.name for column in (*kind.columns, *kind.facts)]
        assert len(names) == len(set(names)), kind.key


def test_what_a_table_of_a_page_leaves_out_is_a_column_of_its_kind():
    for kind in kinds:
        for related in kinds.related(kind):
            columns = {column.name for column in kinds.get(related.kind).columns}
            assert columns >= set(related.without), (kind.key, related.key)


def test_no_two_tables_of_a_page_have_one_address():
    for kind in kinds:
        keys = [related.key for related in kinds.related(kind)]
        assert len(keys) == len(set(keys)), kind.key
