"""The vocabularies of "decided"."""

from sharedsvc.core.vocabulary import Vocabulary


class Verb(Vocabulary):
    NOTE = "note", "Note"
    AGREE = "agree", "Agree"
    APPROVE = "approve", "Approve"
    ENDORSE = "endorse", "Endorse"
    AFFIRM = "affirm", "Affirm"
    CONFIRM = "confirm", "Confirm"
    PRIORITISE = "prioritise", "Prioritise"
    RECOMMEND = "recommend", "Recommend"
    APPOINT = "appoint", "Appoint"
    ESTABLISH = "establish", "Establish"
    CONSULT = "consult", "Consult"
    REVIEW = "review", "Review"
    REPORT_BACK = "report back", "Report back"
    DEFER = "defer", "Defer"
    REFER = "refer", "Refer"
    REFUSE = "refuse", "Refuse"
    DELEGATE = "delegate", "Delegate"
    AUTHORISE = "authorise", "Authorise"
    WAIVE = "waive", "Waive"
    RESCIND = "rescind", "Rescind"
    COMMISSION = "commission", "Commission"
    SUSPEND = "suspend", "Suspend"
    VARY = "vary", "Vary"
    WITHDRAW = "withdraw", "Withdraw"
    GIVE_NOTICE = "give notice", "Give notice"
    OTHER = "other", "Other"


class CaseStage(Vocabulary):
    STRATEGIC_OUTLINE = "strategic outline", "Strategic outline business case"
    OUTLINE = "outline", "Outline business case"
    FULL = "full", "Full business case"


class CaseState(Vocabulary):
    AWAITED = "awaited", "Awaited"
    PREPARING = "in preparation", "In preparation"
    DONE = "done", "Done"
    REPLACED = "replaced", "Replaced"


class WhoMustPass(Vocabulary):
    OWNER = "the council itself", "The council itself"
    PARTICIPANTS = "every participating council", "Every participating council"
    LEADS = "the leads", "The leads"
    MAJORITY = "a majority of participating councils", "A majority of participating councils"
    NAMED = "each of those named", "Each of those named"
    NAMED_MAJORITY = "a majority of those named", "A majority of those named"


class Outcome(Vocabulary):
    APPROVED = "approved", "Approved"
    WITH_CONDITIONS = "approved with conditions", "Approved with conditions"
    IN_PRINCIPLE = "in principle", "Approved in principle"
    DEFERRED = "deferred", "Deferred"
    REFERRED_BACK = "referred back", "Referred back"
    REFUSED = "refused", "Refused"
    NO_VOTE = "no vote taken", "No vote taken"
    WITHDRAWN = "withdrawn", "Withdrawn"
    WAIVED = "waived", "Waived"


class ProposalKind(Vocabulary):
    START = "start sharing", "Start sharing"
    MODEL = "change the delivery model", "Change the delivery model"
    SCOPE = "change the scope", "Change the scope"
    PARTNERS = "change the partners", "Change the partners"
    EXTEND = "extend", "Extend"
    END = "end", "End"
    MERGE = "merge councils", "Merge councils"


class StylePart(Vocabulary):
    HEADER = "header", "Header field"
    SECTION = "section", "Section"
    IMPLICATION = "implication", "Implication heading"
    RISK = "risk", "Risk category"
    POINT = "point", "Kind of point shown of an option"
    SIGN_OFF = "sign-off", "Column of the sign-off, which is a table then"
    FOOTER = "footer", "Footer field"
    WORD = "word", "Word of the house for something computed"


class HeadingStyle(Vocabulary):
    """How the title of a section, or the label of a header field, is printed."""

    USUAL = "usual", "As usual: numbered where the style has numbers"
    PLAIN = "plain", "Without a number"
    ON_THE_LINE = "on the line", "Without a number, on one line with its text"
    NOT_PRINTED = "not printed", "Not printed"


class FieldLayout(Vocabulary):
    LINES = "lines", "One to a line, each behind its label"
    TABLE = "table", "A table: labels in the first row"


class SignOffColumn(Vocabulary):
    NAME = "name", "Name"
    POST = "post", "Designation"
    SIGNATURE = "signature", "Signature"


