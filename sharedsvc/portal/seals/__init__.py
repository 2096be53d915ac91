"""Seals of confirmed decisions: on a decision's page, and the chains for anybody to check."""
