"""The page on which a clerk records what was decided, and what its buttons do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sharedsvc.core.kinds import kinds
from sharedsvc.portal.deciding.forms import ClauseForm, DecisionForm
from sharedsvc.portal.deciding.place import PlaceOfDeciding, of_correction, of_nothing, of_report
from sharedsvc.portal.deciding.saving import draft_of, forget_draft, keep_draft, record
from sharedsvc.portal.deciding.sheet import DecisionSheet
from sharedsvc.portal.deciding.typed import after, when_opened
from sharedsvc.portal.signing_in_again import ask_to_sign_in, typed_fields, was_refused

SIGNED_IN_AGAIN = (
    "You are signed in. Nothing was recorded yet: look at what you typed, then record it."
)
ANOTHER_SESSION = (
    "Nothing was recorded: this page was opened before you signed in or out. What you typed is "
    "below: look at it, then record it."
)


@login_not_required
def from_report(request: HttpRequest, code: str) -> HttpResponse:
    """Record what a body decided on what a report asks of it, clause by clause."""
    return _signed_in(request) or _answer(request, of_report(request, code))


@login_not_required
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Record a decision of a programme to which no report here belongs."""
    return _signed_in(request) or _answer(request, of_nothing(request, code))


@login_not_required
def correct(request: HttpRequest, code: str, own: str) -> HttpResponse:
    """Record a decision that supersedes one that was recorded, and says why."""
    return _signed_in(request) or _answer(request, of_correction(request, code, own))


def _signed_in(request: HttpRequest) -> HttpResponse | None:
    """Ask somebody signed out to sign in, with all that they typed; None for one signed in."""
    if request.user.is_authenticated:
        return None
    answer = ask_to_sign_in(request, _readable(typed_fields(request)))
    if answer is None:
        request.__dict__["has_signed_in_again"] = True
    return answer


def _readable(typed: dict[str, str]) -> list[tuple[str, str]]:
    """What was typed, by what the form calls each field; boxes and choices are left out."""
    labels = {name: str(field.label) for name, field in DecisionForm.base_fields.items()}
    of_clauses = {name: str(field.label) for name, field in ClauseForm.base_fields.items()}
    found = []
    for name, text in typed.items():
        prefix, _, field = name.partition("-")
        if name in labels:
            found.append((labels[name], text))
        elif field in of_clauses:
            number = typed.get(f"{prefix}-number", "")
            found.append((f"{of_clauses[field]} ({number})", text))
    return found


def _answer(request: HttpRequest, place: PlaceOfDeciding) -> HttpResponse:
    """What stands in the page, or what the button that was pressed comes to."""
    typed = typed_fields(request) if request.method == "POST" else {}
    again = SIGNED_IN_AGAIN if "has_signed_in_again" in request.__dict__ else ""
    again = ANOTHER_SESSION if was_refused(request) else again
    if again:
        messages.warning(request, again)
        return _page(request, DecisionSheet(place, request.user, typed))
    if request.method != "POST":
        return _page(request, _opened(request, place))
    do = typed.pop("do", "show")
    if do == "discard":
        forget_draft(request.user, place)
        messages.success(request, "Your draft was deleted.")
        return redirect(place.address)
    if do == "draft":
        keep_draft(request.user, place, typed)
        messages.success(request, "Your draft is kept. Nobody else sees it.")
        return redirect(place.address)
    if do == "record":
        return _record(request, DecisionSheet(place, request.user, typed, is_checked=True))
    return _page(request, DecisionSheet(place, request.user, after(do, typed)))


def _opened(request: HttpRequest, place: PlaceOfDeciding) -> DecisionSheet:
    """The form as it is opened: with the draft, or from what was asked."""
    draft = draft_of(request.user, place)
    sheet = DecisionSheet(place, request.user, draft.typed if draft else {})
    if draft is None:
        sheet.typed = when_opened(place, sheet.asks.values())
    sheet.draft = draft
    return sheet


def _page(request: HttpRequest, sheet: DecisionSheet) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "programmes",
        "sheet": sheet,
        "place": sheet.place,
        "programme": sheet.place.programme,
    }
    return render(request, "portal/record_decision.html", context)


def _record(request: HttpRequest, sheet: DecisionSheet) -> HttpResponse:
    if not sheet.is_valid():
        return _page(request, sheet)
    decision = record(sheet)
    if decision is None:
        return _page(request, sheet)
    messages.success(
        request,
        "What was decided is recorded. A second person of "
        f"{decision.organisation} confirms it; until then nothing moves.",
    )
    return redirect(kinds.address(decision))
