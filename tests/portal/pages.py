"""Pages as tests read them: a small tree of elements, their words, tables and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
SHAPES = frozenset({"svg", "symbol", "style", "script"})
ENDS_PARAGRAPH = frozenset({"details", "div", "dl", "ol", "p", "section", "table", "ul"})
INLINE = frozenset({"a", "strong", "em", "b", "i", "small", "time"})


class Malformed(AssertionError):
    """The page's elements are not properly nested."""


@dataclass
class Element:
    """An element with its attributes and, in order, its text and child elements."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Element]":
        """This element and all below it, in order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [c for c in reversed(element.children) if isinstance(c, Element)]

    def all(self, *tags: str, cls: str = "") -> "list[Element]":
        """Those below with one of these tags, and with this class if it is given."""
        return [
            element
            for element in self.walk()
            if element is not self
            and (not tags or element.tag in tags)
            and (not cls or cls in element.attributes.get("class", "").split())
        ]

    def one(self, *tags: str, cls: str = "") -> "Element":
        """The only such element below."""
        (found,) = self.all(*tags, cls=cls)
        return found

    def text(self, *, cites: bool = True) -> str:
        """Its words, with single spaces; without `cites` the sources of facts are left out.

        The title of a source's document and what is only heard of it are not included.
        """
        words: list[str] = []
        self._add_words(words, cites)
        return " ".join("".join(words).split())

    def _add_words(self, words: list[str], cites: bool) -> None:
        for child in self.children:
            if isinstance(child, str):
                words.append(child)
            elif child.tag not in SHAPES and not (child.is_cite and not cites):
                space = "" if child.tag in INLINE else " "
                words.append(space)
                (_seen(child) if child.is_cite else child)._add_words(words, cites)
                words.append(space)

    @property
    def is_cite(self) -> bool:
        return bool({"cite", "src"} & set(self.attributes.get("class", "").split()))

    @property
    def is_only_heard(self) -> bool:
        return "govuk-visually-hidden" in self.attributes.get("class", "").split()


def _seen(cite: Element) -> Element:
    """The sources of a fact without what is only heard, and without titles of documents."""
    kept = [
        child if isinstance(child, str) else _seen(child)
        for child in cite.children
        if isinstance(child, str) or not (child.is_only_heard or child.tag == "a")
    ]
    return Element(cite.tag, {}, kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in ENDS_PARAGRAPH and any(element.tag == "p" for element in self.open):
            raise Malformed(f"<{tag}> ends the p that it stands in, line {self.getpos()[0]}")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open[-1].tag != tag:
            raise Malformed(f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The elements of an HTML document. Raises Malformed where they are not properly nested."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open != [reader.root]:
        raise Malformed(f"never closed: {[element.tag for element in reader.open[1:]]}")
    return reader.root


@dataclass
class Page:
    """An answer of the site: its address, status, elements, and where it was redirected to."""

    address: str
    status: int
    html: Element
    redirects: list[tuple[str, int]]

    @property
    def title(self) -> str:
        return self.html.one("h1").text()

    @property
    def main(self) -> Element:
        return self.html.one("main")

    @property
    def ids(self) -> list[str]:
        """Every id on the page."""
        return [e.attributes["id"] for e in self.html.walk() if e.attributes.get("id")]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Internal links: words and absolute address, the part after # included."""
        return [
            (link.text(), urljoin(self.address, link.attributes["href"]))
            for link in self.html.all("a")
            if not urlsplit(link.attributes.get("href", "")).scheme
        ]

    def table(self, heading: str) -> list[dict[str, Element]]:
        """The rows of the table under a heading's id: cells by the words of their column.

        Headings of groups are left out.
        """
        (table,) = [
            table
            for table in self.main.all("table")
            if table.attributes.get("aria-labelledby") == heading
        ]
        columns = [cell.text() for cell in table.one("thead").all("th")]
        return [
            dict(zip(columns, row.all("td", "th"), strict=True))
            for body in table.all("tbody")
            for row in body.all("tr")
            if "grp" not in row.attributes.get("class", "")
        ]

    def groups(self, heading: str) -> list[str]:
        """The headings of the groups in the table under a heading's id, if there is one."""
        return [
            row.text()
            for table in self.main.all("table")
            if table.attributes.get("aria-labelledby") == heading
            for row in table.all("tr", cls="grp")
        ]

    def below(self, heading: str) -> list[Element]:
        """The elements between the heading with this id and the next heading of its level."""
        for parent in self.main.walk():
            children = [child for child in parent.children if isinstance(child, Element)]
            for at, child in enumerate(children):
                if child.attributes.get("id") == heading:
                    rest = children[at + 1 :]
                    stop = [n for n, other in enumerate(rest) if other.tag == child.tag]
                    return rest[: stop[0]] if stop else rest
        raise LookupError(f"{self.address} has no heading #{heading}")


def address_of(link: str) -> str:
    """The address to ask for: without the part after # and without `next`, which only returns."""
    parts = urlsplit(link)
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "next"])
    return f"{parts.path}?{query}" if query else parts.path


