"""A list is narrowed only by what its reader may see: a hidden id is as one that there is not."""

import re

import pytest
from django.test import Client

from programmes import models as who
from programmes.choices import GrantRole, Visibility
from sharedsvc.core.kinds import kinds
from tests.admin.conftest import REGISTERED, address, person_with, signed_in
from tests.factories import (
    BodyFactory,
    DecisionFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    PhaseFactory,
    ProgrammeFactory,
    StageFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.usefixtures("recorded")
NO_SUCH = 987654


@pytest.fixture
def clerks():
    return signed_in(person_with(GrantRole.CLERK, OrganisationFactory()))


@pytest.fixture
def hidden():
    """What is its owner's alone."""
    return {"visibility": Visibility.OWNER, "owner": OrganisationFactory()}


def shown(client, model, query):
    """The rows of a list and all that it says, or why there is none."""
    answer = client.get(f"{address(model)}?{query}")
    if answer.status_code != 200:
        return answer.status_code, ""
    html = re.sub(r'(csrfmiddlewaretoken|form_token)" value="[\w-]+"', "", answer.content.decode())
    return [row.pk for row in answer.context["cl"].result_list], html


LOOKUPS = ("{}={}", "{}__id__exact={}", "{}__exact={}", "{}__in={}", "{}__pk={}")


def as_if_it_were_not_there(client, model, link, pk):
    wrong = []
    for lookup in LOOKUPS:
        query = lookup.format(link, pk)
        rows, html = shown(client, model, query)
        others, other_html = shown(client, model, lookup.format(link, NO_SUCH))
        if (rows, html) != (others, other_html.replace(str(NO_SUCH), str(pk))):
            wrong.append(query)
    return wrong


def test_a_decision_is_not_found_by_its_hidden_meeting_body_or_organisation(clerks, hidden):
    organisation = OrganisationFactory(**hidden)
    body = BodyFactory(organisation=organisation)
    meeting = MeetingFactory(body=body)
    DecisionFactory(organisation=organisation, body=body, meeting=meeting)
    links = {"organisation": organisation, "body": body, "meeting": meeting}
    for link, record in links.items():
        assert as_if_it_were_not_there(clerks, _model("Decision"), link, record.pk) == []


def test_a_list_is_not_narrowed_by_a_hidden_programme_owner_or_whole(clerks, hidden):
    programme = ProgrammeFactory()
    whole = WorkstreamFactory(programme=programme, **hidden)
    WorkstreamFactory(programme=programme, parent=whole)
    WorkstreamFactory(programme=ProgrammeFactory(**hidden))
    secret = OrganisationFactory(**hidden)
    PhaseFactory(programme=programme, owner=secret)
    closed = who.Programme.objects.exclude(pk=programme.pk).get()
    assert as_if_it_were_not_there(clerks, _model("Workstream"), "programme", closed.pk) == []
    assert as_if_it_were_not_there(clerks, _model("Workstream"), "parent", whole.pk) == []
    assert as_if_it_were_not_there(clerks, who.Phase, "owner", secret.pk) == []


def test_a_list_is_not_narrowed_by_what_hangs_on_its_records(clerks, hidden):
    whole = WorkstreamFactory()
    part = WorkstreamFactory(programme=whole.programme, parent=whole, **hidden)
    stage = StageFactory(workstream=whole, **hidden)
    for query in (f"components={part.pk}", f"stages__id__exact={stage.pk}", "components__isnull=1"):
        assert clerks.get(f"{address(type(whole))}?{query}").status_code == 400


def test_what_may_be_seen_still_narrows_a_list(clerks, hidden):
    meeting, secret = MeetingFactory(), MeetingFactory(**hidden)
    programme = ProgrammeFactory()
    open_one = MilestoneFactory(programme=programme, meeting=meeting)
    MilestoneFactory(programme=programme, meeting=secret)
    without = MilestoneFactory(programme=programme)
    rows, _ = shown(clerks, type(without), f"meeting__id__exact={meeting.pk}")
    assert rows == [open_one.pk]
    rows, _ = shown(clerks, type(without), "meeting__isnull=True")
    assert rows == [without.pk]
    rows, _ = shown(clerks, type(without), "meeting__isnull=False")
    assert rows == [open_one.pk]


def test_no_lookup_of_any_model_finds_a_row_by_a_link_to_what_is_hidden(chiefs):
    """Those that are offered lead along links that the list itself checks."""
    forward = [
        (model, field)
        for model in REGISTERED
        for field in model._meta.concrete_fields
        if field.is_relation and hasattr(field.related_model._default_manager, "visible_to")
    ]
    refused = [
        f"{model.__name__}.{field.name}"
        for model, field in forward
        if chiefs.get(f"{address(model)}?{field.name}={NO_SUCH}").status_code != 200
    ]
    assert len(forward) > 60
    assert refused == []


# The lists of the pages


@pytest.mark.parametrize(
    ("kind", "declared"),
    [(kind, one) for kind in kinds for one in kind.filters if one.path],
    ids=lambda value: getattr(value, "key", "") or getattr(value, "name", ""),
)
def test_no_filter_leads_through_what_may_be_hidden(kind, declared):
    model = kind.model
    for step in declared.path.split("__")[:-1]:
        assert step in model.seen_through
        model = model._meta.get_field(step).related_model


def test_a_hidden_code_is_no_choice_as_one_that_there_is_not(hidden):
    programme = ProgrammeFactory(code="hush", **hidden)
    WorkstreamFactory(programme=programme)
    WorkstreamFactory()
    pages = [Client().get(f"/workstreams/?programme={code}") for code in ("hush", "none")]
    texts = [page.content.decode().replace("hush", "").replace("none", "") for page in pages]
    assert "That is not one of the choices." in texts[0]
    assert texts[0] == texts[1]


def _model(name):
    return next(model for model in REGISTERED if model.__name__ == name)
