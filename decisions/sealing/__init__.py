"""Seals on confirmed decisions: what is sealed, how, and how anybody checks it (docs/seals.md)."""
