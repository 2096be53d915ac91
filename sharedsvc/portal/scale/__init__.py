"""A made-up register of any size, for measuring and for trying things at scale."""
