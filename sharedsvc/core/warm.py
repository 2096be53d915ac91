"""What a worker loads before it takes requests, so that nobody's first page waits for it."""

import gc
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Template, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.base import Node
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.translation import activate, deactivate


def load_everything() -> None:
    """Load addresses with their views, and compile our templates; no database is asked.

    What cannot be loaded is left for the request that needs it, which then says so.
    """
    resolver = get_resolver()
    resolver.url_patterns  # noqa: B018 - worked out once, as the next
    resolver._populate()
    for name in our_templates():
        _compile(name)
    _forget_how_templates_were_written()
    activate(settings.LANGUAGE_CODE)
    deactivate()
    gc.collect()
    gc.freeze()  # what was loaded stays: no collection need look at it again


def our_templates() -> list[str]:
    """The names of the templates of the pages."""
    folder = Path(settings.BASE_DIR) / "templates"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))


def _forget_how_templates_were_written() -> None:
    """Let go of their text and of where in it each part stands: only pages of faults show that."""
    engine: Any = engines["django"].engine  # type: ignore[attr-defined]
    if engine.debug:
        return
    (loader,) = engine.template_loaders
    compiled = [one for one in loader.get_template_cache.values() if isinstance(one, Template)]
    for template in compiled:
        template.source = ""
        for node in template.nodelist.get_nodes_by_type(Node):
            vars(node).pop("token", None)


def _compile(name: str) -> None:
    """Compile a template. What it includes and extends is compiled with the page itself."""
    try:
        get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return
