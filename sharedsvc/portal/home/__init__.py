"""Home: what the register holds, and before it what waits for whoever signed in, by their roles.

Each section is a class with a template of its own. It says for whom it is, and reads what it shows
in a fixed number of statements.
"""
