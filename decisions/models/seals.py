"""That a decision was confirmed by a second person, and the seal put on it then.

The seals of the decisions of one organisation form a chain: each is made over what was confirmed
and over the seal before it (`decisions.sealing`). Written once and never changed; not governed,
since they are no statements about councils but about the record itself.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from decisions.models.decisions import Decision
from sharedsvc.core.history import current_recording
from sharedsvc.core.models import NeverDeleted, WrittenOnce
from sharedsvc.core.rights import permission


class Chain(NeverDeleted):
    """The chain of the decisions of an organisation; of its partnership where none is named.

    `head` is the latest seal. Who adds one locks the row first, so that a chain never parts in two.
    """

    organisation = models.OneToOneField(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="chain_of_decisions"
    )
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    called = "A chain of seals"

    class Meta(NeverDeleted.Meta):
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(length=0, head="") | (Q(length__gt=0) & ~Q(head="")),
                name="chain_has_a_head_once_it_has_a_link",
                violation_error_message="A chain has a head as soon as it has a seal.",
            )
        ]

    def __str__(self) -> str:
        return f"Decisions of {self.organisation}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only within a recording, and only further. Raises Unrecorded."""
        current_recording()
        super().save(*args, **kwargs)


class Seal(WrittenOnce):
    """That a decision was confirmed, or redacted: when, by whom and why, and its seal.

    Of a confirmed one `decision` is said; of what it reads like after a redaction, sealed anew at
    the end of the chain, `redacted_decision`: the first seal then no longer tells its texts.

    `content` is the SHA-256 of its canonical form, `digest` the seal: the SHA-256 over that, the
    chain, the number and `previous`, the seal before. `opening` holds as JSON what is needed to
    work the content out anew: for each sealed row the salts of its texts, and the last of its
    versions at that time. In place of the salt of a text that was redacted stand its hashes.
    """

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, related_name="seal"
    )
    redacted_decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="seals_since_redacted"
    )
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="seals")
    number = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    form = models.PositiveSmallIntegerField(help_text="Which canonical form was used.")
    opening = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField()

    called, act = "A seal", "confirm this decision"

    class Meta(WrittenOnce.Meta):
        ordering: ClassVar = ["chain", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["chain", "number"],
                name="seal_once_at_a_place",
                violation_error_message="The chain has a seal at this place already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="seals_begin_at_one",
                violation_error_message="The seals of a chain begin at 1.",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True) ^ Q(redacted_decision__isnull=True),
                name="seal_is_of_one_decision",
                violation_error_message="A seal is of a decision as confirmed, or as redacted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"

    @property
    def of(self) -> int:
        """The key of the decision that it is of, as confirmed or as redacted."""
        return self.decision_id or self.redacted_decision_id  # type: ignore[return-value]

    @property
    def of_decision(self) -> Any:
        """That decision."""
        return self.decision or self.redacted_decision

    def may_be_written_by(self, user: Any) -> bool:
        """Whether the user may confirm the decision, or may redact it."""
        if self.decision is None:
            return user.has_perm("decisions.redact_decision", self.redacted_decision)
        return user.has_perm(permission("confirm", self.decision), self.decision)
