"""The mail by which somebody invited sets a password."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest


def send_invitation(request: HttpRequest, user: Any, *, role: str, organisation: str) -> None:
    """Tell somebody of a role given; without a password yet, how to set one.

    Raises OSError (smtplib's errors among them) when the mail cannot be sent.
    """
    adapter = get_adapter(request)
    address = ""
    if not user.has_usable_password():
        token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
        key = f"{user_pk_to_url_str(user)}-{token}"
        address = adapter.get_reset_password_from_key_url(key)
    context = {"user": user, "role": role, "organisation": organisation, "address": address}
    adapter.send_mail("account/email/invitation", user.email, context)
