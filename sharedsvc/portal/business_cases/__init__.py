"""The documents of business cases: given out, taken in, and who approved them."""
