"""The admin's door, its first page, and what was struck out."""
