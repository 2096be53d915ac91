"""A clerk writes a committee report: from a new one to what is published, on one page."""
