"""What an organisation enters as its own of a programme, a ranking or scores: common parts."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.text import slugify

from programmes.choices import Visibility
from programmes.models import Document, Meeting, Membership, Organisation, Programme
from programmes.viewers import viewer_of
from sharedsvc.core.date_fields import DateAsKnownField
from sharedsvc.core.field_words import heading_of
from sharedsvc.core.rights import permission

MEETINGS = 200  # the latest of the owners' meetings to choose from


class OwnListForm(forms.Form):
    """Whose it is, when, at which meeting, from which source, for whom."""

    model: ClassVar[Any]

    by = forms.ModelChoiceField(queryset=Organisation.objects.none(), empty_label="Choose one")
    date = DateAsKnownField(max_length=100)
    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(), required=False, empty_label="Not stated"
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
    visibility = forms.ChoiceField(choices=Visibility.choices)
    reason = forms.CharField(
        label="Why it is entered", max_length=200, help_text="Kept in the history."
    )

    def __init__(
        self, data: Any, *, owners: list[Organisation], programme: Programme, user: Any
    ) -> None:
        super().__init__(data, initial={"by": owners[0] if len(owners) == 1 else None})
        for field in self.model._meta.concrete_fields:
            if field.name in self.fields:
                self.fields[field.name].label = heading_of(field)
        keys = [owner.pk for owner in owners]
        self.fields["by"].queryset = Organisation.objects.filter(pk__in=keys).order_by("name")  # type: ignore[attr-defined]
        meetings = Meeting.objects.visible_to(user).filter(body__organisation__in=keys)
        latest = meetings.order_by("-date_latest", "-pk").values_list("pk", flat=True)[:MEETINGS]
        self.fields["meeting"].queryset = (  # type: ignore[attr-defined]
            meetings.filter(pk__in=list(latest))
            .select_related("body__organisation")
            .order_by("-date_latest", "-pk")
        )
        documents = Document.objects.visible_to(user).filter(programme=programme)
        self.fields["document"].queryset = documents.order_by("title", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting of another organisation."""
        data = super().clean() or {}
        meeting, by = data.get("meeting"), data.get("by")
        if meeting and by and meeting.body.organisation_id != by.pk:
            self.add_error("meeting", f"That is not a meeting of {by}.")
        return data

    @property
    def citations(self) -> list[tuple[Document, str, bool]]:
        """The source that was chosen, if any."""
        document = self.cleaned_data["document"]
        return [(document, self.cleaned_data["paragraph"], False)] if document else []

    def record(self, programme: Programme, **own: Any) -> Any:
        """The record that was described, not saved yet; with what is its kind's own."""
        data = self.cleaned_data
        code = unused_code(self.model, programme, data["by"], data["date"])
        said = {name: data[name] for name in ("date", "meeting", "visibility")}
        return _new(self.model, programme, data["by"], code=code, **said, **own)


def _new(model: Any, programme: Programme, by: Organisation, **values: Any) -> Any:
    """A list of an organisation. What a council enters is its own; the partnership's is shared."""
    owner = None if by.pk == programme.partnership_id else by
    return model(programme=programme, by=by, owner=owner, **values)


def owners_for(user: Any, programme: Programme, model: Any, *roles: str) -> list[Organisation]:
    """The partnership and its members for which a user may add records of a model.

    Only those are asked for in which the user has one of the roles that could ever give the right.
    """
    viewer = viewer_of(user)
    held = viewer.holding(*roles)
    if not (held or viewer.sees_all):
        return []
    members = Membership.objects.visible_to(user).filter(partnership=programme.partnership_id)
    found = Organisation.objects.visible_to(user).order_by("name", "pk")
    found = found.filter(Q(pk=programme.partnership_id) | Q(pk__in=members.values("organisation")))
    if viewer.sees_all:
        return list(found)
    return [one for one in found.filter(pk__in=held) if _may_add(user, _new(model, programme, one))]


def _may_add(user: Any, record: Any) -> bool:
    return bool(user.has_perm(permission("add", record), record))


def unused_code(model: Any, programme: Programme, by: Organisation, day: str) -> str:
    """A code for a record of the model that the programme has not used yet."""
    base = slugify(f"{by.code}-{day}")[:70] or "list"
    taken = set(
        model._base_manager.filter(programme=programme, code__startswith=base).values_list(
            "code", flat=True
        )
    )
    codes = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)
