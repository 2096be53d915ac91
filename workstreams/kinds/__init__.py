"""What is shown of "what": workstreams, roles, progress, rankings, assurance."""

from workstreams.kinds import declared, related
from workstreams.kinds.reading import STANDING, WHY_BEFORE_GATES
