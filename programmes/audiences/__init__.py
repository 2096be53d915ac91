"""Who may see a record, decided when it or what it is seen through is written.

`terms` says what an audience is, `shapes` what the audience of a kind follows from, `working_out`
works it out for records that are being written, `moving` lets what is seen through a record follow
when that record moves.
"""
