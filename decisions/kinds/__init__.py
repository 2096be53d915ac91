"""What is shown of "decided": proposals, gates, agreements, decisions, reports."""

from decisions.kinds import declared, related

__all__ = ["declared", "related"]