class Word(Vocabulary):
    """What a report says by itself; a house style may have its own word for each."""

    NOT_STATED = "not-stated", "Not stated"
    NONE = "none", "None"
    NOT_APPLICABLE = "not-applicable", "Not applicable"
    STATED = "stated", "Stated"
    WITHHELD = "withheld", "Withheld"
    TICKED = "ticked", "Ticked"
    NOT_TICKED = "not-ticked", "Not ticked"
    SOURCES_DISAGREE = "sources-disagree", "Sources disagree"
    ASKED_OF = "asked-of", "Asked of"
    TO_BE_ASKED_OF = "to-be-asked-of", "To be asked of"
    PRIORITY = "priority", "Priority"
    WORK_STREAM = "work-stream", "Work stream"
    LEADS = "leads", "Lead authorities"
    REF = "ref", "Ref"
    NAME = "name", "Name"
    DESCRIPTION = "description", "Description"
    HOST = "host", "Proposed host"
    ABOUT = "about", "about"
    STATUS = "status", "Status"
    HAPPENED = "happened", "What has happened"
    NEXT = "next", "What comes next"
    MILESTONE = "milestone", "Milestone"
    FIRST_DUE = "first-due", "Due at first"
    EXPECTED = "expected", "Now expected"
    WHO_ACTS = "who-acts", "Who acts"


class NumberStyle(Vocabulary):
    DECIMAL = "1.0", "1.0, 2.0 and paragraphs 1.1, 1.2"
    PLAIN = "1.", "1., 2. and paragraphs 1.1, 1.2"
    ROMAN = "I.", "I., II. and paragraphs I.1, I.2"
    LETTER = "A", "A, B and paragraphs A1, A2"
    RUNNING = "running", "Sections without numbers, paragraphs in one run: 1., 2., 3."
    NONE = "none", "No numbers"


class AskStyle(Vocabulary):
    LETTER_DOT = "a.", "a. b. c."
    LETTER_BRACKET = "a)", "a) b) c)"
    LETTER_BRACKETS = "(a)", "(a) (b) (c)"
    NUMBER_BRACKETS = "(1)", "(1) (2) (3)"
    ROMAN_BRACKETS = "(i)", "(i) (ii) (iii)"
    NUMBER_DOT = "1.", "1. 2. 3."
    NONE = "none", "No numbers"


class Block(Vocabulary):
    """What a place in a report shows: a text held as a record, or something computed."""

    TEXT = "text", "Text"
    RANKED_LIST = "ranked list", "Entries of a ranking, in order"
    COMPARISON = "comparison", "How a ranking compares with another"
    LEADS_TABLE = "leads table", "Workstreams and leads, of a phase with priorities"
    HOSTS_TABLE = "hosts table", "Workstreams of a duration class, with hosts and remarks"
    OPTIONS = "options", "Options of a proposal side by side"
    FINDINGS = "findings", "Findings of a review"
    PRINCIPLES = "principles", "Principles of the programme"
    RISK_GRID = "risk grid", "Risk categories, ticked or not"
    BULLET = "bullet", "A point of a list"
    HEADING = "heading", "A heading within a section"
    ASKS = "asks", "What is asked"
    IMPLICATION = "implication", "An implication"
    CONSULTATION = "consultation", "Who was consulted"
    BACKGROUND_PAPER = "background paper", "A background paper"
    APPENDIX = "appendix", "An appendix"
    SIGN_OFF = "sign-off", "Who signs"
    HEADER = "header", "The value of a header or footer field"
    FOOTER = "footer", "The footer fields of the house style"
    OVERVIEW = "overview", "Where the programme stands, in figures"
    CHANGES = "changes", "What changed since the last report to the same body"
    STATUS = "status table", "How each workstream stands, and since when"
    MILESTONES = "milestones", "What is due next, first and now"


class ImplicationAnswer(Vocabulary):
    STATED = "stated", "Stated"
    NONE = "none", "None"
    NOT_APPLICABLE = "not applicable", "Not applicable"
    NOT_STATED = "not stated", "Not stated"


class PointKind(Vocabulary):
    STRENGTH = "strength", "Strength"
    WEAKNESS = "weakness", "Weakness"
    COMMENT = "comment", "Comment"
    FEATURE = "feature", "Feature"


