"""Committee reports: records → content → one renderer for each form."""
