"""What: workstreams, roles, arrangements, progress, rankings, assurance."""

from workstreams.models.arrangements import Arrangement
from workstreams.models.assurance import Consultation, Contribution, Finding, Review, Risk
from workstreams.models.fields import before_gates_only, why_before_gates
from workstreams.models.progress import Milestone, StatusUpdate, UpdateDraft
from workstreams.models.project_lists import ListColumn
from workstreams.models.rankings import Ranking, RankingEntry
from workstreams.models.roles import WorkstreamRole
from workstreams.models.scores import Score, Scoring, off_the_scale, plain
from workstreams.models.workstreams import Lineage, Stage, Workstream
