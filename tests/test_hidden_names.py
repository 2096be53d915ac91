"""What a record names, but its reader may not see, stands nowhere: a crawl after a secret word.

Every link of every kind of record through which it need not be seen leads to a hidden record here,
all of whose texts hold the word. Neither pages, files, search nor the admin may give it away: by
showing it, by finding a record by it, or by where in a list a record stands.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.test import Client

from decisions import models as decided
from decisions.choices import CaseStage
from programmes import models as who
from programmes.choices import Visibility
from programmes.history.versions import OwnStrand
from programmes.operations import keep
from sharedsvc.core.kinds import kinds
from sharedsvc.core.reference import label_of
from sharedsvc.core.search.indexing import reindex
from tests import factories as make
from tests.hidden_world import NAME, point_at, rewrite, texts_of
from tests.made_once import made_once
from tests.past_the_rules import set_right
from tests.rights_world import SINCE, World
from tests.test_permissions_walk import in_the_admin
from workstreams import models as what

NOBODY = AnonymousUser()
LATER = datetime.date(2030, 1, 1)


def entitle(record: Any, word: str) -> None:
    """Make a word of all that a record says."""
    rewrite(record, **texts_of(record, word))


def secrets_of(world: World, owner: Any) -> dict[str, Any]:
    """A record, its owner's alone, of each model to which a link may lead."""
    in_it = {"programme": world.programme}
    organisation = make.OrganisationFactory()
    body = make.BodyFactory(organisation=organisation)
    decision = make.DecisionFactory(organisation=organisation, **in_it)
    report = make.ReportFactory(organisation=world.avon, style=world.style, **in_it)
    text = {"code": "secret", "title": "Secret"}
    dated = {**text, **in_it, **SINCE}
    kind = "memorandum of understanding"
    case = {"stage": CaseStage.values[0], "proposal": world.proposal}
    post = keep(record=who.Post(**text))
    power = {"by": body, "to": post, "on_what": "Secret", "state": "granted"}
    found = [
        organisation,
        body,
        make.MeetingFactory(body=body),
        keep(record=who.Person(code="secret", name="Secret")),
        post,
        make.DocumentFactory(**in_it),
        make.PhaseFactory(**in_it),
        make.RankingFactory(by=organisation, **in_it),
        make.ScoringFactory(by=organisation, **in_it),
        make.CriterionFactory(**in_it),
        keep(record=decided.Agreement(kind=kind, **dated)),
        decision,
        keep(record=decided.Delegation(**power, **in_it, **SINCE, code="secret")),
        make.ClauseFactory(decision=decision),
        make.RecommendationFactory(report=report),
        keep(record=decided.BusinessCase(**text, **in_it, **case)),
    ]
    for record in found:
        entitle(record, NAME)
        rewrite(record, visibility=Visibility.OWNER, owner=owner.pk)
    return {label_of(type(record)): record for record in found}


def world_with_secrets() -> World:
    world = World()
    secrets = secrets_of(world, world.dene)
    point_at(world, secrets)
    world.secrets = secrets  # type: ignore[attr-defined]
    reindex()
    return world


@pytest.fixture
def world(recorded) -> World:
    return made_once(world_with_secrets)


def pages(world: World) -> Iterator[str]:
    programme = f"/programmes/{world.programme.code}/"
    yield from ("/", programme, f"{programme}proposals/", f"{programme}background/")
    yield from (f"{programme}rankings/", f"{programme}scores/")
    yield f"{programme}scores/{world.scoring.code}/"
    yield from (f"{programme}workstreams/{one.ref}/" for one in (world.led, world.unled))
    yield f"/reports/{world.report.code}/"
    for kind in kinds:
        yield f"/{kind.key}/"
        yield f"/{kind.key}/?format=csv"
    for record in {type(record): record for record in world.records.values()}.values():
        kind = kinds.of(record)
        found = kind and type(record).objects.filter(pk=record.pk).first()
        if kind and found:
            yield kind.address(found)
            yield kind.history_address(found)
            yield kind.version_address(found, found.history.latest().history_id)


