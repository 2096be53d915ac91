"""An import writes what is alike together: as one by one, in as few statements as may be."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from programmes.models import Citation, Organisation, Phase
from programmes.operations import keep
from sharedsvc.core import saving
from sharedsvc.core.history import recording
from sharedsvc.core.saving import OneByOne, change_many, save_each
from sharedsvc.portal.workbook.programme import import_sheets
from tests.core.workbooks import large, read_sheets
from tests.factories import OrganisationFactory, ProgrammeFactory, UserFactory
from workstreams.models import Workstream

pytestmark = pytest.mark.django_db
ROWS = 100
LATER = {
    "workstreams": ("Scope of", "New scope of"),
    "stages": ("report 3.", "report 5."),
    "updates": ("Something", "Much"),
}
OF_A_MOMENT = {"opened", "history_date"}


@pytest.fixture
def take(tmp_path):
    """Import a large workbook, with some of its texts replaced; all of it must be sound."""

    def run(rows=ROWS, **replaced):
        sheets = large(rows)
        for name, (old, new) in replaced.items():
            sheets[name] = sheets[name].replace(old, new)
        folder = tmp_path / f"{len([*tmp_path.iterdir()])}"
        return import_sheets(read_sheets(folder, sheets), user=None, reason="Bulk", overwrite=True)

    return run


def everything():
    """Every row of the register and its histories, but for keys and moments."""
    return {
        model.__name__: sorted(_said(row) for row in model._base_manager.all())
        for app in ("programmes", "workstreams")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy
    }


def _said(row) -> str:
    names = [
        field.name
        for field in row._meta.concrete_fields
        if not (field.is_relation or field.name.endswith("id") or field.name in OF_A_MOMENT)
    ]
    return repr([(name, str(getattr(row, name))) for name in names])


def test_what_is_written_together_is_what_is_written_one_by_one(take, monkeypatch):
    def written():
        with transaction.atomic():
            assert take().written and take(**LATER).written
            found = everything()
            transaction.set_rollback(True)
        return found

    together = written()
    monkeypatch.setattr(saving, "_goes", lambda *args: False)
    assert written() == together


@pytest.mark.parametrize("replaced", [{}, LATER], ids=["new", "changed"])
def test_ten_times_the_rows_take_as_many_statements(take, replaced):
    def cost(rows):
        if replaced:
            take(rows)
        with CaptureQueriesContext(connection) as captured:
            outcome = take(rows, **replaced)
        assert outcome.written
        assert len(outcome.added) + len(outcome.changed) >= rows // 2
        return len(captured)

    few, many = cost(50), cost(500)
    writes_few_at_once = connection.features.max_query_params is not None  # SQLite
    assert many <= few * (4 if writes_few_at_once else 1.2)


def test_one_row_that_is_refused_among_many_is_named_and_no_other(take):
    outcome = take(roles=("w7,lead,CDC", "w6,lead,CDC"))
    assert [(p.sheet, p.row, p.column) for p in outcome.problems] == [("roles", 9, "role")]
    assert not outcome.written
    assert not Workstream.objects.exists()


@pytest.fixture
def recorded_by_hand(db):
    with recording(user=None, reason="Test"):
        yield


@pytest.mark.usefixtures("recorded_by_hand")
class TestManyAtOnce:
    """The door for many changed records keeps what the door for one keeps."""

    def phases(self, count=3):
        programme = ProgrammeFactory()
        rows = [Phase(programme=programme, code=f"p{n}", title=f"P{n}") for n in range(count)]
        assert [error for _, error in save_each(rows, keep)] == [None] * count
        return list(Phase.objects.order_by("code"))

    def test_each_has_a_version_of_every_save(self):
        for phase in self.phases():
            phase.title += "!"
            change_many([phase])
            said = phase.history.order_by("history_id").values_list("history_type", "title")
            assert list(said) == [("+", phase.title[:-1]), ("~", phase.title)]

    def test_what_others_changed_meanwhile_stays(self):
        mine, hers = self.phases(2), list(Phase.objects.order_by("code"))
        for phase in hers:
            phase.description = "Hers"
            keep(record=phase)
        for phase in mine:
            phase.title = "Mine"
        change_many(mine)
        assert set(Phase.objects.values_list("title", "description")) == {("Mine", "Hers")}

    def test_since_when_it_is_open_moves_with_visibility_alone(self):
        open_ones = self.phases(2)
        before = [phase.opened for phase in open_ones]
        open_ones[0].title, open_ones[1].visibility = "Other", "partners"
        for _, error in save_each(open_ones, keep):
            assert error is None
        after = list(Phase.objects.order_by("code").values_list("opened", flat=True))
        assert (after[0] == before[0], after[1] > before[1]) == (True, True)

    def test_striking_out_is_looked_at_alone(self):
        phases = self.phases(2)
        phases[0].struck_out = "A mistake."
        with pytest.raises(OneByOne):
            change_many(phases)

    def test_a_kind_that_looks_further_on_saving_is_saved_alone(self):
        council = OrganisationFactory()
        council.name = "Other"
        read = Organisation.objects.get(pk=council.pk)
        read.name = "Other"
        with pytest.raises(OneByOne):
            change_many([read])

    def test_nobody_changes_many_without_the_right(self):
        phases = self.phases(2)
        with recording(user=UserFactory(), reason="Mine"):
            for phase in phases:
                phase.title = "Mine"
            said = [str(error) for _, error in save_each(phases, keep)]
        whose = [f"the manager of {phase.programme.partnership} may" for phase in phases]
        assert said == [f"You have no right to change this phase: {one}." for one in whose]
        assert not Phase.objects.filter(title="Mine").exists()

    def test_one_with_a_code_that_is_taken_leaves_the_others_saved(self):
        (phase,) = self.phases(1)
        rows = [Phase(programme=phase.programme, code=f"p{n}", title="New") for n in range(4)]
        errors = [error for _, error in save_each(rows, keep)]
        assert [bool(error) for error in errors] == [True, False, False, False]
        assert Phase.objects.count() == 4


def test_links_are_struck_out_together_with_the_reason(take):
    take()
    take(stages=("report 3.", "report 5."))
    gone = Citation.objects.exclude(struck_out="").filter(record_type="workstreams.stage")
    assert set(gone.values_list("struck_out", flat=True)) == {"No longer given as a source."}
    assert gone.count() == ROWS // 5
    versions = Citation.history.filter(id__in=gone.values("pk"))
    assert versions.filter(history_type="~").count() == ROWS // 5
