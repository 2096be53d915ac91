"""Django’s templates, which let go of what a page was made of as soon as it is made.

What a template is given refers to itself, so that its records stay until Python looks for circles:
some ten pages of them lay about in each process.
"""

from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.template.context import make_context
from django.utils.safestring import SafeString


class PageTemplates(DjangoTemplates):
    """The backend; settings name it."""

    def from_string(self, template_code: str) -> "PageTemplate":
        """A template of this text."""
        return PageTemplate(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> "PageTemplate":
        """The template of that name. Raises TemplateDoesNotExist."""
        return PageTemplate(super().get_template(template_name).template, self)


class PageTemplate(Template):
    """A template, whose context is emptied once the page is made."""

    def render(self, context: Any = None, request: HttpRequest | None = None) -> SafeString:
        """The page, as Django’s own makes it."""
        own = make_context(context, request, autoescape=self.backend.engine.autoescape)
        page = self.template.render(own)
        own.dicts.clear()
        return page
