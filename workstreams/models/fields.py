"""A field that several records of "what" have alike."""

from django.db import models

BEFORE_GATES_HELP = (
    "Only where a source says that it took effect though a gate in front of it was not passed: "
    "what the source says of it. It is shown."
)


def why_before_gates() -> models.TextField:
    """Why something took effect before its gates, where it did: recorded, and never hidden."""
    return models.TextField("why before its gates", blank=True, help_text=BEFORE_GATES_HELP)


def before_gates_only(in_effect: models.Q, name: str, what: str) -> models.CheckConstraint:
    """A reason why stands only beside what took effect."""
    return models.CheckConstraint(
        condition=models.Q(before_gates="") | in_effect,
        name=name,
        violation_error_message=f"Only {what} may say why it took effect before its gates.",
    )
