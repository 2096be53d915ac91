"""How the index of the admin groups its records: by what people look for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Kinds of record that stand together, by the names of their models, the most used first."""

    title: str
    models: tuple[str, ...]


# Every registered model stands in exactly one group: a test says which is missing.
GROUPS = (
    Group(
        "Workstreams and updates",
        ("StatusUpdate", "Workstream", "Milestone", "WorkstreamRole", "Stage", "Arrangement",
         "Risk", "Lineage", "Contribution", "Consultation", "Review", "Finding"),
    ),
    Group(
        "Gates and business cases",
        ("Approval", "Gate", "GateTest", "BusinessCase", "Proposal", "Option", "OptionPoint",
         "Criterion"),
    ),
    Group("Decisions", ("Decision", "Clause", "Condition", "Delegation")),
    Group(
        "Reports",
        ("Report", "Recommendation", "ReportItem", "ReportMeeting", "HouseStyle", "HouseSection"),
    ),
    Group("Councils, bodies and meetings",
          ("Organisation", "OrganisationName", "Succession", "Body", "Meeting")),
    Group("People and posts",
          ("Person", "Post", "Tenure", "PostOrganisation", "NameAgreement")),
    Group(
        "Partnership and programme",
        ("Programme", "Phase", "Principle", "Partnership", "Membership", "Agreement", "Party"),
    ),
    Group("Rankings and scores", ("Ranking", "RankingEntry", "Scoring", "Score")),
    Group("Documents and sources", ("Document", "Citation", "Subject", "DatedValue", "Conflict",
          "Reading")),
    Group("Who may do what", ("User", "Grant", "Sharing")),
)  # fmt: skip
