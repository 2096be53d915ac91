"""Sign-in rules: accounts come by invitation, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from sharedsvc.accounts.addresses import one_form


class ClosedSignUp(DefaultAccountAdapter):
    """Keeps the public sign-up closed."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Never: people are invited."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after signing in; what is no address at all is not safe either."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def clean_email(self, email: str) -> str:
        """The address in the one form in which it is kept."""
        return one_form(email)
