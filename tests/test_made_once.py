"""What one worker made and shares is copied by another, row by row."""

from django.db import transaction

from programmes.models import Organisation, Programme
from tests import made_once, programmes_loaded


def never(*codes: str) -> None:
    raise AssertionError("made once more")


def loaded() -> list:
    """The rows that the programme of Chorley comes to; they are not kept."""
    with transaction.atomic():
        programmes_loaded.load_programmes("chorley")
        found = [
            *Programme.history.values_list(),
            *Organisation.objects.order_by("pk").values_list(),
        ]
        transaction.set_rollback(True)
    return found


def test_what_is_shared_is_made_by_one_worker_for_all(db, tmp_path, monkeypatch):
    monkeypatch.setenv(made_once.SHARED, str(tmp_path))
    monkeypatch.setattr(made_once, "_kept", {})
    made = loaded()
    made_once._kept.clear()  # as in another worker
    never.__module__, never.__qualname__ = (
        programmes_loaded.take_in.__module__,
        programmes_loaded.take_in.__qualname__,
    )
    monkeypatch.setattr(programmes_loaded, "take_in", never)

    assert len(made) > 5
    assert loaded() == made


def test_alone_a_worker_shares_nothing(db, tmp_path, monkeypatch):
    monkeypatch.delenv(made_once.SHARED, raising=False)
    monkeypatch.setattr(made_once, "_kept", {})
    loaded()

    assert list(tmp_path.iterdir()) == []
    assert len(made_once._kept) == 1
