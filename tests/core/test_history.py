"""Nothing governed is written without its history, and nothing is ever deleted."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import models
from django.db.models import ProtectedError
from django.utils import timezone

from programmes.models import Citation, Organisation, Partnership
from programmes.operations import keep
from sharedsvc.core.history import GuardedQuerySet, Unrecorded, recording
from sharedsvc.core.models import Governed
from sharedsvc.core.saving import create_many
from tests.factories import (
    DocumentFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnershipFactory,
    UserFactory,
)

GOVERNED = [model for model in apps.get_models() if issubclass(model, Governed)]
CONCRETE = [model for model in GOVERNED if not model._meta.proxy]


def name_of(model) -> str:
    return model.__name__


def fixture_of(council) -> str:
    rows = json.loads(serializers.serialize("json", [council]))
    rows[0]["fields"]["name"] = "Other"
    return json.dumps(rows)


def load_raw(council) -> None:
    for loaded in serializers.deserialize("json", fixture_of(council)):
        loaded.save()


def save_base(council) -> None:
    council.name = "Other"
    council.save_base(raw=True)


def save_quietly(council) -> None:
    council.name = "Other"
    council.save_without_historical_record()


DOORS = {
    "update": lambda c: Organisation.objects.filter(pk=c.pk).update(name="Other"),
    "update of all": lambda c: Organisation.objects.update(name="Other"),
    "base manager": lambda c: Organisation._base_manager.filter(pk=c.pk).update(name="Other"),
    "proxy": lambda c: Partnership.objects.update(name="Other"),
    "proxy's base manager": lambda c: Partnership._base_manager.update(name="Other"),
    "visible": lambda c: Organisation.objects.visible_to(None).update(name="Other"),
    "bulk_create": lambda c: Organisation.objects.bulk_create([Organisation(code="new")]),
    "bulk_update": lambda c: Organisation.objects.bulk_update([c], ["name"]),
    "queryset delete": lambda c: Organisation.objects.filter(pk=c.pk).delete(),
    "delete": lambda c: c.delete(),
    "base manager delete": lambda c: Organisation._base_manager.filter(pk=c.pk).delete(),
    "raw delete": lambda c: Organisation.objects.filter(pk=c.pk)._raw_delete("default"),
    "related manager": lambda c: c.joined.update(remarks="Other"),
    "related manager delete": lambda c: c.joined.all().delete(),
    "related manager add": lambda c: OrganisationFactory().joined.add(c.joined.get()),
    "raw fixture": load_raw,
    "raw save": save_base,
    "save without history": save_quietly,
}


@pytest.fixture
def council(recorded):
    """A council with one membership."""
    return MembershipFactory(organisation__name="Avon Council").organisation


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_door_that_skips_the_history_is_shut(council, door):
    with pytest.raises(Unrecorded):
        door(council)
    assert Organisation.objects.get(pk=council.pk).name == "Avon Council"
    assert Organisation.history.filter(id=council.pk).count() == 1
    assert council.joined.get().history.count() == 1


def test_loaddata_is_refused(council, tmp_path):
    fixture = tmp_path / "councils.json"
    fixture.write_text(fixture_of(council), encoding="utf-8")
    with pytest.raises(Unrecorded, match="use import_workbook"):
        call_command("loaddata", fixture, verbosity=0)
    assert Organisation.objects.get(pk=council.pk).name == "Avon Council"


def test_a_collector_deletes_nothing(council):
    """What the admin's “delete selected” does."""
    with pytest.raises((Unrecorded, ProtectedError)):
        Organisation.objects.all().delete()
    assert Organisation.objects.filter(pk=council.pk).exists()


@pytest.mark.parametrize("save", ["save", "save_base"])
def test_nothing_is_saved_outside_a_recording(db, save):
    with recording(user=None, reason="To begin with"):
        council = OrganisationFactory(name="Avon Council")
    council.name = "Other"
    with pytest.raises(Unrecorded):
        getattr(council, save)()
    assert Organisation.objects.get().name == "Avon Council"


def test_nothing_is_created_outside_a_recording(db):
    with pytest.raises(Unrecorded):
        Organisation.objects.create(code="AVC", name="Avon Council")
    with pytest.raises(Unrecorded):
        create_many([Organisation(code="AVC", name="Avon Council")])
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_a_blank_reason_is_refused(reason):
    with pytest.raises(ValueError) as refusal, recording(user=None, reason=reason):
        pytest.fail("not reached")
    assert str(refusal.value) == "Say why: every change is recorded with a reason."


def test_a_recording_ends_with_its_block_even_after_an_error(db):
    with pytest.raises(ZeroDivisionError), recording(user=None, reason="Test"):
        1 / 0  # noqa: B018
    with pytest.raises(Unrecorded):
        OrganisationFactory()


