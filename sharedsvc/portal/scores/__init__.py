"""Scores against a programme's criteria: entered, and what they come to, with the working."""
