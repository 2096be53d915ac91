"""Who: organisations, people, partnerships, bodies, sources."""

from programmes.models.bodies import Body, Meeting
from programmes.models.organisations import Organisation, Partnership
from programmes.models.partnerships import Membership, Phase, Programme
from programmes.models.people import Grant, Person, Post, PostOrganisation, Tenure
from programmes.models.records import DatedRecord, HappeningRecord, Link, Record
from programmes.models.sources import Citation, Conflict, Document, Reading, Subject

__all__ = [
    "Body",
    "Citation",
    "Conflict",
    "DatedRecord",
    "Document",
    "Grant",
    "HappeningRecord",
    "Link",
    "Meeting",
    "Membership",
    "Organisation",
    "Partnership",
    "Person",
    "Phase",
    "Post",
    "PostOrganisation",
    "Programme",
    "Reading",
    "Record",
    "Subject",
    "Tenure",
]
