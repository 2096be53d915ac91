"""What is shown of "who": organisations, people, partnerships, bodies, meetings, sources."""

from programmes.kinds import declared, related
from programmes.kinds.reading import (
    IN_PROGRAMME,
    OF_ORGANISATION,
    PROGRAMME,
    REMARKS,
    VISIBILITY,
    attach_subjects,
    every_programme,
)
