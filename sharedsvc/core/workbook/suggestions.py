"""The code that was probably meant, sought only as long as that takes no noticeable time."""

from collections.abc import Callable, Collection

from sharedsvc.core.workbook.columns import Target, nearest

MOST_COMPARED = 500_000


class Suggestions:
    """Finds the nearest valid code; after very many comparisons it has no more suggestions.

    `codes` gives the valid codes of a part, and is asked once for each part.
    """

    def __init__(self, codes: Callable[[str], Collection[str]]) -> None:
        self._codes_of = codes
        self._codes: dict[str, Collection[str]] = {}
        self._found: dict[Target, str] = {}
        self._left = MOST_COMPARED

    def nearest(self, part: str, code: str) -> str:
        """The valid code of a part most like this one, or ""."""
        target = (part, code)
        if target not in self._found:
            if part not in self._codes:
                self._codes[part] = self._codes_of(part)
            self._left -= len(self._codes[part])
            self._found[target] = nearest(code, self._codes[part]) if self._left >= 0 else ""
        return self._found[target]
