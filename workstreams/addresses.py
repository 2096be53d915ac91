"""The addresses of a workstream's pages, by its programme's code and its own reference."""

from sharedsvc.core.addresses import address_of


def page_address(programme: str, ref: str) -> str:
    """Of its page."""
    return address_of("portal:workstream", programme, ref)


def update_form_address(programme: str, ref: str) -> str:
    """Of the form on which its officers say how it stands."""
    return address_of("portal:update", programme, ref)
