"""How many SQL statements saving a form costs: few, and as many for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.choices import GrantRole
from programmes.operations import keep
from sharedsvc.core import sending
from sharedsvc.core.history import recording
from tests.admin.conftest import address, fields_of, person_with, signed_in
from tests.portal.test_statements import a_stage, programme_of
from workstreams.models import StatusUpdate, Workstream

# Of sending a form: what begins and ends transactions apart. SQLite locks no rows.
BEGINS_OR_ENDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
ADDING_AN_UPDATE = 12
SAVING_A_WORKSTREAM = {"sqlite": 13, "postgresql": 16}


@pytest.fixture
def nothing_to_forget(monkeypatch):
    """No old answers are looked for, as in most requests of a process."""
    monkeypatch.setattr(sending, "_forgetting", sending.Forgetting(next_at=float("inf")))


def saving(client, place: str, typed: dict[str, str]) -> int:
    """The statements of saving a form of the admin, once the process knows its form."""
    for number in ("1", "2"):
        said = {name: text.format(number) for name, text in typed.items()}
        form = fields_of(client.get(place)) | said
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(place, form)
        assert answer.status_code == 302, answer.content
    return sum(not query["sql"].startswith(BEGINS_OR_ENDS) for query in captured)


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.usefixtures("db", "nothing_to_forget")
def test_saving_a_form_of_few_rows_and_of_many(rows):
    """Its roles and stages, which were left as they are, stand on the form of a workstream."""
    with recording(user=None, reason="Test"):
        programme_of(3)
        workstream = Workstream.objects.get(ref="A1")
        for spell in range(2, rows + 1):
            stage = a_stage(workstream, None, spell)
            stage.spell, stage.priority = spell, None
            keep(record=stage)
    officer = person_with(GrantRole.OFFICER, workstream.roles.get().organisation)
    manager = person_with(GrantRole.MANAGER, workstream.programme.partnership)
    noted = {"date": "2010-02-01", "rating": "green", "narrative": "Done {}.", "reason": "Told"}
    add = f"{address(StatusUpdate, 'add')}?workstream={workstream.pk}"
    change = address(Workstream, "change", workstream.pk)

    added = saving(signed_in(officer), add, noted)
    changed = saving(signed_in(manager), change, {"remit": "All {}.", "reason": "Told"})
    assert (added, changed) == (ADDING_AN_UPDATE, SAVING_A_WORKSTREAM[connection.vendor])
