"""How the index of the admin groups its records: by what people look for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AdminGroup:
    """Kinds of record that stand together, by the names of their models, the most used first."""

    title: str
    models: tuple[str, ...]


# Every registered model stands in exactly one group: a test says which is missing.
GROUPS = (
    AdminGroup(
        "Workstreams and updates",
        ("StatusUpdate", "Workstream", "Milestone", "WorkstreamRole", "Stage", "Arrangement",
         "Risk", "Lineage", "Contribution", "Consultation", "Review", "Finding"),
    ),
    AdminGroup(
        "Gates and business cases",
        ("Approval", "Gate", "GateTest", "GateVoter", "BusinessCase", "Proposal", "Option",
         "OptionPoint", "Criterion"),
    ),
    AdminGroup("Decisions", ("Decision", "Clause", "Condition", "CallIn", "Delegation")),
    AdminGroup(
        "Reports",
        ("Report", "Recommendation", "ReportItem", "ReportMeeting", "HouseStyle", "HouseSection"),
    ),
    AdminGroup("Councils, bodies and meetings",
          ("Organisation", "OrganisationName", "Succession", "Body", "Power",
           "Meeting")),
    AdminGroup("People and posts",
          ("Person", "Post", "Tenure", "PostOrganisation", "NameAgreement")),
    AdminGroup(
        "Partnership and programme",
        ("Programme", "Phase", "Principle", "Partnership", "Membership", "Agreement", "Party"),
    ),
    AdminGroup("Rankings and scores", ("Ranking", "RankingEntry", "Scoring", "Score")),
    AdminGroup("Documents and sources", ("Document", "Citation", "Subject", "DatedValue",
          "Conflict", "Reading")),
    AdminGroup("Who may do what", ("User", "Grant", "Sharing")),
)  # fmt: skip
