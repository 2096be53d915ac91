"""A council's own project list, taken in as updates and milestones."""
