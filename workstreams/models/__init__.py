"""What: workstreams, roles, arrangements, progress, rankings, assurance."""

from workstreams.models.arrangements import Arrangement
from workstreams.models.assurance import Consultation, Contribution, Finding, Review, Risk
from workstreams.models.fields import before_gates_only, why_before_gates
from workstreams.models.progress import Milestone, StatusUpdate, UpdateDraft
from workstreams.models.rankings import Ranking, RankingEntry
from workstreams.models.roles import WorkstreamRole
from workstreams.models.scores import Score, Scoring, off_the_scale, plain
from workstreams.models.workstreams import Lineage, Stage, Workstream

__all__ = [
    "Arrangement",
    "Consultation",
    "Contribution",
    "Finding",
    "Lineage",
    "Milestone",
    "Ranking",
    "RankingEntry",
    "Review",
    "Risk",
    "Score",
    "Scoring",
    "Stage",
    "StatusUpdate",
    "UpdateDraft",
    "Workstream",
    "WorkstreamRole",
    "before_gates_only",
    "off_the_scale",
    "plain",
    "why_before_gates",
]
