"""Every write of "who". Each is keyword-only and atomic, and runs inside `recording(...)`."""

from programmes.operations.councils import OlderEdition, Unanswered, take_in_register
from programmes.operations.criteria import keep_criterion
from programmes.operations.links import set_subjects, set_subjects_of_many
from programmes.operations.organisations import keep_membership, set_employers, set_successors
from programmes.operations.records import bring_back, keep, keep_from_when, keep_many, strike_out
from programmes.operations.roles import end_role, give_role, invite
from programmes.operations.sharing import end_sharing, start_sharing
from programmes.operations.sources import cite, cite_many, count_from_sources, keep_document

__all__ = [
    "OlderEdition",
    "Unanswered",
    "bring_back",
    "cite",
    "cite_many",
    "count_from_sources",
    "end_role",
    "end_sharing",
    "give_role",
    "invite",
    "keep",
    "keep_criterion",
    "keep_document",
    "keep_from_when",
    "keep_many",
    "keep_membership",
    "set_employers",
    "set_subjects",
    "set_subjects_of_many",
    "set_successors",
    "start_sharing",
    "strike_out",
    "take_in_register",
]