def versions(record) -> list[tuple]:
    """Type, user and reason of each version, oldest first."""
    rows = type(record).history.filter(id=record.pk).order_by("history_id")
    return list(rows.values_list("history_type", "history_user", "history_change_reason"))


def test_each_version_has_its_user_and_reason(db):
    first, second = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
    with recording(user=first, reason="  Entered from the report "):
        council = OrganisationFactory(name="Avon Council")
    with recording(user=second, reason="Renamed"):
        council.name = "Avon and Brook Council"
        keep(record=council)
    assert versions(council) == [
        ("+", first.pk, "Entered from the report"),
        ("~", second.pk, "Renamed"),
    ]
    names = Organisation.history.filter(id=council.pk).order_by("history_id")
    assert [row.name for row in names] == ["Avon Council", "Avon and Brook Council"]


def test_an_inner_recording_gives_way_to_the_outer(db):
    with recording(user=None, reason="Outer"):
        with recording(user=None, reason="Inner"):
            inner = OrganisationFactory()
        outer = OrganisationFactory()
    assert [versions(inner)[0][2], versions(outer)[0][2]] == ["Inner", "Outer"]


def test_many_at_once_have_user_and_reason_too(db):
    user = UserFactory(is_superuser=True)
    with recording(user=user, reason="Taken in"):
        document = DocumentFactory()
        kind, pk = document.reference
        citations = [
            Citation(record_type=kind, record_id=pk, document=document, paragraph=paragraph)
            for paragraph in ("1.1", "1.2")
        ]
        create_many(citations)
    for citation in citations:
        assert versions(citation) == [("+", user.pk, "Taken in")]


def test_every_imported_record_has_one_version_with_the_reason(clyde_valley):
    for model in CONCRETE:
        pks = set(model.objects.values_list("pk", flat=True))
        rows = model.history.values_list("id", "history_type", "history_change_reason")
        assert sorted(rows) == [(pk, "+", "Test") for pk in sorted(pks)], model


def test_a_partnership_has_one_history_however_it_is_saved(recorded):
    """It is an organisation: which class saved it must not split its versions."""
    partnership = PartnershipFactory(name="First")
    organisation = Organisation.objects.get(pk=partnership.pk)
    organisation.name = "Second"
    keep(record=organisation)
    names = Organisation.history.filter(id=partnership.pk).order_by("history_id")
    assert [row.name for row in names] == ["First", "Second"]


def test_who_changed_what_outlives_the_user(db):
    """A user who has changed records cannot be deleted, or the history forgets who it was."""
    user = UserFactory(is_superuser=True)
    with recording(user=user, reason="Entered"):
        council = OrganisationFactory()
    with pytest.raises(ProtectedError):
        user.delete()
    assert versions(council) == [("+", user.pk, "Entered")]


# Every governed model


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_a_governed_model_has_a_history_with_user_and_reason(model):
    history = model.history.model
    assert history._meta.db_table in {table.lower() for table in history_tables()}
    assert history._meta.get_field("history_user").related_model._meta.label == "accounts.User"
    assert isinstance(history._meta.get_field("history_change_reason"), models.TextField)
    kept = {field.attname for field in history._meta.concrete_fields}
    assert {field.attname for field in model._meta.concrete_fields} - kept == set()


def history_tables() -> list[str]:
    return [m._meta.db_table for m in apps.get_models() if m.__name__.startswith("Historical")]


@pytest.mark.parametrize("model", GOVERNED, ids=name_of)
def test_the_managers_of_a_governed_model_are_guarded(model):
    managers = [*model._meta.managers, model._base_manager, model._default_manager]
    unguarded = [m.name for m in managers if not isinstance(m.get_queryset(), GuardedQuerySet)]
    assert unguarded == []


@pytest.mark.parametrize("model", GOVERNED, ids=name_of)
def test_a_governed_model_has_no_many_to_many_fields(model):
    """They leave no history: such relations are models of their own."""
    assert [field.name for field in model._meta.many_to_many] == []


@pytest.mark.parametrize("model", GOVERNED, ids=name_of)
def test_every_foreign_key_of_a_governed_model_protects(model):
    keys = [field for field in model._meta.fields if field.is_relation]
    loose = [field.name for field in keys if field.remote_field.on_delete is not models.PROTECT]
    assert loose == []


def test_a_recording_may_give_all_its_versions_one_time(db):
    at = timezone.now() - timedelta(days=1)
    with recording(user=None, reason="Import", at=at):
        council = OrganisationFactory()
        keep(record=council)
        create_many([Organisation(code="X1", name="X"), Organisation(code="X2", name="Y")])
    assert set(Organisation.history.values_list("history_date", flat=True)) == {at}
    with recording(user=None, reason="By the site"):
        keep(record=council)
    assert council.history.first().history_date > at
