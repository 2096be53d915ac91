"""May it start, and what was decided: reports, decisions, gates, proposals."""

from decisions.models.agreements import Agreement, Party
from decisions.models.call_ins import CallIn
from decisions.models.case_documents import CaseDocument
from decisions.models.decisions import Clause, Condition, Decision, Delegation
from decisions.models.drafts import DecisionDraft, ReportOffer, TakenPlaces
from decisions.models.gates import Approval, Gate, GateTest, GateVoter
from decisions.models.house_styles import HouseSection, HouseStyle
from decisions.models.proposals import BusinessCase, Option, OptionPoint, Proposal
from decisions.models.publishing import ReportEdition
from decisions.models.redactions import RedactedPlace, Redaction
from decisions.models.report_files import KeptText, MadeFile, ReportFile
from decisions.models.reports import Recommendation, Report, ReportItem, ReportMeeting
from decisions.models.seals import Chain, Seal
