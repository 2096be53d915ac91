"""Audiences say of every record and version what the rule says, whatever was written by whom."""

import datetime
import random
import threading
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q

from decisions.models import Agreement
from programmes.audiences.filling import Filling
from programmes.audiences.moving import all_wrong
from programmes.audiences.shapes import kinds_in_order, shape_of
from programmes.audiences.terms import EVERYONE, NOBODY
from programmes.choices import Visibility
from programmes.models import Audience, Grant, Programme, Sharing
from programmes.operations import bring_back, keep, strike_out
from programmes.viewers import Viewer, viewer_of, viewer_with
from sharedsvc.core.history import recording, write_derived
from sharedsvc.core.models import SearchEntry
from tests import audience_oracle as oracle
from tests import past_the_rules
from tests.factories import (
    MilestoneFactory,
    OrganisationFactory,
    ProgrammeFactory,
    SharingFactory,
    WorkstreamFactory,
)
from tests.made_once import made_once
from tests.rights_world import World
from tests.together import at_once
from workstreams.models import Workstream

READERS = (
    ("", "signed out"),
    ("", "system administrator"),
    ("own", "clerk"),
    ("partner", "member"),
    ("stranger", "administrator"),
    ("silent", "clerk"),
    ("own", "manager"),
)
OPENNESS = list(Visibility)


