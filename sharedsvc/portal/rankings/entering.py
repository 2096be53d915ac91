"""A ranking entered in the browser: whose, when, from which source, and in what order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify

from programmes.choices import GrantRole, Visibility
from programmes.models import Document, Meeting, Membership, Organisation, Programme
from programmes.operations import cite
from programmes.viewers import viewer_of
from sharedsvc.core.dates import NotADate, read_date
from sharedsvc.core.history import recording
from sharedsvc.core.rights import permission
from sharedsvc.portal.rankings.ordering import Typed, in_order, moved
from workstreams.choices import RankingKind
from workstreams.models import Ranking, Workstream
from workstreams.operations import adopt_ranking

MEETINGS = 200  # the latest of the owners' meetings to choose from


class RankingForm(forms.Form):
    """What is said of the list as a whole; its places are read beside it."""

    by = forms.ModelChoiceField(
        label="Whose ranking", queryset=Organisation.objects.none(), empty_label="Choose one"
    )
    kind = forms.ChoiceField(
        label="What kind of list",
        choices=[
            (RankingKind.RANKED, "Ranked: give ranks, the same rank for a tie"),
            (RankingKind.SELECTION, "A selection without order: tick what is chosen"),
        ],
        initial=RankingKind.RANKED,
        widget=forms.RadioSelect,
    )
    date = forms.CharField(
        label="Date",
        max_length=100,
        help_text="For example: 15 January 2010. A later list supersedes the owner’s earlier one; "
        "one of the same day stands beside it as another reading.",
    )
    meeting = forms.ModelChoiceField(
        label="Meeting that adopted it",
        queryset=Meeting.objects.none(),
        required=False,
        empty_label="Not stated",
    )
    document = forms.ModelChoiceField(
        label="Source",
        queryset=Document.objects.none(),
        required=False,
        empty_label="None among the programme’s documents",
    )
    paragraph = forms.CharField(
        label="Paragraph of the source", max_length=60, required=False, help_text="For example: 2.4"
    )
    visibility = forms.ChoiceField(label="Who may see it", choices=Visibility.choices)
    reason = forms.CharField(
        label="Why it is entered", max_length=200, help_text="Kept in the history."
    )

    def __init__(
        self, data: Any, *, owners: list[Organisation], programme: Programme, user: Any
    ) -> None:
        super().__init__(data, initial={"by": owners[0] if len(owners) == 1 else None})
        keys = [owner.pk for owner in owners]
        self.fields["by"].queryset = Organisation.objects.filter(pk__in=keys).order_by("name")  # type: ignore[attr-defined]
        meetings = Meeting.objects.visible_to(user).filter(body__organisation__in=keys)
        latest = meetings.order_by("-date_latest", "-pk").values("pk")[:MEETINGS]
        self.fields["meeting"].queryset = (  # type: ignore[attr-defined]
            meetings.filter(pk__in=list(latest.values_list("pk", flat=True)))
            .select_related("body__organisation")
            .order_by("-date_latest", "-pk")
        )
        documents = Document.objects.visible_to(user).filter(programme=programme)
        self.fields["document"].queryset = documents.order_by("title", "pk")  # type: ignore[attr-defined]

    def clean_date(self) -> str:
        """The date as EDTF. Raises ValidationError."""
        try:
            return read_date(self.cleaned_data["date"])
        except NotADate as error:
            raise forms.ValidationError(f"{error}.") from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        meeting, by = data.get("meeting"), data.get("by")
        if meeting and by and meeting.body.organisation_id != by.pk:
            self.add_error("meeting", f"That is not a meeting of {by}.")
        return data


def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a ranking of an organisation that the reader acts for; nobody enters another's."""
    programmes = Programme.objects.visible_to(request.user).for_list()
    programme = get_object_or_404(programmes, code=code)
    owners = owners_of(request.user, programme)
    if not owners:
        raise PermissionDenied("Only a clerk of a member, or the manager, enters a ranking.")
    streams = _workstreams(request.user, programme)
    places = _places(request, streams)
    sent = request.method == "POST" and "save" in request.POST
    data = request.POST if request.method == "POST" else None
    form = RankingForm(data, owners=owners, programme=programme, user=request.user)
    if sent and form.is_valid() and _keep(request, form, programme, streams, places):
        return redirect("portal:rankings", programme.code)
    if not sent:
        places = _as_asked(request, places)
        form = form if data is None else _untouched(form)
    context = {
        "section": "programmes",
        "programme": programme,
        "form": form,
        "places": in_order(places),
    }
    return render(request, "portal/rankings/enter.html", context)


