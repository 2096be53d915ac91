"""Rankings compared: pure maths on frozen dataclasses, no Django (domain.md, "In what order").

Counts and scores are whole numbers and fractions; a float appears only where a figure is handed
out. numpy and scipy are imported where they are needed, so that who compares nothing pays nothing.
"""

from workstreams.ranking.two_lists import (
    Place,
    RankedList,
    TwoLists,
    compare,
    could_be_an_order,
    tied_ranks,
)

__all__ = ["Place", "RankedList", "TwoLists", "compare", "could_be_an_order", "tied_ranks"]
