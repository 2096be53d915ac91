"""Secure unless asked otherwise: what the settings are without any word from outside."""

import os
import subprocess
import sys

from django.conf import settings

READ = """
import environ
environ.Env.read_env = staticmethod(lambda *args, **kwargs: None)
from sharedsvc import settings
for name in (
    "DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT", "X_FRAME_OPTIONS",
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL",
):
    print(name, getattr(settings, name))
"""


# The last is set by the browser tests, for themselves.
FROM_OUTSIDE = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_ALLOW_ASYNC_UNSAFE")


def run(*arguments, **variables):
    """A Python of its own, outside of development."""
    kept = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, "DATABASE_URL": "sqlite:///:memory:", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_word_everything_is_strict():
    said = run("-c", READ, SECRET_KEY="x" * 60)
    assert said.stdout.splitlines() == [
        "DEBUG False",
        "SESSION_COOKIE_SECURE True",
        "CSRF_COOKIE_SECURE True",
        "SESSION_COOKIE_HTTPONLY True",
        "CSRF_COOKIE_HTTPONLY True",
        "SECURE_SSL_REDIRECT True",
        "X_FRAME_OPTIONS DENY",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL https",
    ]


def test_there_is_no_default_secret_key():
    said = run("-c", READ)
    assert said.returncode != 0
    assert "Set the SECRET_KEY environment variable" in said.stderr


def test_djangos_own_check_for_production_finds_nothing():
    said = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        SECRET_KEY="kT3-" * 16 + "abcdefghij", DEBUG="0", ALLOWED_HOSTS="register.example.org",
    )  # fmt: skip
    assert (said.returncode, said.stderr) == (0, ""), said.stderr
