"""How venues read on a page: badges of life and of works, facts in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pazos.domain.venues import rules
from pazos.domain.venues.queries.comparing import BEFORE_WITHIN_DAYS
from pazos.domain.venues.vocabulary import Condition, Feature, Life, Outcome, WorkState
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages.partners.wording import money as money

if TYPE_CHECKING:
    from pazos.domain.venues.models import Inspection
    from pazos.domain.venues.queries.comparing import Compared
    from pazos.domain.venues.queries.living import Lived
    from pazos.domain.venues.queries.neighbours import Neighbours

LIFE_BADGES: dict[str, str] = {
    Life.ALIVE: "good",
    Life.FADING: "warning",
    Life.EMPTY: "error",
    Life.EARLY: "info",
    Life.CLOSED: "error",
}
PROMISE_BADGES: dict[str, str] = {Outcome.OPEN: "info", Outcome.KEPT: "good", Outcome.BROKEN: "error"}
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
    """Return why a venue is judged so, and what is missing to judge it, in one sentence."""
    return "; ".join([*(str(reason.label) for reason in one.judged.reasons), *_missing(one)])


def _missing(one: Lived) -> list[str]:
    """Return what a restored place lacks to be judged."""
    told, hours = [], one.judged.hours_missing
    if one.judged.days_missing and one.restored_on is not None:
        day = one.restored_on + timedelta(days=rules.SETTLES_WITHIN_DAYS)
        told.append(
            _("it is judged from {day} on, {days} days after the delivery").format(
                day=date_format(day, "SHORT_DATE_FORMAT"), days=rules.SETTLES_WITHIN_DAYS
            )
        )
    if hours:
        words = ngettext(
            "{n} more hour has to be counted after the delivery",
            "{n} more hours have to be counted after the delivery",
            hours,
        )
        told.append(words.format(n=hours))
    return told


def facts(one: Lived) -> list[str]:
    """Return the facts by which a venue is judged, each with its number and its period."""
    told = [_used(one), _active(one), _kept(one)]
    if one.venue.closed_on is None:
        return told
    day = date_format(one.venue.closed_on, "SHORT_DATE_FORMAT")
    return [_("closed on {day}").format(day=day), *told]


def _is_since_delivery(one: Lived, days: int) -> bool:
    """Tell whether the delivery, and not the days that the rule looks back, bounds a fact."""
    return one.facts.days_restored is not None and one.facts.days_restored < days


def _used(one: Lived) -> str:
    hours, days = one.facts.hours_counted, rules.COUNTS_WITHIN_DAYS
    since = _is_since_delivery(one, days)
    if not hours or one.facts.people_an_hour is None:
        if since:
            return _("no hour counted since the delivery")
        return _("no hour counted in {days} days").format(days=days)
    mean = _("{mean} (from {fewest} to {most})").format(
        mean=number(one.facts.people_an_hour, 1), fewest=one.facts.fewest, most=one.facts.most
    )
    if since:
        return ngettext(
            "{people} people an hour, {hours} hour counted since the delivery",
            "{people} people an hour, {hours} hours counted since the delivery",
            hours,
        ).format(people=mean, hours=hours)
    return ngettext(
        "{people} people an hour, {hours} hour counted in {days} days",
        "{people} people an hour, {hours} hours counted in {days} days",
        hours,
    ).format(people=mean, hours=hours, days=days)


def _active(one: Lived) -> str:
    n = one.facts.activities
    if _is_since_delivery(one, rules.ACTIVITIES_WITHIN_DAYS):
        return ngettext("{n} activity since the delivery", "{n} activities since the delivery", n).format(n=n)
    words = ngettext("{n} activity in {days} days", "{n} activities in {days} days", n)
    return words.format(n=n, days=rules.ACTIVITIES_WITHIN_DAYS)


def _kept(one: Lived) -> str:
    if one.facts.inspected_on is None and one.facts.days_restored is not None:
        return _("not inspected since the delivery, or not in {months} months").format(
            months=rules.INSPECTED_WITHIN_MONTHS
        )
    if one.facts.inspected_on is None:
        return _("not inspected in {months} months").format(months=rules.INSPECTED_WITHIN_MONTHS)
    found = list((one.facts.conditions or {}).values())
    bad = sum(condition <= Condition.POOR for condition in found)
    return _("inspected on {day}: {bad} of {all} things poor or worse").format(
        day=date_format(one.facts.inspected_on, "SHORT_DATE_FORMAT"), bad=bad, all=len(found)
    )


def use_compared(found: Compared | None) -> str:
    """Return how a restored place was used before its work and after it, with how much was counted."""
    if found is None:
        return ""
    if found.before is None or found.after is None:
        return _("no hour was counted both before the work and after it")
    return ngettext(
        "{before} people an hour before ({n_before} counted), {after} after ({n_after} counted), in {hours} like hour",
        "{before} people an hour before ({n_before} counted), {after} after ({n_after} counted), in {hours} like hours",
        found.hours,
    ).format(
        before=number(found.before, 1),
        after=number(found.after, 1),
        n_before=found.counted_before,
        n_after=found.counted_after,
        hours=found.hours,
    )


def committee_heard(found: Neighbours) -> str:
    """Return when a committee met last, as far as it was written down."""
    if found.committee.last_met_on is None:
        return _("nobody wrote down that it met")
    day = date_format(found.committee.last_met_on, "SHORT_DATE_FORMAT")
    return _("last met on {day}").format(day=day)


def committee_silent(found: Neighbours) -> str:
    """Return that a committee has not met for long, nothing where it has."""
    if found.silent is None:
        return ""
    return _(
        "It has not met for {days} days; long is twice its own rhythm, or three months without one."
    ).format(days=found.silent)


def committee_promises(found: Neighbours) -> str:
    """Return how the commitments of a committee stand, in one line."""
    if not found.promises:
        return _("no commitment written down")
    return _("commitments: {kept} kept, {broken} not kept, {late} late, {all} in all").format(
        kept=found.kept, broken=found.broken, late=found.late, all=len(found.promises)
    )


def the_rule() -> list[str]:
    """Return the published rule, sentence by sentence, with its thresholds."""
    return [
        _(
            "Not known: fewer than {hours} hours were counted there in {days} days and nothing was done there in "
            "{active} days."
        ).format(hours=rules.LEAST_HOURS, days=rules.COUNTS_WITHIN_DAYS, active=rules.ACTIVITIES_WITHIN_DAYS),
        _(
            "A restored place: only what came after the day on which its last work was delivered. Too early to say: "
            "{days} days have not passed since. Not known: {hours} hours were not counted since, whatever was done there."
        ).format(days=rules.SETTLES_WITHIN_DAYS, hours=rules.LEAST_HOURS),
        _(
            "Closed: it is no gap. A restored place that was closed stands in a group of its own, and stays in the list "
            "and in the file."
        ),
        _(
            "Before and after: only the same hours of the day, of Monday to Friday or of the weekend, that were counted "
            "both in the {days} days before the work began and after its delivery; each such hour weighs the same."
        ).format(days=BEFORE_WITHIN_DAYS),
        _(
            "People an hour are the mean of the hours that somebody counted, which says nothing of the others; in "
            "brackets stand the fewest and the most of one hour."
        ),
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
