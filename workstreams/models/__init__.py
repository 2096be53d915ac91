"""What: workstreams, roles, progress, rankings."""

from workstreams.models.progress import Milestone, StatusUpdate
from workstreams.models.rankings import Ranking, RankingEntry
from workstreams.models.roles import WorkstreamRole
from workstreams.models.workstreams import Lineage, Stage, Workstream

__all__ = [
    "Lineage",
    "Milestone",
    "Ranking",
    "RankingEntry",
    "Stage",
    "StatusUpdate",
    "Workstream",
    "WorkstreamRole",
]
