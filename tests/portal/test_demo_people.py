"""Demo people: one for each role in each programme, in development and nowhere else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programmes.choices import GrantRole
from programmes.models import Grant
from sharedsvc.accounts.models import User

pytestmark = pytest.mark.django_db


def demo_people():
    out = StringIO()
    call_command("demo_people", stdout=out)
    return out.getvalue()


@pytest.fixture
def development(settings):
    settings.DEBUG = True


def test_where_debug_is_off_there_are_none(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="There are no demo people where DEBUG is off"):
        demo_people()
    assert User.objects.count() == 0


def test_there_is_one_for_each_role(clyde_valley, development):
    said = demo_people()
    held = {
        (user.name, grant.role, grant.organisation.code)
        for user in User.objects.filter(is_superuser=False)
        for grant in user.grants.all()
    }
    assert held == {
        ("Demo member, Inverclyde", "member", "IVC"),
        ("Demo officer, Inverclyde", "officer", "IVC"),
        ("Demo clerk, Inverclyde", "clerk", "IVC"),
        ("Demo administrator, Inverclyde", "administrator", "IVC"),
        (f"Demo manager, {clyde_valley.partnership.label}", "partnership manager", "cvcpp"),
    }
    assert set(GrantRole.values) == {role for _, role, _ in held}
    assert all(user.email.endswith("@demo.invalid") for user in User.objects.all())
    assert all(user.email in said for user in User.objects.all())


def test_only_the_system_administrator_is_one(clyde_valley, development):
    demo_people()
    (user,) = User.objects.filter(is_superuser=True)
    assert (user.email, user.grants.count()) == ("system-administrator@demo.invalid", 0)


def test_the_password_that_is_printed_signs_everybody_in(clyde_valley, development):
    password = demo_people().splitlines()[-1].split()[-1]
    assert all(user.check_password(password) for user in User.objects.all())


def test_a_second_start_makes_nobody_twice_and_a_new_password(clyde_valley, development):
    first = demo_people()
    people, grants = User.objects.count(), Grant.objects.count()
    second = demo_people()
    assert (User.objects.count(), Grant.objects.count()) == (people, grants)
    assert first.splitlines()[-1] != second.splitlines()[-1]