class ConditionState(Vocabulary):
    OPEN = "open", "Open"
    MET = "met", "Met"
    FAILED = "failed", "Failed"
    WAIVED = "waived", "Waived"


class ConditionTiming(Vocabulary):
    BEFORE = "before", "Before it takes effect"
    AFTER = "after", "Afterwards"
    NOT_STATED = "not stated", "Not stated"


class DelegationState(Vocabulary):
    ANTICIPATED = "anticipated", "Anticipated"
    REQUESTED = "requested", "Requested"
    GRANTED = "granted", "Granted"
    USED = "used", "Used"
    LAPSED = "lapsed", "Lapsed"
    REFUSED = "refused", "Refused"


class AgreementKind(Vocabulary):
    MEMORANDUM = "memorandum of understanding", "Memorandum of understanding"
    STRATEGIC = "strategic agreement", "Strategic agreement"
    INTER_AUTHORITY = "inter-authority agreement", "Inter-authority agreement"
    SERVICE_LEVEL = "service level agreement", "Service level agreement"
    OTHER = "other", "Other agreement"


class AgreementState(Vocabulary):
    WANTED = "wanted", "Wanted"
    DRAFTING = "drafting", "Being drafted"
    BEING_AGREED = "being agreed", "Being agreed"
    AGREED = "agreed", "Agreed"
    SIGNED = "signed", "Signed"
    VARIED = "varied", "Varied"
    ENDED = "ended", "Ended"
    NOT_STATED = "not stated", "Not stated"


class AgreementNeeded(Vocabulary):
    """How far an agreement must be before a gate that asks for one is passed."""

    AGREED = "agreed", "Agreed"
    SIGNED = "signed", "Signed"


class Exclusive(Vocabulary):
    NOT_STATED = "not stated", "Not stated"
    YES = "yes", "Exclusive"
    NO = "no", "Not exclusive"


class AnswerToAsk(Vocabulary):
    """What a clause makes of the recommendation that it answers."""

    AS_RECOMMENDED = "as recommended", "As recommended"
    AMENDED = "amended", "Amended"
    NOT_AGREED = "not agreed", "Not agreed"
    DEFERRED = "deferred", "Deferred"
    REFERRED = "referred", "Referred"


class AmendmentOutcome(Vocabulary):
    """What a vote on an amendment came to."""

    CARRIED = "carried", "Carried"
    LOST = "lost", "Lost"


class CallInRule(Vocabulary):
    OPEN = "open", "Open to call-in"
    NOT_OPEN = "not open", "Not open to call-in"


class ActionState(Vocabulary):
    """What became of what a clause asks somebody to do."""

    UNDER_WAY = "under way", "Under way"
    DONE = "done", "Done"
    DROPPED = "dropped", "Given up"


class CallInOutcome(Vocabulary):
    """What came of a call-in; never a bare “upheld”, which is said of both."""

    PENDING = "pending", "To be heard"
    STANDS = "decision stands", "Decision stands"
    REFERRED_BACK = "referred back", "Referred back"
    FULL_COUNCIL = "referred to full council", "Referred to full council"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @classmethod
    def lets_go(cls) -> tuple[str, ...]:
        """Those after which what was decided is on hold no more."""
        return (cls.STANDS, cls.WITHDRAWN)

    @classmethod
    def referred(cls) -> tuple[str, ...]:
        """Those after which it is decided anew, by a decision of its own."""
        return (cls.REFERRED_BACK, cls.FULL_COUNCIL)

    @classmethod
    def settled(cls) -> tuple[str, ...]:
        """Those that a call-in comes to in the end."""
        return (cls.STANDS, cls.REFERRED_BACK, cls.FULL_COUNCIL, cls.WITHDRAWN)


class PersonalDetail(Vocabulary):
    NAME = "name", "A name"
    CONTACT = "contact", "An address, a telephone number or an e-mail address"
    HEALTH = "health", "Health, disability or care"
    MONEY = "money", "Pay, debts or benefits"
    WORK = "work", "A matter of somebody’s employment"
    OTHER = "other", "Another personal detail"
