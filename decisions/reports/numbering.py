"""The numbers that a house style gives to sections and paragraphs."""

from decisions.choices import AskStyle, NumberStyle

SECTION = {
    NumberStyle.DECIMAL: "{number}.0",
    NumberStyle.PLAIN: "{number}.",
    NumberStyle.ROMAN: "{roman}.",
    NumberStyle.LETTER: "{letter}",
}
PARAGRAPH = {
    NumberStyle.DECIMAL: "{number}.{paragraph}",
    NumberStyle.PLAIN: "{number}.{paragraph}",
    NumberStyle.ROMAN: "{roman}.{paragraph}",
    NumberStyle.LETTER: "{letter}{paragraph}",
    NumberStyle.RUNNING: "{paragraph}.",
}
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A number up to 39 in Roman figures: 14 → "XIV"."""
    text = ""
    for value, figure in ROMAN:
        count, number = divmod(number, value)
        text += figure * count
    return text


def letter(number: int) -> str:
    """A number as a letter: 1 → "A"; after Z come AA, AB."""
    before, place = divmod(number - 1, 26)
    return (letter(before) if before else "") + chr(ord("A") + place)


class Numbering:
    """Counts sections and paragraphs. Only numbered sections have numbered paragraphs."""

    def __init__(self, style: NumberStyle) -> None:
        self.style = style
        self.section = 0
        self.count = 0
        self.is_numbered = False

    def open_section(self, is_numbered: bool) -> str:
        """Begin the next section; returns its number, "" where it has none."""
        self.is_numbered = is_numbered
        self.section += is_numbered
        if self.style != NumberStyle.RUNNING:
            self.count = 0
        return self._written(SECTION) if is_numbered else ""

    def paragraph(self) -> str:
        """The number of the next paragraph, "" where it has none."""
        if not self.is_numbered:
            return ""
        self.count += 1
        return self._written(PARAGRAPH)

    def _written(self, patterns: dict[NumberStyle, str]) -> str:
        return patterns.get(self.style, "").format(
            number=self.section,
            roman=roman(self.section),
            letter=letter(self.section) if self.section else "",
            paragraph=self.count,
        )


def ask_number(style: AskStyle, place: int) -> str:
    """The number of the recommendation in this place, without brackets: "b", "2", "ii"."""
    bare = style.value.strip("().")
    if bare == "a":
        return letter(place).lower()
    return roman(place).lower() if bare == "i" else str(place)
