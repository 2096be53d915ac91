"""Rankings compared: the page of a programme, and the page for rankings from elsewhere."""
