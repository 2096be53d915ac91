"""Who may see what, and the shapes in which pages ask for records."""