class Changes:
    """Changes of all kinds, chosen at random but the same for a seed; refused ones count too."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.done = world, random.Random(seed), 0
        self.councils = [world.avon, world.brook, world.dene, world.elm, world.partnership, None]
        self.kinds = [model for model in kinds_in_order() if QueryOf(model).exists()]

    def make_one(self) -> None:
        act = self.chance.choice(
            (self.open_or_close, self.open_or_close, self.strike, self.bring, self.lead, self.share)
        )
        people = [*self.world.people.values()]
        user = self.chance.choice([None, self.chance.choice(people)])
        try:
            with transaction.atomic(), recording(user=user, reason="Random"):
                act()
            self.done += 1
        except (ValidationError, PermissionDenied):
            return

    def any_of(self, model):
        return self.chance.choice(list(QueryOf(model).order_by("pk")))

    def any_record(self):
        return self.any_of(self.chance.choice(self.kinds))

    def open_or_close(self):
        record = self.any_record()
        record.visibility = self.chance.choice(OPENNESS)
        record.owner = self.chance.choice(self.councils)
        if self.chance.random() < 0.3 and not isinstance(
            record, Sharing
        ):  # also what rests on something published
            owner = record.owner or self.world.brook
            past_the_rules.rewrite(record, visibility=record.visibility, owner_id=owner.pk)
        else:
            keep(record=record)

    def strike(self):
        strike_out(record=self.any_record(), reason="A mistake")

    def bring(self):
        struck = [one for model in self.kinds for one in QueryOf(model).exclude(struck_out="")]
        if struck:
            bring_back(record=self.chance.choice(struck), reason="No mistake")

    def lead(self):
        """Let it hang on something else."""
        record = self.any_record()
        links = [f for f in record._meta.fields if f.is_relation and f.name != "owner"]
        if links and not isinstance(record, Sharing):
            field = self.chance.choice(links)
            target = self.any_of(field.related_model)
            setattr(record, field.attname, target.pk)
            keep(record=record)

    def share(self):
        council = self.chance.choice(self.councils[:4])
        early = self.chance.random() < 0.5
        SharingFactory(partnership=self.world.partnership, organisation=council, earlier_too=early)


def QueryOf(model):  # noqa: N802
    return model._base_manager.all()


def differences(viewers: dict[str, Viewer]) -> list[str]:
    """Where audiences say otherwise than the rule: kind, reader, keys that differ."""
    oracle.forget()
    found = []
    for name, viewer in viewers.items():
        for model in kinds_in_order():
            seen = rows_seen(model, viewer)
            versions = model._base_manager.versions_visible_to(viewer).order_by()
            versions = set(versions.values_list("history_id", flat=True))
            for what, ours, theirs in (
                ("records", seen, oracle.seen(model, viewer)),
                ("versions", versions, oracle.versions_seen(model, viewer)),
            ):
                if ours != theirs:
                    found.append(f"{name}: {what} of {model.__name__}: {ours ^ theirs}")
    return found


def rows_seen(model, viewer):
    rows = model._base_manager.order_by()._visible_to(viewer)
    return set(rows.values_list("pk", flat=True))


@pytest.fixture
def world(db):
    with recording(user=None, reason="Test"):
        return made_once(deep_world)


def deep_world() -> World:
    """With parts three levels deep, what hangs on them, and a second programme beside."""
    world = World()
    whole = WorkstreamFactory(programme=world.programme)
    for _ in range(3):
        whole = WorkstreamFactory(programme=world.programme, parent=whole)
        MilestoneFactory(programme=world.programme, workstream=whole)
    agreement = None
    for number in range(3):
        agreement = keep(
            record=Agreement(
                programme=world.programme,
                parent=agreement,
                code=f"a{number}",
                title="Agreement",
                kind="other",
            )
        )
    other = ProgrammeFactory(partnership=world.partnership)
    WorkstreamFactory(programme=other)
    return world


@pytest.mark.parametrize("seed", range(6))
def test_audiences_say_what_the_rule_says_after_any_changes(world, seed):
    changes = Changes(world, seed)
    while changes.done < 30:
        changes.make_one()
    viewers = {" ".join(who): viewer_of(fresh(world.people[who])) for who in READERS}
    viewers["despite"] = replace(viewers["own clerk"], despite_striking_out=True)
    viewers["all, despite"] = Viewer(sees_all=True, despite_striking_out=True)
    assert differences(viewers) == []
    assert all_wrong() == []


def fresh(user):
    """As in a new request."""
    user.__dict__.pop("_viewer", None)
    return user


def test_the_command_says_what_differs_and_puts_it_right(world, capsys):
    past = Workstream.objects.order_by("pk").first()
    write_derived(type(past), Q(pk=past.pk), audience=NOBODY)
    with pytest.raises(CommandError, match="differ"):
        call_command("check_audiences")
    assert f"workstreams.workstream {past.pk}: should be everyone" in capsys.readouterr().out
    call_command("check_audiences", "--mend")
    call_command("check_audiences")
    assert "everywhere" in capsys.readouterr().out
    past.refresh_from_db()
    assert past.audience == EVERYONE


def test_what_is_added_while_its_whole_is_closed_is_closed_too(together):
    """On PostgreSQL a child added meanwhile would otherwise keep the open audience."""
    with recording(user=None, reason="Test"):
        programme, council = ProgrammeFactory(), OrganisationFactory()
    inside, is_closed = threading.Event(), threading.Event()

    def add():
        with recording(user=None, reason="Add"):
            WorkstreamFactory(programme=programme)
            inside.set()
            is_closed.wait(3)  # in vain: whoever closes waits

    def close():
        inside.wait(10)
        with recording(user=None, reason="Close"):
            closed = Programme.objects.get(pk=programme.pk)
            closed.visibility, closed.owner = Visibility.OWNER, council
            keep(record=closed)
        is_closed.set()

    at_once(add, close)
    assert not Workstream.objects.visible_to(AnonymousUser()).exists()
    assert all_wrong() == []


@pytest.mark.parametrize("seed", range(3))
def test_who_a_reader_is_is_the_same_in_one_statement_as_in_steps(
    world, seed, django_assert_max_num_queries
):
    changes = Changes(world, seed)
    while changes.done < 20:
        changes.make_one()
    today = datetime.date.today()
    for user in (user for user in world.people.values() if user.is_authenticated):
        user.__dict__.pop("_viewer", None)
        with django_assert_max_num_queries(1):
            viewer = viewer_of(user)
            viewer.meets()
            at_once = viewer.joined
        if viewer.sees_all:
            continue
        grants = Grant.objects.filter(user=user, struck_out="", organisation__struck_out="")
        in_steps = viewer_with(frozenset(grants.surely(today).values_list("role", "organisation")))
        assert (viewer, at_once) == (in_steps, in_steps.joined)
        assert viewer.audiences == in_steps.audiences


def test_a_reader_is_asked_for_in_one_statement_of_one_parameter(world):
    reader = viewer_of(world.people["own", "clerk"])
    reader.meets()
    for many in (1, 150, 1000):
        rows = Workstream.objects.filter(audience__among=frozenset(range(2, 2 + many)))
        _, parameters = rows.query.sql_with_params()
        assert len(parameters) == 1
        assert not rows.exists()


def test_the_migration_fills_in_what_the_rule_says(world):
    """The migration itself is run by `make test`; here on a register in which things are hidden.

    Kinds that came later had no rows when it ran.
    """
    shapes = import_module("decisions.migrations.0014_fill_who_may_see_it").SHAPES
    filled = [kind for kind in kinds_in_order() if kind._meta.label_lower in shapes]
    changes = Changes(world, 7)
    while changes.done < 20:
        changes.make_one()
    for kind in filled:
        for model in (kind, kind.history.model):
            write_derived(model, Q(), audience=NOBODY)
    write_derived(SearchEntry, Q(), audience=NOBODY)
    Audience.objects.all().delete()
    Filling(apps, "default").fill(shapes)
    later = {
        "workstreams.scoring",
        "workstreams.score",
        "programmes.datedvalue",
        "programmes.power",
        "decisions.gatevoter",
        "decisions.callin",
    }
    entries = SearchEntry.objects.filter(record_type__in=later)
    beside = {("core.searchentry", pk) for pk in entries.values_list("pk", flat=True)}
    wrong = [one for one in all_wrong() if one.label not in later]
    assert [one for one in wrong if (one.label, one.pk) not in beside] == []
    assert shapes == {kind._meta.label_lower: shape_of(kind) for kind in filled}
    assert {kind._meta.label_lower for kind in kinds_in_order()} - shapes.keys() == later
