"""The list of programmes, which of them run, and the further pages of each."""
