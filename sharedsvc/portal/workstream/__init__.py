"""The page of one workstream."""
