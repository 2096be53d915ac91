"""Who may sign in, and stay signed in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "demo.invalid"


def is_demo(user: Any) -> bool:
    """Whether this is one of the accounts that `make run` makes to try the register with."""
    return user.email.endswith(f"@{DEMO_DOMAIN}")


class PasswordBackend(AuthenticationBackend):
    """By e-mail address and password; demo accounts only in development."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuses the inactive, and demo accounts where DEBUG is off; asked at every request."""
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_demo(user))
