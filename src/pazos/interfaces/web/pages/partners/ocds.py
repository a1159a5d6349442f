"""Signed agreements as open contracting data, for staff and partners: what each may see, and nothing else.

What anybody may take leaves by the releases that two people sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from pazos.analysis.opendata.ocds.codes import telling
from pazos.analysis.opendata.ocds.packages import KINDS, package
from pazos.analysis.opendata.ocds.writing import written
from pazos.domain.partners import queries
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def ocds(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out releases or records of the signed agreements that this reader sees."""
    if kind not in KINDS:
        raise Http404
    try:
        made = package(kind, queries.signed(seen_by=reader(request)), telling())
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("agreements")
    response = HttpResponse(written(made), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pazos-agreements-ocds-{kind}.json"'
    return response


ADDRESSES = (
    Address("agreements/ocds/<str:kind>.json", "agreements_ocds", ocds, needs=Permission.SEE_PARTNERS),
)
