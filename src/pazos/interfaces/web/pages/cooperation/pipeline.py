"""How far what each partner promised has come, over all years, and what waits before each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.cooperation.queries import years as queries
from pazos.domain.cooperation.vocabulary import Form
from pazos.domain.money import HOME
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def pipeline(request: HttpRequest) -> HttpResponse:
    """Show the pipeline of every partner, money apart from what is in kind."""
    found = queries.pipelines(seen_by=reader(request))
    facts = {
        "parts": [(form, [_row(one) for one in found if one.form is form]) for form in Form],
        "is_empty": not found,
        "stages": wording.stage_names(),
        "home": HOME,
        "tabs": wording.tabs("cooperation_pipeline"),
    }
    return render(request, "web/cooperation/pipeline.html", facts)


def _row(one: queries.Pipeline) -> dict[str, Any]:
    pairs = zip(one.in_order, one.stuck_in_order, strict=True)
    return {
        "partner": one.partner,
        "name": one.name,
        "stages": [(wording.amount(came), wording.amount(waits) if waits else "") for came, waits in pairs],
    }


ADDRESSES = (
    Address("cooperation/pipeline/", "cooperation_pipeline", pipeline, needs=Permission.SEE_COOPERATION),
)
