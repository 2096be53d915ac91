"""A new report: of which programme, to which meetings, in which style; its draft is written."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from decisions.models import HouseStyle, Report
from decisions.reports.drafting import write_first_draft
from programmes.choices import MeetingState
from programmes.models import Meeting, Membership, Organisation, Programme
from programmes.reader import KEEPERS
from programmes.viewers import viewer_of
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.dates import bounds
from sharedsvc.core.history import recording
from sharedsvc.core.rights import permission
from sharedsvc.core.texts import validate_seen

REASON = "Drafted at the desk"
NOT_YOURS = "Only a clerk of a council, or the manager of a partnership, writes its reports."
MEETINGS = 300  # the latest of the bodies to choose from
HIGHLIGHT, FULL = "highlight", "full"
KINDS = [(FULL, "A full report"), (HIGHLIGHT, "A highlight report: how things stand, what is due")]
ONE_DAY = "Give one day: the report's tables stand as at it. For example: 18 February 2010."
ANOTHERS_STYLE = "This is not a house style of {}."
NEEDS_A_MEETING = "Choose the meeting that it goes to. If it is not there yet, record it first."


def writing_for(user: Any) -> list[Organisation]:
    """The organisations whose reports a user writes. Raises PermissionDenied for none."""
    viewer = viewer_of(user)
    seen = Organisation.objects.visible_to(user).order_by("name", "pk")
    if viewer.sees_all:
        found = list(seen.filter(pk__in=HouseStyle.objects.visible_to(user).values("organisation")))
    else:
        found = [
            one for one in seen.filter(pk__in=viewer.holding(*KEEPERS)) if may_write(user, one)
        ]
    if not found:
        raise PermissionDenied(NOT_YOURS)
    return found


def may_write(user: Any, organisation: Organisation) -> bool:
    """Whether a user writes the reports of an organisation."""
    return bool(user.has_perm(permission("add", Report), Report(organisation=organisation)))


class MeetingChoice(forms.ModelChoiceField):
    """A meeting by its body, whose that is, and its date."""

    def label_from_instance(self, one: Any) -> str:
        return f"{one.body.in_full}, {one.date_in_english}"


def meetings_of(user: Any, keys: list[int]) -> Any:
    """The latest meetings of these organisations and of their partnerships, not cancelled."""
    members = Membership.objects.visible_to(user).filter(organisation__in=keys)
    of = Q(body__organisation__in=keys) | Q(body__organisation__in=members.values("partnership"))
    rows = Meeting.objects.visible_to(user).filter(of).exclude(state=MeetingState.CANCELLED)
    latest = rows.order_by("-date_latest", "-pk").values_list("pk", flat=True)[:MEETINGS]
    found = rows.filter(pk__in=list(latest)).select_related("body__organisation")
    return found.order_by("-date_latest", "-pk")


class NewReportForm(forms.Form):
    """Of what a report is, to whom it goes, and how it is set out."""

    organisation = forms.ModelChoiceField(
        label="Council", queryset=Organisation.objects.none(), empty_label="Choose one"
    )
    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), empty_label="Choose one"
    )
    style = forms.ModelChoiceField(
        label="House style", queryset=HouseStyle.objects.none(), empty_label="Choose one"
    )
    kind = forms.ChoiceField(
        label="What it holds", choices=KINDS, initial=FULL, widget=forms.RadioSelect
    )
    meeting = MeetingChoice(
        label="Meeting", queryset=Meeting.objects.none(), empty_label="Choose one"
    )
    meeting_2 = MeetingChoice(
        label="Second meeting, of another body",
        queryset=Meeting.objects.none(),
        required=False,
        empty_label="None",
    )
    meeting_3 = MeetingChoice(
        label="Third meeting", queryset=Meeting.objects.none(), required=False, empty_label="None"
    )
    date = DateAsKnownField(
        label="Date of the report",
        max_length=100,
        required=False,
        help_text="Its tables stand as at this day. Blank: the day of the first meeting.",
    )
    title = forms.CharField(
        label="Subject",
        max_length=300,
        required=False,
        help_text="Blank: the title of the programme. You can change it later.",
        validators=[validate_seen],
    )

    def __init__(self, data: Any, *, user: Any, organisations: list[Organisation]) -> None:
        only = organisations[0] if len(organisations) == 1 else None
        super().__init__(data, initial={"organisation": only})
        self.user, self.organisations = user, organisations
        keys = [one.pk for one in organisations]
        self._offer("organisation", Organisation.objects.filter(pk__in=keys).order_by("name"))
        styles = HouseStyle.objects.visible_to(user).filter(organisation__in=keys)
        self._offer("style", styles.order_by("title", "pk"))
        if len(found := list(styles[:2])) == 1:
            self.initial["style"] = found[0]
        self._offer_programmes(keys)
        self._offer_meetings(keys)

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _offer_programmes(self, keys: list[int]) -> None:
        """Those of the partnerships in which these organisations are, or that they are."""
        members = Membership.objects.visible_to(self.user).filter(organisation__in=keys)
        of = Q(partnership__in=keys) | Q(partnership__in=members.values("partnership"))
        programmes = Programme.objects.visible_to(self.user).filter(of).order_by("title", "pk")
        self._offer("programme", programmes)
        if len(found := list(programmes[:2])) == 1:
            self.initial["programme"] = found[0]

    def _offer_meetings(self, keys: list[int]) -> None:
        for name in ("meeting", "meeting_2", "meeting_3"):
            self._offer(name, meetings_of(self.user, keys))
        self.fields["meeting"].error_messages["required"] = NEEDS_A_MEETING

    @property
    def meetings(self) -> list[Meeting]:
        """Those that were chosen, each once, in order."""
        data = self.cleaned_data
        chosen = [data.get(name) for name in ("meeting", "meeting_2", "meeting_3")]
        return list(dict.fromkeys(one for one in chosen if one))

    def clean(self) -> dict[str, Any]:
        """Refuse what does not fit together, each at its field."""
        data = super().clean() or {}
        organisation, style = data.get("organisation"), data.get("style")
        if organisation and style and style.organisation_id != organisation.pk:
            self.add_error("style", ANOTHERS_STYLE.format(organisation))
        if "date" not in self.errors and data.get("meeting"):
            data["date"] = data["date"] or data["meeting"].date
            day = bounds(data["date"]) if data["date"] else None
            if day is None or day.earliest != day.latest:
                self.add_error("date", ONE_DAY)
        return data

    def written(self) -> Report | None:
        """The report with its first draft; None where that is refused, and the form says why."""
        try:
            with recording(user=self.user, reason=REASON, at=timezone.now()):
                return write_first_draft(
                    report=self._report(),
                    meetings=self.meetings,
                    user=self.user,
                    highlights=self.cleaned_data["kind"] == HIGHLIGHT,
                )
        except ValidationError as error:
            self.add_error(None, error.messages)
        return None

    def _report(self) -> Report:
        data = self.cleaned_data
        organisation, programme = data["organisation"], data["programme"]
        is_shared = organisation.pk == programme.partnership_id
        return Report(
            programme=programme,
            organisation=organisation,
            owner=None if is_shared else organisation,
            style=data["style"],
            date=data["date"],
            title=data["title"] or programme.title,
            code=code_of(organisation, data["date"]),
        )


def code_of(organisation: Organisation, day: str) -> str:
    """What the address of a new report says: council and date, numbered where there are more."""
    base = slugify(f"{organisation.label} {day}")[:70] or slugify(f"report {day}")
    taken = set(Report._base_manager.filter(code__startswith=base).values_list("code", flat=True))
    codes = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in codes if code not in taken)
