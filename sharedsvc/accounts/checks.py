"""Whether mail can be sent as it is set up; asked by `manage.py check` and before serving."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

HINT = "For example: Shared Services Register <register@council.example>."


@register
def mail_has_a_sender(**kwargs: Any) -> list[CheckMessage]:
    """Where mail is sent, it comes from an address that can be answered."""
    if not settings.SENDS_MAIL:
        return []
    return [
        Error(f"{name} is no e-mail address.", hint=HINT, id="accounts.E001")
        for name in ("DEFAULT_FROM_EMAIL", "SERVER_EMAIL")
        if not _is_address(getattr(settings, name))
    ]


def _is_address(sender: str) -> bool:
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        return False
    return not sender.rstrip("> ").endswith("@localhost")
