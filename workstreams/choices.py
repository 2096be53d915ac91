"""The vocabularies of "what"."""

from sharedsvc.core.vocabulary import Vocabulary


class Standing(Vocabulary):
    """How firm a role or arrangement is: one vocabulary for both."""

    CONSIDERED = "considered", "Considered"
    NOT_PREFERRED = "not preferred", "Not preferred"
    PROPOSED = "proposed", "Proposed"
    IN_PRINCIPLE = "agreed in principle", "Agreed in principle"
    CONFIRMED = "confirmed", "Confirmed"
    IN_FORCE = "in force", "In force"
    ENDED = "ended", "Ended"


FIRM = (Standing.CONFIRMED, Standing.IN_FORCE)


class Answer(Vocabulary):
    """Whether the question was answered at all: six different things, none of them blank."""

    STATED = "stated", "Stated"
    NOT_STATED = "not stated", "Not stated"
    TO_BE_DECIDED = "to be decided", "To be decided"
    NOT_APPLICABLE = "not applicable", "Not applicable"
    NO_LONGER_WANTED = "no longer wanted", "No longer wanted"
    NONE = "none", "None"
    WITHHELD = "withheld", "Withheld"


class DurationClass(Vocabulary):
    NOT_STATED = "not stated", "Not stated"
    LONG_TERM = "long-term", "Long-term"
    TRANSITIONAL = "transitional", "Transitional"
    INTERIM = "interim", "Interim"
    TRIAL = "trial", "Trial"
    FIXED_TERM = "fixed term", "Fixed term"


class LifecycleStage(Vocabulary):
    IDENTIFIED = "identified", "Identified"
    PRIORITISED = "prioritised", "Prioritised"
    BUSINESS_CASE = "developing the business case", "Developing the business case"
    APPROVED = "approved", "Approved"
    IMPLEMENTING = "implementing", "Implementing"
    LIVE = "live", "Live"
    RUNNING = "already running when recorded", "Already running when recorded"
    ENDED = "ended", "Ended"
    PAUSED = "paused", "Paused"
    NOT_IN_PHASE = "not in this phase", "Not in this phase"
    ANOTHER_ROUTE = "pursued by another route", "Pursued by another route"
    REMOVAL_PROPOSED = "removal proposed", "Removal proposed"
    NOT_TAKEN_FORWARD = "not taken forward", "Not taken forward"


class LineageKind(Vocabulary):
    MERGED = "merged", "Merged"
    SPLIT = "split", "Split"
    REPLACED = "replaced", "Replaced"
    RENAMED = "renamed", "Renamed"


TAKEN_OVER = (LineageKind.MERGED, LineageKind.REPLACED)


class RoleKind(Vocabulary):
    LEAD = "lead", "Lead"
    JOINT_LEAD = "joint lead", "Joint lead"
    HOST = "host", "Host"
    PROVIDER = "provider", "Provider"
    COMMISSIONER = "commissioner", "Commissioner"
    PARTICIPANT = "participant", "Participant"
    SUPPORTING = "supporting", "Supporting"
    PARTNER = "partner", "Partner (direction not stated)"


LEAD_KINDS = (RoleKind.LEAD, RoleKind.JOINT_LEAD)


class Rating(Vocabulary):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"


# The first that is true is chosen; without a rating a workstream is not reported.
RATING_MEANS = {
    Rating.RED: "Stuck, or will miss a milestone, unless the councils act",
    Rating.AMBER: "May miss a milestone; a plan to recover is in hand",
    Rating.GREEN: "On course; nothing is needed from others",
}


class RankingKind(Vocabulary):
    RANKED = "ranked", "Ranked"
    SELECTION = "selection", "Unranked selection"


class Support(Vocabulary):
    IN_FULL = "in full", "In full"
    IN_PRINCIPLE = "in principle", "In principle"
    FULL_OR_PRINCIPLE = "in full or in principle", "In full or in principle"
    NONE = "none", "None"
    SILENT = "silent", "Silent"


class DeliveryModel(Vocabulary):
    NOT_STATED = "not stated", "Not stated"
    IN_HOUSE = "in-house", "In-house"
    ADVICE = "officer advice and support", "Officer advice and support"
    JOINT_APPOINTMENT = "joint appointment", "Joint appointment"
    SINGLE_MANAGEMENT = "single management team", "Single management team"
    JOINT_TEAM = "joint team", "Joint team"
    LEAD_AUTHORITY = "lead authority", "Lead authority"
    HOST_AUTHORITY = "host authority", "Host authority"
    JOINT_COMMITTEE = "joint committee", "Joint committee"
    SPECIAL_PURPOSE = "special purpose vehicle", "Special purpose vehicle"
    COMPANY = "company", "Company"
    COMMISSIONED = "commissioned", "Commissioned"
    OUTSOURCED = "outsourced", "Outsourced"
    TRUST = "trust", "Trust"
    SHARED = "shared service", "Shared service, model not stated"


class RiskKind(Vocabulary):
    RISK = "risk", "Risk"
    OPPORTUNITY = "opportunity", "Opportunity"


class RiskCategory(Vocabulary):
    STRATEGY = "strategy", "Strategy"
    INFORMATION = "information", "Information"
    REPUTATION = "reputation", "Reputation"
    REGULATORY = "regulatory/legal", "Regulatory/Legal"
    FINANCIAL = "financial", "Financial"
    OPERATIONAL = "operational", "Operational"
    PEOPLE = "people", "People"
    OTHER = "other", "Other"


class ContributionKind(Vocabulary):
    MONEY = "money", "Money"
    IN_KIND = "in kind", "In kind"


class ListMeaning(Vocabulary):
    """What a column of a council's own project list says."""

    LEFT_OUT = "left out", "Leave it out"
    NAME = "name", "The workstream: its name"
    REFERENCE = "reference", "The workstream: its reference"
    LEAD = "lead", "Who leads (compared, not changed)"
    RATING = "rating", "The rating: red, amber or green"
    HAPPENED = "what has happened", "What has happened"
    NEXT = "what comes next", "What comes next"
    DATE = "date", "The date of the update"
    MILESTONE = "milestone", "A milestone: its date; the heading is its name"
    MILESTONE_NAME = "milestone name", "The row’s own milestone: its name"
    MILESTONE_DATE = "milestone date", "The row’s own milestone: its date"
