"""How an officer says how workstreams stand: forms, drafts, many at once, and taking it back."""
