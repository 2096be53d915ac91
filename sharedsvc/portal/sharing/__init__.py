"""Sharing, started and ended by a member for itself."""
