"""Names and texts that nobody takes for a real council's: every one says that it is made up."""

from collections.abc import Iterator
from itertools import product

FIRST = ("Example", "Nowhere", "Specimen", "Placeholder", "Pretend", "Fable", "Sample", "Invented")
LAST = ("bury", "ford", "wick", "ham", "ton", "dale", "mouth", "stead", "thorpe", "combe")
SIDES = ("", "North ", "South ", "East ", "West ")
SERVICES = (
    "payroll", "legal advice", "building control", "waste collection", "internal audit",
    "procurement", "fleet", "library", "museum", "trading standards", "licensing", "archive",
    "emergency planning", "revenues and benefits", "customer contact", "grounds maintenance",
    "school meals", "translation", "fostering", "adoption", "street lighting", "parking",
    "land charges", "print", "recruitment", "training", "pensions", "estates", "highways",
    "environmental health", "pest control", "planning policy", "tourism", "youth justice",
)  # fmt: skip
FORMS = ("Shared {} service", "Joint {} team", "Shared {} service", "{} in common")


def council_names() -> Iterator[str]:
    """The names of councils, each once: as many as there can be councils in a made-up register."""
    for side, last, first in product(SIDES, LAST, FIRST):
        yield f"{side}{first}{last}"


def service_title(number: int) -> str:
    """What the workstream of this number, counted from 1, is called."""
    named = FORMS[number % len(FORMS)].format(SERVICES[number % len(SERVICES)])
    return f"{named[0].upper()}{named[1:]} {number} (made up)"


def scope_text(number: int, version: int) -> str:
    """What a workstream covers, as its version of this number says."""
    service = SERVICES[number % len(SERVICES)]
    return (
        f"Made up for measuring, version {version}: everything that the councils do for {service}, "
        "with its staff and its systems, but not what is bought from others."
    )
