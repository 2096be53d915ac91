"""Every form can safely be sent twice: it is one transaction, and the second answer is the first's.

Each form carries a random token. It is kept, with the answer, in the transaction of what the form
wrote: where the form is sent again, because somebody clicked twice or because an error was reported
though all was saved, the token is there, and what it answered is answered again. Two at once: the
second waits at the token's row.
"""

import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.messages import add_message, get_messages
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sharedsvc.core.busy import CSRF, busy_page, is_busy, kept_page
from sharedsvc.core.models import SentForm
from sharedsvc.core.planned import PlannedOnce

FIELD = "form_token"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
KEPT_FOR = timedelta(days=3)
FORGOTTEN_AT_ONCE = 20
LOOKED_FOR_EVERY = 60  # seconds, by each process
# One statement takes a token or, having waited for who has it, says what was answered.
TAKE = PlannedOnce(
    """
INSERT INTO core_sentform (token, sender, at, answer) VALUES (%(token)s, %(sender)s, %(now)s, '')
ON CONFLICT (token) DO UPDATE SET at = core_sentform.at RETURNING sender, answer
""",
    token="varchar",
    sender="varchar",
    now="timestamptz",
)
ANSWERED = PlannedOnce(
    "UPDATE core_sentform SET answer = %(answer)s WHERE token = %(token)s",
    answer="text",
    token="varchar",
)
View = Callable[..., HttpResponse]


def new_token() -> str:
    """A token for one form."""
    return secrets.token_urlsafe(24)


def after_saving(request: HttpRequest, act: Callable[[], None]) -> None:
    """Have something done once what this form wrote is stored: a mail sent, a file deleted.

    What it tells (messages) reaches the one who sent the form, but not who sends it again.
    """
    request.__dict__.setdefault("after_saving", []).append(act)


class SentOnceMiddleware:
    """Answers each form once, and in plain words where the register is busy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer a form that was sent; whatever else is asked goes its way."""
        match = request.resolver_match
        if request.method != "POST" or (match and match.view_name in settings.SAFE_TO_SEND_TWICE):
            return None
        try:
            return answer_once(request, lambda: view(request, *args, **kwargs))
        except Exception as error:
            if is_busy(error):
                return busy_page(request)
            raise

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Where something else finds the register busy, say so."""
        return busy_page(request) if is_busy(error) else None


def answer_once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What the form is answered, now or when it was sent before.

    A form without a token, as of a page opened before there were any, is taken as it is; one with a
    token that is not its own is refused, with all that was typed. What is answered by anything but
    a redirect wrote nothing: its token can be used again.
    """
    token, answered = request.POST.get(FIELD), False
    try:
        with transaction.atomic():
            sent = _take(request, token) if token is not None else None
            if sent is not None and sent.sender != _sender(request):
                return _refused(request)
            if sent is not None and sent.answer:
                return _again(request, sent)
            response = act()
            if sent is not None:
                _keep(request, sent, response)
            answered = True
    except Error:
        if not answered or token is None:
            raise
        return kept_page(request, "unsure")
    for further in request.__dict__.pop("after_saving", ()):
        further()
    return response


def _sender(request: HttpRequest) -> str:
    """Who sends a form (the user or, signed out, the browser), where to, and with what in it.

    A page to which somebody goes back after saving, and in which they type something else, is so
    told from the same form sent again: it would be answered as if that had been saved.
    """
    user = request.user
    who = f"user {user.pk}" if user.is_authenticated else request.META.get("CSRF_COOKIE", "")
    typed = [
        (name, [_plain(value) for value in values])
        for name, values in sorted(request.POST.lists())
        if name not in (FIELD, CSRF) and "password" not in name
    ]
    return salted_hmac("sender of a form", f"{who} {request.path} {typed}").hexdigest()


def _plain(value: str) -> str:
    """A text without its line ends, which browsers write each in their way."""
    return " ".join(value.split())


def _take(request: HttpRequest, token: str) -> SentForm:
    """The row of a token, made now unless it is there; whoever comes second waits for the first."""
    if not TOKEN.fullmatch(token):
        return SentForm(token="", sender="")
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    [(sender, answer)] = TAKE.ask(token=token, sender=_sender(request), now=now)
    return SentForm(token=token, sender=sender, answer=answer)


def _keep(request: HttpRequest, sent: SentForm, response: HttpResponse) -> None:
    """Keep what was answered, or that nothing was."""
    if response.status_code != 302:
        SentForm.objects.filter(token=sent.token).delete()
        return
    storage: Any = get_messages(request)
    told = list(storage._queued_messages)
    answer = json.dumps([response.headers["Location"], told], cls=MessageEncoder)
    ANSWERED.do(answer=answer, token=sent.token)
    if time.monotonic() >= _forgetting.next_at:
        _forget_old()


def _again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    """The answer that was given before."""
    address, told = json.loads(sent.answer, cls=MessageDecoder)
    for message in told:
        add_message(request, message.level, message.message, message.extra_tags)
    return redirect(address)


def _refused(request: HttpRequest) -> HttpResponse:
    """A token that is not this form's says nothing of what was sent before: it gets a new one."""
    typed: Any = request.POST.copy()
    typed[FIELD] = new_token()
    request.POST = typed
    return kept_page(request, "not this form", status=409)


@dataclass
class Forgetting:
    """When this process looks again for old answers: at once where it left some."""

    next_at: float = 0.0


_forgetting = Forgetting()


def _forget_old() -> None:
    """Forget some answers that nobody waits for any more; others may be doing so too."""
    old = SentForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).order_by("at")
    tokens = list(
        old.select_for_update(skip_locked=True).values_list("token", flat=True)[:FORGOTTEN_AT_ONCE]
    )
    if tokens:
        SentForm.objects.filter(token__in=tokens).delete()
    is_more = len(tokens) == FORGOTTEN_AT_ONCE
    _forgetting.next_at = time.monotonic() + (0 if is_more else LOOKED_FOR_EVERY)
