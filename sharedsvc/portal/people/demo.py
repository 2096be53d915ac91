"""Demo people: one for each role in each programme, in development only."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from programmes.choices import COUNCIL_KINDS, GrantRole
from programmes.models import Grant, Membership, Organisation, Programme
from programmes.operations import give_role
from sharedsvc.accounts.backends import DEMO_DOMAIN
from sharedsvc.accounts.models import User
from sharedsvc.core.history import recording

WORDS = {
    GrantRole.MEMBER: "member",
    GrantRole.OFFICER: "officer",
    GrantRole.CLERK: "clerk",
    GrantRole.ADMINISTRATOR: "administrator",
    GrantRole.MANAGER: "manager",
}


class NotInDevelopment(RuntimeError):
    """Demo people were asked for where DEBUG is off."""


@dataclass(frozen=True)
class DemoPerson:
    """Whom one may sign in as, and what for."""

    user: User
    role: str
    where: str


@transaction.atomic
def make_demo_people() -> tuple[list[DemoPerson], str]:
    """Make those that are missing, and give all of them one new password.

    Returns them with the password, which is stored nowhere. Raises NotInDevelopment.
    """
    if not settings.DEBUG:
        raise NotInDevelopment("There are no demo people where DEBUG is off.")
    with recording(user=None, reason="Demo people of a development machine"):
        people = [_system_administrator()]
        for programme in Programme.objects.not_struck_out().order_by("code"):
            people += _people_of(programme)
    password = secrets.token_urlsafe(9)
    encoded = make_password(password)
    User.objects.filter(pk__in=[person.user.pk for person in people]).update(password=encoded)
    return people, password


def _system_administrator() -> DemoPerson:
    user = _user("system-administrator", "Demo system administrator")
    if not (user.is_staff and user.is_superuser):
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    return DemoPerson(user, "System administrator", "everywhere")


def _people_of(programme: Any) -> list[DemoPerson]:
    """A member, officer, clerk and administrator of one of its councils, and its manager."""
    council = _council_of(programme)
    roles = [role for role in WORDS if role != GrantRole.MANAGER] if council else []
    people = [_person(role, council) for role in roles]
    return [*people, _person(GrantRole.MANAGER, programme.partnership)]


def _council_of(programme: Any) -> Any:
    """The council from whose report the programme was read, or its first member."""
    members = Membership.objects.not_struck_out().filter(partnership=programme.partnership)
    councils = Organisation.objects.not_struck_out().filter(
        pk__in=members.values("organisation"), kind__in=COUNCIL_KINDS
    )
    reporting = councils.filter(reports__programme=programme).order_by("pk").first()
    return reporting or councils.order_by("name", "pk").first()


def _person(role: str, organisation: Any) -> DemoPerson:
    word = WORDS[GrantRole(role)]
    where = organisation.label
    user = _user(f"{word}.{organisation.code.lower()}", f"Demo {word}, {where}")
    if not Grant.objects.filter(user=user, role=role, organisation=organisation).exists():
        give_role(user=user, role=role, organisation=organisation)
    return DemoPerson(user, GrantRole(role).label, where)


def _user(name: str, full_name: str) -> User:
    email = f"{name}@{DEMO_DOMAIN}"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, name=full_name)
