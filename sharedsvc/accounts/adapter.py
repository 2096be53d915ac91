"""Sign-in rules: accounts come by invitation, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignUp(DefaultAccountAdapter):
    """Keeps the public sign-up closed."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
