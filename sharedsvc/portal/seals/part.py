"""The seal on a decision's page, checked when the page is made."""

import logging
from dataclasses import dataclass
from typing import Any

from decisions.models import Decision, Seal
from decisions.sealing.verifying import fits, is_redacted_since, since_redacted
from sharedsvc.core.people import called
from sharedsvc.core.rights import permission

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShownSeal:
    """What a decision's page says of its seal; without a seal, that it is not confirmed."""

    decision: Decision
    seal: Seal | None
    does_not_fit: str = ""
    may_confirm: bool = False
    redacted: tuple[Seal, ...] = ()  # since then: what it reads like without personal details

    @property
    def title(self) -> str:
        """The heading of the part."""
        if self.seal is None:
            return "Not confirmed"
        if self.does_not_fit:
            return "Altered"
        return "Redacted, else not altered" if self.redacted else "Not altered"

    @property
    def by(self) -> str:
        """Who confirmed it."""
        return called(self.seal.by) if self.seal else ""


def shown_for(decision: Decision, user: Any) -> ShownSeal:
    """The seal of a decision, worked out anew; or, without one, whether this reader may confirm.

    Why it does not fit is logged and not told: it may speak of what the reader may not see.
    """
    seals: Any = Seal.objects.filter(decision=decision.pk)
    seal = seals.select_related("chain__organisation", "by").first()
    if seal is None:
        may = user.is_authenticated and user.has_perm(permission("confirm", decision), decision)
        return ShownSeal(decision, None, may_confirm=may)
    words = fits(seal)
    if words:
        logger.error("a confirmed decision does not fit its seal")
    since = since_redacted(seal).select_related("by") if is_redacted_since(seal) else ()
    return ShownSeal(decision, seal, words, redacted=tuple(since))
