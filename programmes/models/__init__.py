"""Who: organisations, people, partnerships, bodies, sources."""

from programmes.models.audiences import Audience, AudienceTerm
from programmes.models.bodies import Body, Following, Meeting, Power, refuse_anothers_body
from programmes.models.dated import DatedValue
from programmes.models.organisations import (
    Organisation,
    OrganisationName,
    Partnership,
    Succession,
    seldom,
)
from programmes.models.partnerships import (
    Criterion,
    Membership,
    Phase,
    Principle,
    Programme,
    Sharing,
)
from programmes.models.people import Grant, NameAgreement, Person, Post, PostOrganisation, Tenure
from programmes.models.records import (
    DatedRecord,
    HappeningRecord,
    Link,
    Record,
    once_in_a_programme,
    refuse_after_the_end,
    refuse_before_the_start,
    refuse_wrong_parent,
    refuse_wrong_whole,
)
from programmes.models.register_rows import RegisterRow
from programmes.models.sources import Citation, Conflict, Document, Reading, Subject
