"""What is wrong with a file of rankings: all of it, a line for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LineProblem:
    """A problem of a line; line 0 is the file as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.text}" if self.line else self.text


class BadRankings(Exception):
    """The file cannot be read; `problems` are sorted by line."""

    def __init__(self, problems: list[LineProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8. Raises BadRankings naming the line that is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        said = "has a character that is not UTF-8. Save the file as UTF-8."
        raise BadRankings([LineProblem(line, said)]) from error
