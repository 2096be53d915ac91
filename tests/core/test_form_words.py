"""What forms say of wrong input is plain, whichever form it is."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from programmes.models import Phase
from sharedsvc.accounts.models import User
from sharedsvc.core import form_words


class Wrong(forms.Form):
    """A field of each sort, made as any form makes them."""

    text = forms.CharField(max_length=3)
    choice = forms.ChoiceField(choices=[("a", "A")])
    record = forms.ModelChoiceField(queryset=Phase.objects.none())
    count = forms.IntegerField(min_value=1, max_value=9)
    code = forms.SlugField()
    file = forms.FileField()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("text", "", "Fill this in."),
        ("text", "four", "Use at most 3 characters; there are 4."),
        ("text", "a\0", "There is a character in it that cannot be kept. Type it again."),
        ("choice", "b", form_words.NOT_A_CHOICE),
        ("record", "king", form_words.NOT_A_CHOICE),
        ("count", "0", "Give 1 or more."),
        ("count", "10", "Give 9 or less."),
        ("code", "ü", "Use only letters without accents, digits, hyphens and underscores."),
    ],
)
def test_forms_speak_plainly(db, field, typed, says):
    assert Wrong({field: typed}).errors[field] == [says]


def test_models_speak_plainly(db):
    User.objects.create_user("a@example.org")
    with pytest.raises(ValidationError) as refused:
        User(email="a@example.org").full_clean()
    assert refused.value.message_dict["email"] == [
        "There is another one with the same E-mail address. Choose another."
    ]
