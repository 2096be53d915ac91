"""The admin of "what"."""

from programmes.admin import inline, register
from workstreams.models import (
    Arrangement,
    Consultation,
    Contribution,
    Finding,
    Lineage,
    Milestone,
    Ranking,
    RankingEntry,
    Review,
    Risk,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

register(Workstream, inline(WorkstreamRole), inline(Stage))
register(WorkstreamRole)
register(Stage)
register(Lineage)
register(Arrangement)
register(Milestone)
register(StatusUpdate)
register(Ranking, inline(RankingEntry))
register(RankingEntry)
register(Risk)
register(Contribution)
register(Consultation)
register(Review, inline(Finding))
register(Finding)
