"""The gallery: every piece of a page with invented samples, in both lights.

It is the test bed of accessibility and the place to look before drawing anything new. It
holds no record of anybody, so it is public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from pazos.foundation.access.policy import Permission
from pazos.interfaces.web.routes import Address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    return render(request, "web/gallery.html")


ADDRESSES = (Address("gallery/", "gallery", gallery, needs=Permission.SEE_PUBLIC),)
