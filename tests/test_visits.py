"""When somebody was here before: the sign-in before this one; within an hour it is one visit."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from sharedsvc.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def signs_in(user, *, last_hours_ago: float | None):
    """Somebody signs in who did so before; returns what is kept then."""
    last = last_hours_ago and timezone.now() - datetime.timedelta(hours=last_hours_ago)
    User.objects.filter(pk=user.pk).update(last_login=last)
    Client().force_login(User.objects.get(pk=user.pk))
    return last, User.objects.get(pk=user.pk)


def test_a_first_sign_in_has_none_before():
    _, user = signs_in(UserFactory(), last_hours_ago=None)
    assert user.visited is None and user.last_login is not None


def test_the_sign_in_before_is_kept():
    last, user = signs_in(UserFactory(), last_hours_ago=48)
    assert user.visited == last
    assert user.last_login > last


def test_signing_in_again_within_the_hour_is_the_same_visit():
    ann = UserFactory()
    before, _ = signs_in(ann, last_hours_ago=48)
    _, user = signs_in(ann, last_hours_ago=0.5)
    assert user.visited == before
