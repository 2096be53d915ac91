"""Give somebody a role, with an account where there is none; and end it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from programmes.models import Grant, Organisation
from programmes.operations.records import keep, strike_out
from sharedsvc.accounts.models import User
from sharedsvc.core.versions import catch_up


@transaction.atomic
def give_role(*, user: User, role: str, organisation: Organisation) -> Grant:
    """Give somebody a role in an organisation from today on.

    Raises ValidationError when it is held already, and PermissionDenied where the giver may not.
    """
    today = datetime.date.today()
    held = Grant.objects.filter(user=user, role=role, organisation=organisation, struck_out="")
    if held.surely(today).exists():
        who = user.name_or_address
        raise ValidationError(f"{who} holds this role at {organisation} already.")
    given = Grant(user=user, role=role, organisation=organisation, start=today.isoformat())
    return keep(record=given)


@transaction.atomic
def invite(*, email: str, name: str, role: str, organisation: Organisation) -> User:
    """Give somebody a role, making an account without a password if there is none yet.

    Raises ValidationError when the account is closed or the role held already, and PermissionDenied
    where the giver may not.
    """
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name.strip())
    if not user.is_active:
        who = user.name_or_address
        raise ValidationError(f"The account of {who} is closed: ask a system administrator.")
    give_role(user=user, role=role, organisation=organisation)
    return user


@transaction.atomic
def end_role(*, record: Grant, reason: str) -> Grant:
    """End a role at once: yesterday was its last day. One that began today is struck out.

    Raises ValidationError without a reason and for one that has ended already, and PermissionDenied
    where the user may not.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why the role ends."})
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    catch_up(record)
    if record.struck_out or record.end_latest <= yesterday:
        raise ValidationError("This role has ended already.")
    if record.start_earliest > yesterday:
        strike_out(record=record, reason=reason)
        return record
    record.end = yesterday.isoformat()
    return keep(record=record)
