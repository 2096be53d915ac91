"""The vocabularies of "who"."""

from sharedsvc.core.vocabulary import Vocabulary


class Visibility(Vocabulary):
    PUBLIC = "public", "Public"
    PARTNERS = "partners", "Between partners"
    OWNER = "owner", "The owner's alone"


class OrganisationKind(Vocabulary):
    COUNCIL = "council", "Council, type not stated"
    COUNTY = "county", "County council"
    DISTRICT = "district", "District council"
    UNITARY = "unitary", "Unitary council"
    METROPOLITAN = "metropolitan", "Metropolitan borough council"
    LONDON_BOROUGH = "london borough", "London borough council"
    SCOTTISH = "scottish", "Scottish council"
    WELSH = "welsh", "Welsh council"
    NORTHERN_IRISH = "northern irish", "Northern Ireland council"
    CITY_CORPORATION = "city corporation", "City corporation"
    COMBINED = "combined authority", "Combined authority"
    PARTNERSHIP = "partnership", "Partnership"
    HEALTH = "health", "Health board or trust"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    REGIONAL = "regional", "Regional body"
    COMPANY = "company", "Company"
    TRUST = "trust", "Trust"
    ADVISER = "adviser", "Adviser or contractor"
    UNION = "union", "Trade union"
    OTHER = "other", "Other partner"


COUNCIL_KINDS = (
    OrganisationKind.COUNCIL,
    OrganisationKind.COUNTY,
    OrganisationKind.DISTRICT,
    OrganisationKind.UNITARY,
    OrganisationKind.METROPOLITAN,
    OrganisationKind.LONDON_BOROUGH,
    OrganisationKind.SCOTTISH,
    OrganisationKind.WELSH,
    OrganisationKind.NORTHERN_IRISH,
    OrganisationKind.CITY_CORPORATION,
)


class Ending(Vocabulary):
    """How something ended; by whom it was followed is a succession."""

    NOT_STATED = "not stated", "Not stated"
    DISSOLVED = "dissolved", "Dissolved"
    ABOLISHED = "abolished", "Abolished"
    COMPLETED = "completed", "Completed"
    GIVEN_UP = "given up", "Given up"
    SUCCEEDED = "succeeded", "Succeeded by another"
    TURNED = "turned", "Turned into something else"


class SuccessionKind(Vocabulary):
    SUCCEEDED = "succeeded by", "Succeeded by"
    CONTINUED = "continued as", "Continued as"
    MERGED = "merged into", "Merged into"
    SPLIT = "split into", "Split into"
    TURNED = "turned into", "Turned into"
    IN_PART = "in part went to", "In part went to"


class MembershipRole(Vocabulary):
    MEMBER = "member", "Member"
    OWNER = "owner", "Owner"
    CUSTOMER = "customer", "Customer"
    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice-chair", "Vice-chair"
    ADMINISTRATOR = "administrator", "Administrator"
    OBSERVER = "observer", "Observer"
    ADVISER = "adviser", "Adviser"


class BodyKind(Vocabulary):
    COUNCIL = "full council", "Full council"
    CABINET = "cabinet", "Cabinet or executive"
    COMMITTEE = "committee", "Policy committee"
    SCRUTINY = "scrutiny", "Overview and scrutiny"
    PANEL = "advisory panel", "Advisory panel"
    JOINT_COMMITTEE = "joint committee", "Joint committee"
    BOARD = "partnership board", "Partnership board"
    STEERING = "steering group", "Steering group"
    PROGRAMME_BOARD = "programme board", "Programme board"
    MANAGEMENT = "management team", "Management team"
    OFFICERS = "officer team", "Officer team"
    OFFICER = "officer", "Officer under delegation"
    ELECTORS = "electors", "Electors in a poll"
    OTHER = "not stated", "Kind not stated"


class PowerKind(Vocabulary):
    """What a body may do; who only recommends or is consulted passes no gate."""

    DECIDES = "decides", "Decides"
    RECOMMENDS = "recommends", "Recommends"
    CONSULTED = "is consulted", "Is consulted"
    NONE = "decides nothing", "Decides nothing"


class MeetingState(Vocabulary):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    OUTCOME_NOT_RECORDED = "outcome not recorded", "Outcome not recorded"


class DocumentKind(Vocabulary):
    REPORT = "report", "Report"
    REVIEW = "review", "Review"
    AGREEMENT = "agreement", "Agreement"
    BUSINESS_CASE = "business case", "Business case"
    PLAN = "plan", "Plan"
    MINUTES = "minutes", "Minutes"
    RESPONSE = "response", "Response"
    PAPER = "paper", "Paper"
    REGISTER = "register", "Register"
    OTHER = "other", "Other"


class Held(Vocabulary):
    HELD = "held", "Held"
    PART = "held in part", "Held in part"
    REFERRED_TO = "referred to", "Referred to, not held"
    WITHHELD = "withheld", "Withheld"


class GrantRole(Vocabulary):
    MEMBER = "member", "Elected member"
    OFFICER = "officer", "Officer"
    CLERK = "clerk", "Clerk (democratic services)"
    MANAGER = "partnership manager", "Partnership manager"
    ADMINISTRATOR = "administrator", "Administrator of one organisation"


# Who keeps what an organisation's people and posts are called.
PEOPLES_CLERKS = (GrantRole.CLERK, GrantRole.ADMINISTRATOR)
# Who acts for an organisation that shares; a partnership's manager does for it what a clerk does.
SHARERS = (GrantRole.ADMINISTRATOR, GrantRole.CLERK, GrantRole.MANAGER)


class NameKind(Vocabulary):
    OTHER = "other", "Other name"
    FORMER = "former", "Former name"
    ABBREVIATION = "abbreviation", "Abbreviation"


class SubjectRelation(Vocabulary):
    ABOUT = "about", "About"
    RESTS_ON = "rests on", "Rests on"
    SETTLES = "settles", "Settles"
