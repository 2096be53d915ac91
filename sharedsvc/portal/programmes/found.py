"""The programme that an address names."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from programmes.carried_on import as_run_on
from programmes.models import Programme
from sharedsvc.core.as_at import AsAt


def find_programme(request: HttpRequest, code: str, as_at: AsAt | None = None) -> Programme:
    """The programme with a code, as it was run on a day if one is given. Raises Http404."""
    programmes = Programme.objects.visible_to(request.user).for_list()
    found: Programme = get_object_or_404(programmes, code=code)
    if as_at:
        as_run_on([found], as_at.date)
    return found
