"""The inventory of data bases for the registry of the SIC, printed from the models as they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pazos.domain.rights.queries.catalogue import GUARDED, catalogue
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.rights import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.rights.queries.catalogue import BaseEntry

COLUMNS = (
    "base",
    "title",
    "purpose",
    "legal_basis",
    "kept_for",
    "records",
    "model",
    "field",
    "privacy",
    "encrypted",
)


@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """Show every data base with its fields."""
    rows = [
        {
            "base": base,
            **_said(base),
            "of_people": sum(base.count(privacy=privacy) for privacy in GUARDED),
            "encrypted": base.count(encrypted=True),
        }
        for base in catalogue()
    ]
    return render(request, "web/rights/catalogue.html", {"rows": rows})


@require_GET
def file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the inventory out, one row a field."""
    return table_file("catalogue", COLUMNS, _rows())


def _rows() -> Iterator[list[object]]:
    for base in catalogue():
        said = _said(base)
        head = [base.name, str(base.title), said["purpose"], said["basis"], said["kept_for"], base.records]
        for field in base.fields:
            yield [
                *head,
                field.model,
                field.name,
                field.privacy.value,
                _("yes") if field.encrypted else _("no"),
            ]


def _said(base: BaseEntry) -> dict[str, str]:
    return {
        "purpose": wording.purpose_name(base.purpose) if base.purpose else "",
        "basis": wording.basis_name(base.basis) if base.basis else "",
        "kept_for": wording.kept_for(base.period) if base.period else "",
    }


ADDRESSES = (
    Address(
        "rights/catalogue/",
        "catalogue",
        shown,
        needs=Permission.HANDLE_REQUESTS,
    ),
    Address("rights/catalogue.csv", "catalogue_file", file, needs=Permission.HANDLE_REQUESTS),
)
