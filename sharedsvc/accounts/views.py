"""Signing in, where the library for it would answer with a fault."""

from typing import Any

import structlog
from allauth.account.views import PasswordResetView
from django.http import HttpResponse

NOT_SENT = (
    "The mail could not be sent: the register's mail server does not answer. Nothing was changed. "
    "Try again in a few minutes; if it goes wrong again, tell the council that runs this register."
)
logger = structlog.get_logger(__name__)


class ForgottenPassword(PasswordResetView):
    """Asks where to send the link; says so when no mail can be sent."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the letter; where mail cannot be sent, say so."""
        try:
            return super().form_valid(form)
        except OSError:  # smtplib's errors among them
            logger.exception("mail_not_sent")
            form.add_error(None, NOT_SENT)
            return self.form_invalid(form)
