"""What people come to ask: questions of the home page, each a list already narrowed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from sharedsvc.core.as_at import PARAMETER, AsAt


@dataclass(frozen=True)
class Question:
    """A question in a few words and the address that answers it."""

    text: str
    address: str


@dataclass(frozen=True)
class QuestionGroup:
    """Questions of one sort."""

    key: str
    title: str
    questions: tuple[Question, ...]


ASKED: tuple[tuple[str, str, tuple[tuple[str, str, dict[str, str]], ...]], ...] = (
    (
        "who",
        "Who does what",
        (
            ("Who leads, hosts or takes part in what", "roles", {}),
            (
                "Services with no lead, host or provider recorded",
                "workstreams",
                {"without": "anybody", "component": "no"},
            ),
            ("Services for which no host is named", "workstreams", {"without": "host"}),
            ("Councils and partners, each with all it does", "organisations", {"part": "yes"}),
            (
                "Advisers and others who are neither councils nor partnerships",
                "organisations",
                {"part": "other"},
            ),
            ("Who holds which post", "posts", {}),
            ("Committees, boards and teams, and what they decide", "bodies", {}),
        ),
    ),
    (
        "decided",
        "What was decided, what is asked",
        (
            ("Decisions, newest first", "decisions", {}),
            ("What meetings were asked to do, outcome not recorded", "asks", {"answered": "no"}),
            ("What meetings are still to be asked", "asks", {"answered": "to come"}),
            ("Conditions that are open", "conditions", {"state": "open"}),
            ("Powers delegated, or to be", "delegations", {}),
            ("What each ranking says, and what became of it", "entries", {"sort": "rank"}),
        ),
    ),
    (
        "to-do",
        "What is still to do",
        (
            ("Gates, and who must still pass them", "gates", {}),
            ("Milestones not recorded as done", "milestones", {"done": "no"}),
            ("Business cases, and where they stand", "business-cases", {}),
            ("Agreements, drafted and signed", "agreements", {}),
            ("Where sources disagree", "conflicts", {"settled": "no"}),
            ("Documents that are not held", "documents", {"held": "referred to"}),
        ),
    ),
    (
        "why",
        "What is proposed, why and with what",
        (
            ("What councils are asked to agree to", "proposals", {}),
            ("Options weighed, with strengths and weaknesses", "options", {}),
            ("How services are delivered, or would be", "arrangements", {}),
            ("What reviews found", "findings", {}),
            ("Risks and opportunities", "risks", {}),
            ("Who gives money or help", "contributions", {}),
            ("Who was consulted", "consultations", {}),
        ),
    ),
)


def questions(as_at: AsAt) -> list[QuestionGroup]:
    """The groups of questions, their addresses as at the day."""
    date = {} if as_at.is_today else {PARAMETER: as_at.date.isoformat()}
    return [
        QuestionGroup(key, title, tuple(_question(*one, date=date) for one in asked))
        for key, title, asked in ASKED
    ]


def _question(text: str, kind: str, chosen: dict[str, str], *, date: dict[str, str]) -> Question:
    query = urlencode({**chosen, **date})
    address = reverse("portal:record_list", args=[kind])
    return Question(text, f"{address}?{query}" if query else address)
