"""Who may sign in, and stay signed in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model

from sharedsvc.accounts.addresses import one_form
from sharedsvc.core.prepared import Prepared

USERS = Prepared(lambda pk: get_user_model()._default_manager.filter(pk=pk), planned=True)
DEMO_DOMAIN = "demo.invalid"


def is_demo(user: Any) -> bool:
    """Whether this is one of the accounts that `make run` makes to try the register with."""
    return user.email.endswith(f"@{DEMO_DOMAIN}")


class PasswordBackend(AuthenticationBackend):
    """By e-mail address and password; demo accounts only in development."""

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        """Whatever form the address is typed in."""
        return super()._authenticate_by_email(one_form(email), password)

    def get_user(self, user_id: Any) -> Any:
        """The person of that key, unless they may not sign in; asked at every request."""
        found = USERS(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuses the inactive, and demo accounts where DEBUG is off; asked at every request."""
        return super().user_can_authenticate(user) and not _is_out_of_place(user)

    def _check_password(self, user: Any, password: str) -> Any:
        """The library lets people in whom `user_can_authenticate` refuses, if they are active."""
        if user and _is_out_of_place(user):
            return None
        return super()._check_password(user, password)


def _is_out_of_place(user: Any) -> bool:
    return is_demo(user) and not settings.DEBUG
