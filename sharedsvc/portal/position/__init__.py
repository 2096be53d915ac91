"""A programme's position on a day: what is counted, what is awaited, its table, gates and files."""
