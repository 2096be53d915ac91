"""Pytest plugin: what was confirmed in a test whose transactions are real can be emptied after it.

Triggers refuse to delete what was confirmed, to a test as to anybody. They are dropped before such
a test's tables are emptied, and made again by the signal after that, as after each `migrate`.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture(autouse=True, scope="session")
def a_key_to_sign_with(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for all tests, in a folder of theirs: none writes into the checkout."""
    from decisions.sealing.keys import rotate

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SEAL_KEYS", tmp_path_factory.mktemp("keys") / "seals")
        rotate()
        yield


REAL = {"transactional_db", "live_server", "django_db_reset_sequences"}


@pytest.fixture(autouse=True)
def what_was_confirmed_can_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Asks for the database first, so that this comes to its end before that is emptied."""
    marker = request.node.get_closest_marker("django_db")
    is_real = bool(REAL & {*request.fixturenames}) or bool(
        marker and marker.kwargs.get("transaction")
    )
    if is_real:
        request.getfixturevalue("_django_db_helper")
    yield
    if is_real:
        drop_triggers_where_something_is_sealed()


def drop_triggers_where_something_is_sealed() -> None:
    from decisions.models import Redaction, Seal
    from decisions.sealing.triggers import triggers

    if connection.needs_rollback or not (Seal.objects.exists() or Redaction.objects.exists()):
        return
    triggers().remove()
