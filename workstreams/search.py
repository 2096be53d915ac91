"""What is found of "what" by search."""

from typing import Any

from sharedsvc.core.search.declared import Searched, searched_models
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
    Score,
    Scoring,
    Stage,
    StatusUpdate,
    Workstream,
    WorkstreamRole,
)

OF_WORKSTREAM = "workstream.programme"


def _risk_title(risk: Any) -> str:
    category = f": {risk.get_category_display().lower()}" if risk.category else ""
    return f"{risk.get_kind_display()}{category}"


searched_models.register(
    Searched(model=Workstream, title="title", names=("ref",), belongs=("programme",), weight=1.5),
    Searched(
        model=WorkstreamRole,
        title=str,
        through=(
            "organisation.name",
            "organisation.short_name",
            "person.name",
            "post.title",
            "workstream.title",
        ),
        belongs=("workstream", OF_WORKSTREAM),
        weight=1.1,
    ),
    Searched(
        model=Stage,
        title=lambda stage: f"{stage.title or stage.workstream}: {stage.get_stage_display()}",
        through=("workstream.title", "phase.title"),
        belongs=("workstream", OF_WORKSTREAM),
        weight=0.6,
    ),
    Searched(
        model=Lineage,
        title=str,
        through=("predecessor.title", "successor.title"),
        belongs=("successor.programme",),
        weight=0.7,
    ),
    Searched(
        model=Arrangement,
        title=str,
        through=("workstream.title",),
        belongs=("workstream", OF_WORKSTREAM),
        weight=0.9,
    ),
    Searched(
        model=Milestone,
        title="title",
        through=("workstream.title",),
        belongs=("workstream", "programme"),
    ),
    Searched(
        model=StatusUpdate,
        title=str,
        through=("workstream.title",),
        belongs=("workstream", OF_WORKSTREAM),
        weight=0.9,
    ),
    Searched(
        model=Ranking,
        title="title",
        through=("by.name",),
        belongs=("by", "programme"),
    ),
    Searched(
        model=RankingEntry,
        title=lambda entry: f"{entry.label} ({entry.ranking.title})",
        through=("ranking.title", "ranking.by.name", "workstream.title"),
        leads_to="ranking",
        belongs=("workstream", "ranking.programme"),
        weight=0.8,
    ),
    Searched(
        model=Scoring,
        title="title",
        through=("by.name",),
        belongs=("by", "programme"),
    ),
    Searched(
        model=Score,
        title=str,
        through=("workstream.title", "criterion.text", "scoring.title"),
        leads_to="scoring",
        belongs=("workstream", "scoring.programme"),
        weight=0.6,
    ),
    Searched(model=Risk, title=_risk_title, belongs=("workstream", "programme")),
    Searched(
        model=Contribution,
        title=lambda given: f"{given.organisation}: {given.get_kind_display().lower()}",
        through=("organisation.name", "workstream.title"),
        belongs=("organisation", "programme"),
    ),
    Searched(
        model=Consultation,
        title=lambda consultation: f"Consultation of {consultation.who}",
        belongs=("workstream", "programme"),
    ),
    Searched(model=Review, title="title", belongs=("programme",), weight=1.1),
    Searched(
        model=Finding,
        title=lambda finding: " ".join(filter(None, ("Finding", finding.number, finding.theme))),
        shown=lambda finding: f"Finding {finding.number} of {finding.review}".replace("  ", " "),
        without=("number",),
        leads_to="review",
        belongs=("review", "review.programme"),
    ),
)
