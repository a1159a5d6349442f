"""The strategy as the public reads it: the published version and nothing that is being worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from pazos.domain.strategy.queries.versions import published
from pazos.domain.strategy.vocabulary import Instrument
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STRATEGY, Address, Stage
from pazos.interfaces.web.pages.strategy.alignment import goal_name
from pazos.interfaces.web.pages.strategy.picture import of_version
from pazos.interfaces.web.pages.strategy.versions import with_programmes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def strategy(request: HttpRequest) -> HttpResponse:
    """Show the published version to anybody."""
    found = published()
    facts: dict[str, Any] = {"version": found}
    if found is not None:
        content = found.content
        facts |= {
            "said": content["strategy"],
            "starts_on": parse_date(content["strategy"]["starts_on"]),
            "ends_on": parse_date(content["strategy"]["ends_on"]),
            "grounds": content["grounds"],
            "components": with_programmes(content),
            "picture": of_version(content) if content["theory"]["boxes"] else None,
            "goals": _goals(content),
        }
    return render(request, "web/strategy/public.html", facts)


def _goals(content: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the plans that the strategy serves, each with code and name of its goals, once each."""
    found = []
    for instrument in Instrument:
        own = [one for one in content["alignments"] if one["instrument"] == instrument.value]
        named = {one["code"]: goal_name(instrument.value, one["code"]) or one["words"] for one in own}
        if named:
            found.append((str(instrument.label), list(named.items())))
    return found


ADDRESSES = (
    Address(
        "the-strategy/",
        "public_strategy",
        strategy,
        needs=Permission.SEE_PUBLIC,
        menu=N_("The city's strategy"),
        stage=Stage.ACT,
        group=OF_STRATEGY,
    ),
)