def _untouched(form: RankingForm) -> RankingForm:
    """The form with what was typed and no errors yet: it was not sent to be kept."""
    form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def owners_of(user: Any, programme: Programme) -> list[Organisation]:
    """The partnership and its members, as far as the reader may enter a ranking of theirs.

    Only those are asked for in which the reader has a role that could ever give the right.
    """
    viewer = viewer_of(user)
    held = viewer.holding(GrantRole.CLERK, GrantRole.MANAGER)
    if not (held or viewer.sees_all):
        return []
    members = Membership.objects.visible_to(user).filter(partnership=programme.partnership_id)
    keys = {programme.partnership_id, *members.values_list("organisation", flat=True)}
    found = Organisation.objects.visible_to(user).order_by("name", "pk")
    if viewer.sees_all:
        return list(found.filter(pk__in=keys))
    return [one for one in found.filter(pk__in=keys & held) if _may_enter(user, programme, one)]


def _may_enter(user: Any, programme: Programme, owner: Organisation) -> bool:
    ranking = _new(programme, owner)
    return bool(user.has_perm(permission("add", ranking), ranking))


def _new(programme: Programme, by: Organisation, **values: Any) -> Ranking:
    """A council's list is its own; the partnership's is shared."""
    owner = None if by.pk == programme.partnership_id else by
    return Ranking(programme=programme, by=by, owner=owner, **values)


def _workstreams(user: Any, programme: Programme) -> list[Workstream]:
    visible = Workstream.objects.visible_to(user).filter(programme=programme, parent__isnull=True)
    return list(visible.order_by("order", "ref"))


def _places(request: HttpRequest, streams: list[Workstream]) -> list[Typed]:
    given = request.POST
    return [
        Typed(one.ref, one.title, given.get(f"rank-{one.ref}", ""), f"chosen-{one.ref}" in given)
        for one in streams
    ]


def _as_asked(request: HttpRequest, places: list[Typed]) -> list[Typed]:
    """With the one moved whose button was pressed."""
    for way in ("up", "down"):
        if way in request.POST:
            return moved(places, request.POST[way], way)
    return places


def _keep(
    request: HttpRequest,
    form: RankingForm,
    programme: Programme,
    streams: list[Workstream],
    places: list[Typed],
) -> bool:
    """Save the list with its source, or say on the form why not."""
    data = form.cleaned_data
    ranked = data["kind"] == RankingKind.RANKED
    wrong = [it for it in places if it.is_wrong and ranked]
    for place in wrong:
        form.add_error(None, f"{place.title}: “{place.rank}” is not a rank. Ranks begin at 1.")
    if wrong:
        return False
    by_ref = {one.ref: one for one in streams}
    kept = [it for it in in_order(places) if (it.number is not None if ranked else it.chosen)]
    ranking = _new(
        programme,
        data["by"],
        code=_code(programme, data["by"], data["date"]),
        kind=data["kind"],
        date=data["date"],
        meeting=data["meeting"],
        visibility=data["visibility"],
    )
    ranking.title = f"Ranking of {ranking.by.label}, {ranking.date_in_english}"[:200]
    places_kept = [(by_ref[it.ref], it.number if ranked else None) for it in kept]
    sources = [(data["document"], data["paragraph"], False)] if data["document"] else []
    try:
        with transaction.atomic(), recording(user=request.user, reason=data["reason"]):
            adopt_ranking(ranking=ranking, places=places_kept)
            cite(record=ranking, citations=sources, programme=programme)
    except ValidationError as error:
        form.add_error(None, list(error.messages))
        return False
    messages.success(request, f"{ranking.title} is recorded.")
    return True


def _code(programme: Programme, by: Organisation, day: str) -> str:
    """A code that the programme has not used yet."""
    base = slugify(f"{by.code}-{day}")[:70] or "ranking"
    taken = set(
        Ranking._base_manager.filter(programme=programme, code__startswith=base).values_list(
            "code", flat=True
        )
    )
    codes = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)
