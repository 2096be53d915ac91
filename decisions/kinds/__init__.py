"""What is shown of "decided": proposals, gates, agreements, decisions, reports."""

from decisions.kinds import declared, related
from decisions.kinds.reading import workstreams_about
