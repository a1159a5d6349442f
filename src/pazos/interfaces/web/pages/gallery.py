"""The gallery: every piece of a page with invented samples, in both lights.

It is the test bed of accessibility and the place to look before drawing anything new. It
holds no record of anybody, so it is public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components import samples
from pazos.interfaces.components.routes import Address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SampleForm(forms.Form):
    """A form with each kind of field, one of them filled in wrongly."""

    name = forms.CharField(label=_("Name of the source"), help_text=_("As people in the city call it."))
    since = forms.IntegerField(label=_("First year"), min_value=1990, max_value=2100)
    kind = forms.ChoiceField(
        label=_("Institution"), choices=[("police", _("Police")), ("health", _("Health"))]
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; a form sent here only comes back with a message."""
    if request.method == "POST":
        messages.success(request, gettext("Received. Nothing was kept: this is the gallery."))
        return redirect("gallery")
    facts = {
        "form": SampleForm(data={"name": "Policía", "since": "19", "kind": "police"}),
        "rows": samples.table_rows(),
        "chart": samples.chart(),
        "chart_table": samples.chart_table(),
        "trail": [(gettext("Observatory"), "/"), (gettext("Neighbourhoods"), "/gallery/")],
        "tabs": [
            (gettext("Figures"), "/gallery/", True),
            (gettext("Method"), "/gallery/?tab=method", False),
            (gettext("Quality of the data"), "/gallery/?tab=quality", False),
        ],
        "page": Paginator(range(95), 10).get_page(request.GET.get("page", "3")),
        "colours": ("paper", "ground", "tint", "ink", "soft-ink", "line", "accent", "accent-soft"),
        "shades": sorted(samples.SHADES),
    }
    return render(request, "web/gallery.html", facts)


@require_GET
def gallery_map(request: HttpRequest) -> HttpResponse:
    """Return the invented city of the gallery's maps."""
    return JsonResponse(samples.sample_map())


ADDRESSES = (
    Address("gallery/", "gallery", gallery, needs=Permission.SEE_PUBLIC),
    Address("gallery/map.json", "gallery_map", gallery_map, needs=Permission.SEE_PUBLIC),
)
