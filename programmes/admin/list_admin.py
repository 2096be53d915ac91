"""The list of a kind of record in the admin: columns, words and filters as on the pages."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.text import capfirst

from programmes.admin.lists import RecordChangeList, VisibleRelatedFilter, leads_back, list_column
from programmes.admin.options import RecordOptions
from programmes.belonging import programme_path
from sharedsvc.core.reference import label_of
from sharedsvc.core.search.declared import searched_models
from sharedsvc.core.search.narrowing import having_words

LINKED = ("programme", "organisation", "workstream", "partnership", "body", "by", "style")


class ListAdmin(RecordOptions, admin.ModelAdmin):
    """A kind of record as a list."""

    list_per_page = 50
    through_programme: ClassVar[str] = ""  # where the model does not say how it is reached
    show_full_result_count = True
    actions = None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, headed by the kind's own plural."""
        plural = self.kind.plural if self.kind else self.opts.verbose_name_plural
        return super().changelist_view(
            request, {"title": capfirst(plural), **(extra_context or {})}
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that keeps to what the reader may see."""
        return RecordChangeList

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns that the kind's list has on the pages too."""
        if self.kind is None:
            return self.list_display
        return [
            list_column(column, place, self.model, request.user)
            for place, column in enumerate(self.kind.columns)
        ]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Those of what search does not know; any other says that words may be asked for."""
        return tuple(self.search_fields) or (("pk",) if self.is_searched else ())

    @property
    def is_searched(self) -> bool:
        """Whether search knows records of the kind."""
        return searched_models.get(label_of(self.model)) is not None

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Narrowed as the lists of the pages are: a list, and what a pick list offers."""
        if not self.is_searched or not search_term.strip():
            return super().get_search_results(request, queryset, search_term)
        return having_words(queryset, search_term, request.user), False

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """What an address may narrow a list by.

        No patterns, which can be made to take hours, and nothing that leads to what hangs on a
        record: whether that is there may be hidden.
        """
        if lookup.endswith("regex") or leads_back(self.model, lookup):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Its choices, and the records that it is linked to, as far as they may be seen."""
        own = [
            field.name
            for field in self.opts.concrete_fields
            if field.choices and field.name != "visibility"
        ]
        names = [field.name for field in self.opts.concrete_fields]
        linked = [
            (name, VisibleRelatedFilter)
            for name in LINKED
            if name in names and self.opts.get_field(name).related_model is not self.model
        ]
        through = self.programme_path
        if "__" in through:
            linked.insert(0, (through, VisibleRelatedFilter))
        return [*linked, *own, *(["visibility"] if "visibility" in names else [])]

    @property
    def programme_path(self) -> str:
        """The way from a record to its programme."""
        return self.through_programme or programme_path(self.model)
