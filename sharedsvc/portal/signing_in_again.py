"""A form that somebody sends who is no longer signed in: it stays in the page, and nowhere else.

The page asks them to sign in and carries what was typed as fields of its own. Once they have signed
in, the form is shown again with all of it; nothing of it was stored meanwhile.
"""

from collections.abc import Iterable, Mapping

from allauth.account.forms import LoginForm
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sharedsvc.core.sending import FIELD

CSRF = "csrfmiddlewaretoken"
SIGNING_IN = ("login", "password", "remember", "signing_in")
TECHNICAL = (CSRF, FIELD, *SIGNING_IN)


def typed_fields(request: HttpRequest) -> dict[str, str]:
    """What was typed, without what belongs to the session that sent it."""
    return {n: str(v) for n, v in request.POST.items() if n not in TECHNICAL}


def was_refused(request: HttpRequest) -> bool:
    """Whether the form comes from a page of before signing in or out: it is shown again."""
    return bool(getattr(request, "comes_from_another_session", False))


def ask_to_sign_in(
    request: HttpRequest, readable: Iterable[tuple[str, str]]
) -> HttpResponse | None:
    """The answer to somebody signed out: sign in, and then all that was typed is there again.

    None once they have signed in with what was sent; `readable` are labels and texts.
    """
    if request.method != "POST" or not any(typed_fields(request).values()):
        return redirect_to_login(request.get_full_path())
    form = None
    if "signing_in" in request.POST and not was_refused(request):
        too_many = ratelimit.consume_or_429(request, action="login")
        if too_many is not None:
            return too_many
        form = LoginForm(request.POST, request=request)
        if form.is_valid():
            answer = _sign_in(request, form)
            return None if request.user.is_authenticated else answer
    context = {
        "form": form or LoginForm(request=request),
        "fields": list(typed_fields(request).items()),
        "readable": [(label, text) for label, text in readable if text.strip()],
        "address": request.get_full_path(),
    }
    return render(request, "portal/signing_in_again.html", context, status=403)


def _sign_in(request: HttpRequest, form: LoginForm) -> HttpResponse:
    try:
        return form.login(request, redirect_url=request.get_full_path())
    except ImmediateHttpResponse as error:
        return error.response


def labelled(typed: Mapping[str, str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed, by what the form calls each field; fields without a name are left out."""
    return [(labels[name], text) for name, text in typed.items() if name in labels]
