"""Targets, baseline, breaks, place and retirement of an indicator: small forms on its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pazos.domain.indicators import actions
from pazos.domain.indicators.models import SeriesBreak, YearTarget
from pazos.domain.indicators.queries import shown
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done as tell
from pazos.interfaces.web.pages.indicators.doing import done
from pazos.interfaces.web.pages.indicators.forms import (
    BaselineForm,
    BreakForm,
    PlaceForm,
    RetireForm,
    TargetForm,
)
from pazos.interfaces.web.pages.indicators.show import facts_of
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.indicators.models import Indicator
    from pazos.domain.people.models import Staff

    Deed = Callable[[Indicator, dict[str, Any], Staff], object]


def _target(of: Indicator, said: dict[str, Any], by: Staff) -> None:
    actions.set_target(of, year=said["year"], value=said["value"], source=said["source"], by=by)


def _baseline(of: Indicator, said: dict[str, Any], by: Staff) -> None:
    actions.set_baseline(of, year=said["year"], value=said["value"], by=by)


def _break(of: Indicator, said: dict[str, Any], by: Staff) -> None:
    actions.add_break(of, on=said["on"], words={"es": said["es"], "en": said["en"]}, by=by)


def _retire(of: Indicator, said: dict[str, Any], by: Staff) -> None:
    actions.retire(of, on=said["on"], why=said["why"], by=by)


def _place(of: Indicator, said: dict[str, Any], by: Staff) -> None:
    actions.assign(of, component=said["component"], owner=said["owner"], position=said["position"], by=by)


KEPT: dict[str, tuple[type[Form], Deed]] = {
    "target": (TargetForm, _target),
    "baseline": (BaselineForm, _baseline),
    "break": (BreakForm, _break),
    "retire": (RetireForm, _retire),
    "place": (PlaceForm, _place),
}


@require_POST
def keep(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Keep what one of the small forms says; on refusal the page comes back with the reason beside the field."""
    who = reader(request)
    found = shown(code, seen_by=who)
    if found is None or what not in KEPT:
        raise Http404
    kind, deed = KEPT[what]
    form = kind(request.POST, prefix=what)
    if form.is_valid() and done(
        request, lambda: deed(found.indicator, form.cleaned_data, who), said=_("It is kept."), form=form
    ):
        return redirect("indicator", code)
    facts = {**facts_of(request, found, who), f"{what}_form": form, "opened": what}
    return render(request, "web/indicators/indicator.html", facts, status=422)


@require_POST
def remove(request: HttpRequest, *, code: str, what: str, number: int) -> HttpResponse:
    """Take a target or a break away that was set by mistake."""
    who = reader(request)
    found = shown(code, seen_by=who)
    if found is None:
        raise Http404
    if what == "target":
        target = YearTarget.objects.filter(indicator=found.indicator, pk=number).first()
        if target is not None:
            tell(request, lambda: actions.remove_target(target, by=who), said=_("The target is gone."))
    if what == "break":
        broken = SeriesBreak.objects.filter(indicator=found.indicator, pk=number).first()
        if broken is not None:
            tell(request, lambda: actions.remove_break(broken, by=who), said=_("The break is gone."))
    return redirect("indicator", code)


NEEDS = Permission.KEEP_INDICATORS
ADDRESSES = (
    Address("indicators/<slug:code>/keep/<slug:what>/", "keep_indicator", keep, needs=NEEDS),
    Address(
        "indicators/<slug:code>/remove/<slug:what>/<int:number>/",
        "remove_from_indicator",
        remove,
        needs=NEEDS,
    ),
)
