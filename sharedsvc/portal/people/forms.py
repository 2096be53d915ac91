"""What is asked when somebody is given a role, or a role is ended."""

from typing import Any

from django import forms

from programmes.choices import GrantRole
from sharedsvc.accounts.models import User
from sharedsvc.core.field_words import as_in
from sharedsvc.core.opened_form import OpenedForm
from sharedsvc.core.texts import validate_seen

CHANGED = (
    "Somebody changed this role since you opened the form. Look at it again, then send the form "
    "once more."
)


class InvitationForm(forms.Form):
    """Whom to invite, as what, and where: among the organisations that the giver looks after."""

    email = forms.EmailField(**as_in(User, "email"))
    name = forms.CharField(**as_in(User, "name"), validators=[validate_seen])
    role = forms.ChoiceField(choices=GrantRole.choices)
    organisation: Any = forms.ModelChoiceField(queryset=None, empty_label=None)
    reason = forms.CharField(
        max_length=200,
        help_text="Why this person needs the role. Kept in the history.",
        validators=[validate_seen],
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations.order_by("name", "pk")


class EndRoleForm(OpenedForm):
    """Why a role ends."""

    reason = forms.CharField(
        max_length=200, help_text="Kept in the history.", validators=[validate_seen]
    )

    def told_since(self, number: int | None) -> list[str]:
        """Whatever was changed in a role, its end is to be thought over."""
        return [CHANGED]
