"""The front of the strategy for anybody: what it is, the last account, what is followed, what can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from pazos.domain.accountability import queries
from pazos.domain.strategy.queries.versions import published
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCOUNT, Address, Stage
from pazos.interfaces.web.pages.accountability.reading import glance

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Show the front."""
    version, report = published(), queries.signed()
    facts: dict[str, Any] = {"version": version, "report": report, "reports": list(queries.once_signed())}
    if version is not None:
        said = version.content["strategy"]
        facts |= {
            "said": said,
            "starts_on": parse_date(said["starts_on"]),
            "ends_on": parse_date(said["ends_on"]),
        }
    if report is not None:
        facts["glance"] = glance(report).blocks
    return render(request, "web/public/front.html", facts)


ADDRESSES = (
    Address(
        "public/",
        "public_front",
        front,
        needs=Permission.SEE_PUBLIC,
        menu=N_("The strategy in the open"),
        stage=Stage.GOVERN,
        group=OF_ACCOUNT,
    ),
)
