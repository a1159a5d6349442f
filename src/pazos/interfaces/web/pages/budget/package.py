"""The budget as an open package: Fiscal Data Package, as a zip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.budget.asking import search_form
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def package(request: HttpRequest) -> HttpResponse:
    """Hand out the package of the lines that a question finds."""
    from pazos.analysis.budget.fiscal_package import package as packed

    who = reader(request)
    asked = search_form(request, who).asked()
    response = HttpResponse(packed(asked.sought, on=asked.on, seen_by=who), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="pazos-budget-{asked.year}.zip"'
    return response


ADDRESSES = (Address("budget/package.zip", "budget_package", package, needs=Permission.SEE_BUDGET),)
