"""The battery: every indicator on one line with its light, its last value, its target and its small line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.indicators import actions
from pazos.domain.indicators.queries import Sought, series_of, standings
from pazos.domain.indicators.queries.placing import components_by_word
from pazos.domain.indicators.vocabulary import Kind, Light
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_INDICATORS, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.indicators import wording
from pazos.interfaces.web.pages.indicators.picturing import spark
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse

    from pazos.domain.indicators.lights import Reading
    from pazos.domain.indicators.queries import Standing

PER_PAGE = 60
WAYS = [
    ("computed", pgettext_lazy("an indicator", "computed")),
    ("reported", pgettext_lazy("an indicator", "reported")),
]
COLUMNS = (
    *("code", "name", "kind", "component", "owner", "period", "value", "low", "high", "unit"),
    *("target_of_year", "light", "change"),
)


@require_GET
def battery(request: HttpRequest) -> HttpResponse:
    """List the indicators that the reader may see, narrowed as asked."""
    who = reader(request)
    sought = sought_in(request.GET)
    every = standings(sought, seen_by=who)
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    series = series_of([one.sheet.indicator_id for one in page])
    facts = {
        "page": page,
        "rows": [_row(one, series.get(one.sheet.indicator_id, [])) for one in page],
        "lights": _lights(every, sought, request.GET),
        "sought": sought,
        "is_narrowed": sought != Sought(),
        "choices": _choices(),
        "found": len(every),
        "may_keep": who.may(Permission.KEEP_INDICATORS),
        "may_report": who.may(Permission.REPORT_INDICATORS),
        "may_approve": who.may(Permission.APPROVE_INDICATORS),
    }
    return render(request, "web/indicators/battery.html", facts)


def sought_in(asked: QueryDict) -> Sought:
    """Return what an address asks for; what is no choice narrows nothing."""
    light, kind, way = asked.get("light", ""), asked.get("kind", ""), asked.get("way", "")
    return Sought(
        words=asked.get("q", "").strip()[:80],
        component=asked.get("component", "")[:30],
        kind=kind if kind in Kind.values else "",
        light=light if light in Light.values else "",
        way=way if way in dict(WAYS) else "",
        retired=asked.get("retired") == "1",
    )


def _row(one: Standing, series: list[Reading]) -> dict[str, Any]:
    sheet, last = one.sheet, one.last
    return {
        "standing": one,
        "value": wording.value_words(sheet, last.value if last else None),
        "interval": wording.interval_words(sheet, last.low, last.high) if last else "",
        "period": wording.period_words(last.period) if last else "",
        "target": wording.value_words(sheet, one.target) if one.target is not None else "",
        "badge": wording.BADGES.get(one.light, ""),
        "way": wording.WAYS.get(one.trend, ""),
        "spark": spark(series),
        "spark_words": _spark_words(one, series),
        "component": sheet.indicator.component,
    }


def _spark_words(one: Standing, series: list[Reading]) -> str:
    known = [reading for reading in series if reading.value is not None]
    if not known:
        return ""
    return gettext("{count} values, from {first} to {last}").format(
        count=len(known),
        first=wording.value_words(one.sheet, known[0].value),
        last=wording.value_words(one.sheet, known[-1].value),
    )


def _lights(every: list[Standing], sought: Sought, asked: QueryDict) -> list[dict[str, Any]]:
    """Return how many stand at each light, each with the address that shows them alone."""
    found = Counter(one.light for one in every)
    others = asked.copy()
    for name in ("light", "page"):
        others.pop(name, None)
    lights = []
    for light in Light:
        if found[light] or sought.light == light:
            others["light"] = light.value
            lights.append(
                {
                    "label": light.label,
                    "badge": wording.BADGES.get(light, ""),
                    "count": found[light],
                    "query": others.urlencode(),
                    "current": sought.light == light,
                }
            )
    return lights


def _choices() -> dict[str, Any]:
    components = Component.objects.order_by("-strategy__starts_on", "position").values_list("code", "name")
    return {
        "components": [*dict(reversed(components)).items()][::-1],
        "kinds": Kind.choices,
        "ways": WAYS,
    }


@require_GET
def battery_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the same list out as a table: the last approved value of each indicator."""
    every = standings(sought_in(request.GET), seen_by=reader(request))
    return table_file("indicators", COLUMNS, _lines(every))


def _lines(every: list[Standing]) -> Iterator[list[object]]:
    for one in every:
        sheet, last = one.sheet, one.last
        numbers = [last.period.code(), last.value, last.low, last.high] if last else [None] * 4
        yield [
            one.code,
            one.name,
            sheet.kind,
            sheet.indicator.component.code if sheet.indicator.component else None,
            sheet.indicator.owner.name if sheet.indicator.owner else None,
            *numbers,
            one.unit,
            one.target,
            one.light.value,
            one.trend.value,
        ]


@require_POST
def ship(request: HttpRequest) -> HttpResponse:
    """Fill the battery with the indicators that come with Pazos, under the newest strategy's components."""
    who = reader(request)
    city = (
        Organisation.objects.filter(kind=Organisation.Kind.CITY, ended_on__isnull=True).order_by("pk").first()
    )
    done(
        request,
        lambda: actions.ship_battery(
            on=timezone.localdate(), by=who, components=components_by_word(), owner=who.organisation or city
        ),
        said=gettext("The battery is filled. Look each sheet through, and say who reports it."),
    )
    return redirect("indicators")


SEES = Permission.SEE_INDICATORS
ADDRESSES = (
    Address(
        "indicators/",
        "indicators",
        battery,
        needs=SEES,
        menu=N_("Battery of indicators"),
        stage=Stage.GOVERN,
        group=OF_INDICATORS,
    ),
    Address("indicators.csv", "indicators_file", battery_file, needs=SEES),
    Address("fill-indicators/", "fill_indicators", ship, needs=Permission.KEEP_INDICATORS),
)