def normal(text: str) -> str:
    """Lower case, single spaces, plain quotation marks."""
    return re.sub(r"\s+", " ", text.replace("‘", "'").replace("’", "'")).strip().lower()


TOGETHER = ("tr", "li", "p", "h1", "h2", "h3", "caption")


def passages(page: Page) -> list[str]:
    """What stands together on a page: each as one line."""
    pairs = [pair for pairs in page.main.all("dl") for pair in pairs.all("div")]
    texts = page.main.all("div", cls="txt")
    return [normal(element.text()) for element in [*page.main.all(*TOGETHER), *texts, *pairs]]


def pattern(text: str) -> re.Pattern:
    """A number or paragraph stands alone; Renfrewshire is not East Renfrewshire."""
    text = normal(text)
    if re.fullmatch(r"[\d.]+", text):
        return re.compile(rf"(?<![\d.]){re.escape(text)}(?!\.?\d)")
    if text == "renfrewshire":
        return re.compile(r"(?<!east )renfrewshire")
    return re.compile(re.escape(text))


def is_said(together: list[str], said: list[str]) -> bool:
    """Whether these stand together in one of the passages."""
    wanted = [pattern(text) for text in together]
    return any(all(one.search(passage) for one in wanted) for passage in said)


# The same list in another order or as a file: tests of lists follow these.
ELSEWISE = {"sort", "format"}
FILES = (".pdf", ".docx", ".html", ".txt", ".md")


def is_elsewise(link: str) -> bool:
    """Whether it leads to what the crawl reads anyway; a history is the same on every day.

    The files of a report are, but for how they are made as at another day (test_report_files).
    """
    parts = urlsplit(link)
    given = set(dict(parse_qsl(parts.query)))
    of_any_day = "/history/" in parts.path or parts.path.endswith(FILES)
    return bool(ELSEWISE & given) or (of_any_day and "as_at" in given)


class Site:
    """Every page that a visitor can reach, fetched once; and every file, which has no links."""

    def __init__(self, client) -> None:
        self.client = client
        self.pages: dict[str, Page] = {}
        self.files: dict[str, Page] = {}

    def get(self, address: str) -> Page:
        """The page at this address; a redirect within the site is followed."""
        if address not in self.pages and address not in self.files:
            answer = self.client.get(address, follow=True)
            is_page = "attachment" not in answer.get("Content-Disposition", "")
            html = read(answer.content.decode() if is_page else "")
            kept = self.pages if is_page else self.files
            kept[address] = Page(address, answer.status_code, html, answer.redirect_chain)
        return self.pages.get(address) or self.files[address]

    def crawl(self, *starts: str) -> None:
        """Fetch every page that can be reached from these by links."""
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            if address in self.pages or address in self.files:
                continue
            for _, link in self.get(address).links:
                if not is_elsewise(link):
                    waiting.append(address_of(link))
