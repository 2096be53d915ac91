"""What runs inside a build, with its own settings: it prints JSON for the bench."""
