"""What forms say of wrong input: plain words in place of Django's, for every form at once."""

from typing import Any

from django import forms
from django.core import validators
from django.db import models

REQUIRED = "Fill this in."
NOT_A_CHOICE = "That is not one of the choices. Choose another."
TAKEN = "There is another one with the same %(field_label)s. Choose another."
WORDS: dict[Any, dict[str, str]] = {
    forms.Field: {"required": REQUIRED},
    forms.ChoiceField: {"invalid_choice": NOT_A_CHOICE},
    forms.ModelChoiceField: {"invalid_choice": NOT_A_CHOICE},
    forms.FileField: {
        "invalid": "Choose a file.",
        "missing": "Choose a file.",
        "empty": "The file is empty. Choose another.",
    },
    models.Field: {
        "blank": REQUIRED,
        "null": REQUIRED,
        "invalid_choice": NOT_A_CHOICE,
        "unique": TAKEN,
    },
    models.ForeignKey: {"invalid": NOT_A_CHOICE},
}
LIMITS: tuple[tuple[Any, str], ...] = (
    (
        validators.MaxLengthValidator,
        "Use at most %(limit_value)d characters; there are %(show_value)d.",
    ),
    (validators.MinValueValidator, "Give %(limit_value)s or more."),
    (validators.MaxValueValidator, "Give %(limit_value)s or less."),
    (
        validators.ProhibitNullCharactersValidator,
        "There is a character in it that cannot be kept. Type it again.",
    ),
    (
        validators.validate_slug,
        "Use only letters without accents, digits, hyphens and underscores.",
    ),
)


def speak_plainly() -> None:
    """Give Django's fields and validators our words.

    A field takes its words when it is made: call this before any model or form is imported.
    """
    for field, words in WORDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    for validator, message in LIMITS:
        validator.message = message
