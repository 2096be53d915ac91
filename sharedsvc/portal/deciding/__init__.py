"""A clerk records what was decided: clause by clause, on one page, outside the admin."""