def about(answer: Any, word: str) -> list[str]:
    """What stands around a word in what is shown: addresses and boxes repeat what was asked."""
    text = re.sub(r'\b(value|href)="[^"]*"', "", answer.content.decode())
    return [text[max(0, at.start() - 60) : at.end() + 30] for at in re.finditer(word, text)]


def test_no_page_and_no_file_names_what_is_hidden(world):
    client, wrong = Client(), []
    for address in pages(world):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 404), address
        wrong += [f"{address}: {found}" for found in about(answer, NAME)]
    assert wrong == []


def test_nothing_is_found_by_what_is_hidden(world):
    client, wrong = Client(), []
    for kind in kinds:
        if kind.listed:
            rows = client.get(f"/{kind.key}/?q={NAME}&format=csv").content.decode().splitlines()
            wrong += [f"{kind.key}: {row}" for row in rows[1:]]
    answer = client.get(f"/search/?q={NAME}")
    assert (wrong, answer.context["results"].total) == ([], 0)
    assert client.get(f"/search/?q={NAME[:-1]}a").context["results"].suggestion == ""


def test_no_list_is_sorted_by_what_is_hidden(world):
    client = Client()
    lists = [
        f"/{kind.key}/?sort={column.name}&format=csv"
        for kind in kinds
        for column in kind.columns
        if kind.listed and any("__" in path for path in column.sort)
    ]
    orders = []
    for word in ("aaa", "zzz"):
        for secret in world.secrets.values():
            entitle(secret, f"{word}{NAME}")
        orders.append({address: client.get(address).content for address in lists})
    assert [address for address in lists if orders[0][address] != orders[1][address]] == []


@pytest.mark.parametrize("role", ["officer", "clerk"])
def test_the_admin_names_nothing_that_is_hidden(world, role):
    client, wrong = Client(), []
    client.force_login(world.people["own", role])
    one_of_each = {type(record): record for record in world.records.values()}
    for model in in_the_admin():
        here = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        record = one_of_each.get(model)
        of_it = [f"{here}{record.pk}/{page}/" for page in ("change", "history")] if record else []
        for address in (here, *of_it):
            wrong += [f"{address}: {found}" for found in about(client.get(address), NAME)]
        found = client.get(f"{here}?q={NAME}")
        if found.status_code == 200 and found.context["cl"].search_fields:
            wrong += [f"{here}?q=: {row}" for row in found.context["cl"].result_list]
    assert wrong == []


def test_an_ask_is_open_to_whoever_may_not_see_its_answer(world):
    ask = world.records["Recommendation", "of the council's report"]
    clause = world.records["Clause", "of the council's decision"]
    rewrite(clause, answers=ask.pk)
    answered = decided.Recommendation.objects.filter(pk=ask.pk)
    assert not answered.not_answered(LATER, NOBODY).exists()
    rewrite(clause, visibility=Visibility.OWNER)
    assert answered.not_answered(LATER, NOBODY).exists()
    assert not answered.not_answered(LATER, world.people["", "system administrator"]).exists()


def test_a_workstream_stands_alone_for_whoever_may_not_see_that_it_was_merged(world):
    merged = world.records["Lineage", "the programme's"]
    found = what.Workstream.objects.filter(pk=merged.predecessor_id)
    rewrite(merged, date_latest=datetime.date(2010, 1, 1))
    assert not found.not_merged(LATER, NOBODY).exists()
    rewrite(merged, visibility=Visibility.OWNER)
    assert found.not_merged(LATER, NOBODY).exists()


def test_the_admin_tells_no_version_that_hung_on_what_is_hidden(world):
    """The rule is that of the pages: what a version hung on must be seen too."""
    phase, officer = world.phase, world.people["own", "officer"]
    assert len(OwnStrand.of(phase, officer).latest()) == 1
    other = make.ProgrammeFactory(visibility=Visibility.OWNER, owner=world.dene)
    models.QuerySet(who.Phase.history.model).filter(id=phase.pk).update(programme=other.pk)
    set_right(who.Phase, [phase.pk])
    assert OwnStrand.of(phase, officer).latest() == []
