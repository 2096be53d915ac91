"""People, the roles they hold, and the rights that come of them."""
