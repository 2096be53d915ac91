"""An officer says how a workstream stands: the form, drafts, two at once, and taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from programmes.viewers import note_found
from sharedsvc.core.dates import day_in_words
from sharedsvc.core.rights import permission
from sharedsvc.core.versions import Opened, lock
from sharedsvc.portal.signing_in_again import (
    ask_to_sign_in,
    labelled,
    typed_fields,
    was_refused,
)
from sharedsvc.portal.updates.forms import UpdateForm
from sharedsvc.portal.updates.saved import PARAMETER, SavedUpdate, update_numbered
from sharedsvc.portal.updates.saving import (
    draft_of,
    forget_draft,
    keep_draft,
    save_no_change,
    save_update,
    undo,
)
from sharedsvc.portal.updates.sheet import Clash, UpdateSheet
from workstreams.models import StatusUpdate, Workstream

UNOPENED = (
    "Nothing was saved: the page does not say what it was opened on, so it cannot be told what "
    "others saved since. What you typed is below: look at the last update, then save."
)
SIGNED_IN_AGAIN = "You are signed in. Nothing was saved yet: look at what you typed, then save."
ANOTHER_SESSION = (
    "Nothing was saved: this page was opened before you signed in or out. What you typed is below: "
    "look at it, then save."
)
STALE_DRAFT = "Somebody saved an update after you began this draft: it stands beside."
NOT_YOURS = (
    "You may not update this workstream: officers of the councils that lead or host it do, and "
    "where nobody does the partnership’s manager."
)


@login_not_required
def update(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """The form of an update. What was posted stays in it until it is saved, whatever happens."""
    if not request.user.is_authenticated:
        labels = {name: str(field.label) for name, field in UpdateForm.base_fields.items()}
        answer = ask_to_sign_in(request, labelled(typed_fields(request), labels))
        if answer is not None:
            return answer
        workstream = _workstream(request, code, ref)
        return _shown_again(request, workstream, SIGNED_IN_AGAIN)
    if request.method == "POST" and not was_refused(request):
        _lock(request, code, ref)
    workstream = _workstream(request, code, ref)
    if was_refused(request):
        return _shown_again(request, workstream, ANOTHER_SESSION)
    if request.method == "POST":
        return _answer(request, workstream)
    return _page(request, _opened(request, workstream))


def _lock(request: HttpRequest, code: str, ref: str) -> None:
    seen = Workstream.objects.visible_to(request.user).filter(programme__code=code, ref=ref)
    for pk in seen.values_list("pk", flat=True):
        lock(Workstream, pk=pk)


def _workstream(request: HttpRequest, code: str, ref: str) -> Workstream:
    """The workstream, if the user may see it. Raises PermissionDenied unless they may update it."""
    seen = Workstream.objects.visible_to(request.user).select_related("programme")
    workstream: Workstream = get_object_or_404(seen, programme__code=code, ref=ref)
    note_found(request.user, workstream)
    if not may_update(request.user, workstream):
        raise PermissionDenied(NOT_YOURS)
    return workstream


def may_update(user: Any, workstream: Workstream) -> bool:
    """Whether a user may say how a workstream stands."""
    right = permission("add", StatusUpdate)
    if not user.has_perm(right):  # whoever could update none is not looked up for this one
        return False
    return bool(user.has_perm(right, StatusUpdate(workstream=workstream)))


# Opening the form


def _opened(request: HttpRequest, workstream: Workstream) -> UpdateSheet:
    """The form as it is opened: with the draft, or with the words of the last update."""
    draft = draft_of(request.user, workstream)
    if draft is not None:
        opened = Opened(*draft.opened)
        sheet = UpdateSheet(workstream, request.user, shown=draft.typed, opened=opened)
        sheet.draft = draft
        if sheet.is_stale:
            messages.warning(request, STALE_DRAFT)
        return sheet
    sheet = UpdateSheet(workstream, request.user)
    if "from_last" in request.GET and sheet.latest:
        sheet.shown = {name: getattr(sheet.latest, name) for name in ("narrative", "next_steps")}
    return sheet


def _shown_again(request: HttpRequest, workstream: Workstream, why: str) -> HttpResponse:
    """The form with what was posted, which was not saved."""
    typed = typed_fields(request)
    opened = UpdateSheet.opened_by(workstream, request.user, typed.get("version"))
    messages.warning(request, why)
    return _page(request, UpdateSheet(workstream, request.user, shown=typed, opened=opened))


def _page(request: HttpRequest, sheet: UpdateSheet) -> HttpResponse:
    context = {"section": "programmes", "sheet": sheet, "workstream": sheet.workstream}
    return render(request, "portal/update.html", context)


# Sending it


def _answer(request: HttpRequest, workstream: Workstream) -> HttpResponse:
    """What a form that was sent comes to, by the button that was pressed."""
    done = request.POST.get("do", "")
    if done == "discard":
        forget_draft(request.user, workstream)
        messages.success(request, "Your draft was deleted.")
        return redirect(workstream.update_form_address)
    opened = UpdateSheet.opened_by(workstream, request.user, request.POST.get("version"))
    if opened is None:
        return _shown_again(request, workstream, UNOPENED)
    if done == "draft":
        return _keep_draft(request, workstream, opened)
    if done == "same":
        return _no_change(request, workstream, opened)
    return _save(request, workstream, opened)


def _keep_draft(request: HttpRequest, workstream: Workstream, opened: Opened) -> HttpResponse:
    sheet = UpdateSheet(workstream, request.user, sent=typed_fields(request), opened=opened)
    keep_draft(request.user, workstream, sheet.typed, opened)
    messages.success(request, "Your draft is kept. Nobody else sees it.")
    return redirect(workstream.update_form_address)


def _no_change(request: HttpRequest, workstream: Workstream, opened: Opened) -> HttpResponse:
    sheet = UpdateSheet(workstream, request.user, opened=opened)
    if sheet.latest is None or sheet.is_stale:
        who = f"{sheet.who} saved an update meanwhile" if sheet.is_stale else "there is no update"
        messages.warning(request, f"Nothing was saved: {who}.")
        return redirect(workstream.update_form_address)
    return _saved(save_no_change(request.user, workstream, sheet.latest))


def _save(request: HttpRequest, workstream: Workstream, opened: Opened) -> HttpResponse:
    sheet = UpdateSheet(workstream, request.user, sent=typed_fields(request), opened=opened)
    asked = sheet.asked
    if asked and sheet.lacks_choices:
        return _choose(request, sheet, asked)
    if asked:
        sheet = UpdateSheet(workstream, request.user, sent=sheet.with_choices(), opened=opened)
    if not sheet.is_valid():
        return _page(request, sheet)
    clashes = sheet.clashes()
    if clashes:
        return _choose(request, sheet, clashes)
    if asked and sheet.says_nothing_new:
        messages.info(request, f"Nothing was saved: you kept what {sheet.who} had saved.")
        return redirect(workstream.get_absolute_url())
    try:
        update = save_update(request.user, workstream, sheet.values(), sheet.changed_milestones())
    except ValidationError as error:
        sheet.form.add_error(None, error.messages)
        return _page(request, sheet)
    return _saved(update)


def _saved(update: StatusUpdate) -> HttpResponse:
    return redirect(f"{update.workstream.get_absolute_url()}?{PARAMETER}={update.number}")


def _choose(request: HttpRequest, sheet: UpdateSheet, clashes: list[Clash]) -> HttpResponse:
    """Both versions side by side, field by field; whatever else was typed stays in the page."""
    context = {
        "section": "programmes",
        "sheet": sheet,
        "workstream": sheet.workstream,
        "clashes": clashes,
        "asked": " ".join(clash.name for clash in clashes),
        "fields": sheet.typed,
    }
    return render(request, "portal/update_choose.html", context)


# Taking it back


def undo_update(request: HttpRequest, code: str, ref: str, number: int) -> HttpResponse:
    """Ask whether an update is to be taken back, and take it back; that is in the history."""
    workstream = get_object_or_404(
        Workstream.objects.visible_to(request.user).select_related("programme"),
        programme__code=code,
        ref=ref,
    )
    found = update_numbered(workstream, request.user, number)
    if found is None:
        if not may_update(request.user, workstream):
            raise PermissionDenied(NOT_YOURS)
        raise Http404
    if request.method == "POST":
        return _undo(request, workstream, found)
    saved = SavedUpdate(found, request.user)
    context = {"section": "programmes", "saved": saved, "workstream": workstream}
    return render(request, "portal/undo_update.html", context)


def _undo(request: HttpRequest, workstream: Workstream, found: StatusUpdate) -> HttpResponse:
    try:
        left = undo(request.user, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(workstream.get_absolute_url())
    said = f"The update of {day_in_words(found.date_latest)} was undone. The history keeps it."
    if left:
        named = "; ".join(one.title for one in left)
        said += f" Somebody changed these since, and they stay as they are: {named}."
    messages.success(request, said)
    return redirect(workstream.get_absolute_url())
