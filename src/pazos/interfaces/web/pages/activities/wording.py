"""How activities and people reached read on a page: badges, hidden numbers, plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pazos.domain.activities.vocabulary import State
from pazos.interfaces.components.wording import number, percent

if TYPE_CHECKING:
    from datetime import date

    from pazos.analysis.reach.targeting import Share
    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff

BADGES = {State.PLANNED: "info", State.DONE: "good", State.CANCELLED: ""}


def badge(activity: Activity, *, on: date) -> tuple[str, str]:
    """Return the badge of an activity's state: a planned one whose day is over waits for a word."""
    if activity.state == State.PLANNED and activity.ends_on < on:
        return "warning", _("nobody has said whether it was done")
    return BADGES[State(activity.state)], activity.get_state_display()


def tabs(here: str, who: Staff) -> list[tuple[str, str, bool]]:
    """Return the pages of activities that stand beside one another."""
    from pazos.foundation.access.policy import Permission

    pages = [
        ("activities", _("List")),
        ("activity_calendar", _("Month")),
        ("clusters_served", _("Clusters without activity")),
    ]
    if who.may(Permission.KEEP_ATTENDANCE):
        pages.append(("participants", _("Participants")))
    return [(text, reverse(name), name == here) for name, text in pages]


@dataclass(frozen=True)
class Check:
    """One check of the targeting as a page says it."""

    title: str
    sentence: str
    value: str = ""
    interval: str = ""
    unknown: str = ""
    bounds: str = ""
    is_doubtful: bool = False


def check(share: Share | None, *, title: str, inside: str) -> Check:
    """Return a share in words; `inside` says of whom: "live in the designated clusters"."""
    if share is None:
        return Check(title, _("It cannot be shown: it would say how few some of them are."), is_doubtful=True)
    everybody = share.known + share.unknown
    if not everybody:
        return Check(title, _("Nobody was reached by name in this selection."), is_doubtful=True)
    unknown = _("It is not known of {n} of {all}.").format(n=number(share.unknown), all=number(everybody))
    low, high = share.bounds or (None, None)
    bounds = _("Whatever those not known are: {low} to {high}.").format(low=percent(low), high=percent(high))
    if share.cannot_tell or share.value is None:
        said = _("Nobody can tell whether those reached {inside}: too little is known of them.")
        return Check(title, said.format(inside=inside), unknown=unknown, bounds=bounds, is_doubtful=True)
    return Check(
        title,
        _sentence(share, inside),
        value=percent(share.value),
        interval=_percents(share.interval),
        unknown=unknown,
        bounds=bounds if share.unknown else "",
        is_doubtful=share.interval is not None and share.interval[0] < 0.5,
    )


def _sentence(share: Share, inside: str) -> str:
    low, high = share.interval or (0.0, 1.0)
    if low >= 0.5:
        return _("Most of those reached {inside}.").format(inside=inside)
    if high < 0.5:
        return _("Most of those reached do not: only some {inside}.").format(inside=inside)
    return _("About half of those reached {inside}; whether more or fewer cannot be told.").format(
        inside=inside
    )


def _percents(found: tuple[float, float] | None) -> str:
    if not found:
        return ""
    return pgettext("interval", "{low} to {high}").format(low=percent(found[0]), high=percent(found[1]))


def short_share(share: Share | None) -> str:
    """Return a share and its interval on one line, a dash where it cannot be shown or told."""
    if share is None or share.value is None:
        return "–"
    return f"{percent(share.value)} ({_percents(share.interval)})"


def quarter_name(number_of_quarter: int) -> str:
    """Return a quarter (year x 4 + quarter - 1) as it stands on an axis: 2023-2."""
    return f"{number_of_quarter // 4}-{number_of_quarter % 4 + 1}"
