"""How venues read on a page: badges of life and of works, facts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pazos.domain.venues import rules
from pazos.domain.venues.vocabulary import Condition, Feature, Life, WorkState
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages.partners.wording import money as money

if TYPE_CHECKING:
    from pazos.domain.venues.models import Inspection
    from pazos.domain.venues.queries.living import Lived

LIFE_BADGES: dict[str, str] = {Life.ALIVE: "good", Life.FADING: "warning", Life.EMPTY: "error"}
WORK_BADGES: dict[str, str] = {
    WorkState.PLANNED: "info",
    WorkState.UNDERWAY: "warning",
    WorkState.DELIVERED: "good",
    WorkState.STOPPED: "error",
}
CONDITION_BADGES: dict[int, str] = {
    Condition.RUINED: "error",
    Condition.POOR: "warning",
    Condition.FAIR: "info",
    Condition.GOOD: "good",
}


def reasons(one: Lived) -> str:
    """Return why a venue is judged so, in one sentence."""
    return "; ".join(str(reason.label) for reason in one.judged.reasons)


def facts(one: Lived) -> list[str]:
    """Return the facts by which a venue is judged, each with its number and its period."""
    return [_used(one), _active(one), _kept(one)]


def _used(one: Lived) -> str:
    hours = one.facts.hours_counted
    if not hours or one.facts.people_an_hour is None:
        return _("no hour counted in {days} days").format(days=rules.COUNTS_WITHIN_DAYS)
    mean = number(one.facts.people_an_hour, 1)
    return ngettext(
        "{people} people an hour, {hours} hour counted in {days} days",
        "{people} people an hour, {hours} hours counted in {days} days",
        hours,
    ).format(people=mean, hours=hours, days=rules.COUNTS_WITHIN_DAYS)


def _active(one: Lived) -> str:
    n = one.facts.activities
    words = ngettext("{n} activity in {days} days", "{n} activities in {days} days", n)
    return words.format(n=n, days=rules.ACTIVITIES_WITHIN_DAYS)


def _kept(one: Lived) -> str:
    if one.facts.inspected_on is None:
        return _("not inspected in {months} months").format(months=rules.INSPECTED_WITHIN_MONTHS)
    found = list((one.facts.conditions or {}).values())
    bad = sum(condition <= Condition.POOR for condition in found)
    return _("inspected on {day}: {bad} of {all} things poor or worse").format(
        day=date_format(one.facts.inspected_on, "SHORT_DATE_FORMAT"), bad=bad, all=len(found)
    )


def the_rule() -> list[str]:
    """Return the published rule, sentence by sentence, with its thresholds."""
    return [
        _(
            "Not known: fewer than {hours} hours were counted there in {days} days and nothing was done there in "
            "{active} days."
        ).format(hours=rules.LEAST_HOURS, days=rules.COUNTS_WITHIN_DAYS, active=rules.ACTIVITIES_WITHIN_DAYS),
        _("Empty: fewer than {few} person an hour were counted, and nothing was done there.").format(
            few=number(rules.NEARLY_NOBODY)
        ),
        _(
            "Fading: fewer than {many} people an hour and nothing done there; or nearly nobody comes though "
            "something is done; or it is used and more than a third of it is poor, or something cannot be used."
        ).format(many=number(rules.MANY)),
        _(
            "Alive: everything else, that is, people use it or something is done there, and it is not worn. A place "
            "that nobody inspected in {months} months is not called worn."
        ).format(months=rules.INSPECTED_WITHIN_MONTHS),
    ]


def conditions(inspection: Inspection) -> list[tuple[str, str, str]]:
    """Return each feature that was inspected, its badge and its condition, the worst first."""
    found = sorted(inspection.conditions.items(), key=lambda one: (one[1], one[0]))
    return [
        (str(Feature(feature).label), CONDITION_BADGES[Condition(value)], str(Condition(value).label))
        for feature, value in found
    ]


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """Return the pages of venues beside one another."""
    pages = (
        ("venues", pgettext("page of venues", "List")),
        ("venues_map", pgettext("page of venues", "Map")),
        ("venues_alive", pgettext("page of venues", "Which stay alive")),
    )
    return [(text, reverse(name), name == current) for name, text in pages]
