"""Nobody locks all of a council's people out: not by its record, its roles or their accounts.

While people hold roles in an organisation, it is there for them to see, and one of them at least,
whose account is open, looks after its people.
"""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from programmes.choices import GrantRole, Visibility
from sharedsvc.core.by_name import objects_named
from sharedsvc.core.dates import LATEST

DAY = datetime.timedelta(days=1)


def _grants() -> Any:
    return objects_named("programmes", "Grant").filter(struck_out="")


def refuse_to_shut(organisation: Any) -> None:
    """Refuse to strike out or hide an organisation in which people hold roles, or are to.

    Raises ValidationError.
    """
    if _is_there_for_its_people(organisation):
        return
    stored = type(organisation)._base_manager.filter(pk=organisation.pk).first()
    if stored is None or not _is_there_for_its_people(stored):
        return
    held = _grants().filter(organisation=organisation.pk, end_latest__gte=datetime.date.today())
    number = held.values("user").distinct().count()
    if number:
        people = "1 person holds a role" if number == 1 else f"{number} people hold roles"
        what = "struck out" if organisation.struck_out else "closed to its own people"
        raise ValidationError(
            f"“{organisation}” cannot be {what}: {people} in it. End their roles first, or leave "
            "it open to them."
        )


def _is_there_for_its_people(organisation: Any) -> bool:
    is_its_own = organisation.owner_id == organisation.pk
    is_seen = organisation.visibility == Visibility.PUBLIC or is_its_own
    return is_seen and not organisation.struck_out


def lock_people_of(organisation: int) -> None:
    """Let nobody else change who looks after an organisation until this is done."""
    if connection.in_atomic_block:
        rows = objects_named("programmes", "Organisation").filter(pk=organisation)
        rows.select_for_update().values_list("pk").first()


def days_lost(stored: Any, grant: Any) -> list[datetime.date]:
    """Days, from today, from which on a change or striking out ends an administrator's role.

    The first of each stretch stands for it. None for any other role.
    """
    today = datetime.date.today()
    if stored.role != GrantRole.ADMINISTRATOR or stored.struck_out:
        return []
    candidates = {today, max(today, stored.start_latest)}
    if grant.end_earliest < LATEST:
        candidates.add(max(today, grant.end_earliest + DAY))
    kept = _same(stored, grant) and not grant.struck_out
    return sorted(
        day for day in candidates if _counts(stored, day) and not (kept and _counts(grant, day))
    )


def _same(stored: Any, grant: Any) -> bool:
    names = ("role", "user_id", "organisation_id")
    return all(getattr(stored, name) == getattr(grant, name) for name in names)


def _counts(grant: Any, day: datetime.date) -> bool:
    return grant.start_latest <= day <= grant.end_earliest


def refuse_to_leave_alone(organisation: Any, days: list[datetime.date]) -> None:
    """Refuse what was just written if it leaves people without an administrator on one of the days.

    Raises ValidationError; the caller's transaction undoes it.
    """
    for day in days:
        others = _people_left(organisation.pk, day)
        if others:
            raise ValidationError(_alone(str(organisation), others))


def _alone(organisation: str, others: int) -> str:
    people = "1 person who holds a role" if others == 1 else f"{others} people who hold roles"
    return (
        f"{organisation} would be left without an administrator for {people} there. Make somebody "
        "else administrator first."
    )


def _people_left(organisation: int, day: datetime.date, without: int | None = None) -> int:
    """How many hold roles on a day in an organisation of which nobody is administrator then."""
    held = _grants().surely(day).filter(organisation=organisation, user__is_active=True)
    held = held.exclude(user=without)
    if held.filter(role=GrantRole.ADMINISTRATOR).exists():
        return 0
    return held.values("user").distinct().count()


def why_account_stays_open(user: Any) -> str:
    """Why an account cannot be closed yet; "" where it can.

    Whoever is the last administrator of people hands that on first. What cannot wait is met by a
    new password, which ends every session.
    """
    today = datetime.date.today()
    looked_after = _grants().surely(today).filter(user=user, role=GrantRole.ADMINISTRATOR)
    for grant in looked_after.filter(organisation__struck_out="").select_related("organisation"):
        lock_people_of(grant.organisation_id)
        others = _people_left(grant.organisation_id, today, without=user.pk)
        if others:
            return f"{_alone(str(grant.organisation), others)} Until then, set a new password."
    return ""
