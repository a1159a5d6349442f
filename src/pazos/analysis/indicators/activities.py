"""Whom activities reached, and which of them were done. People are counted by the reach figures' own count.

Counts of people pass the gate before they are kept: what stands in a value may be shown to everybody
who sees indicators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.analysis.indicators.deaths import clustered
from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.analysis.indicators.gated import HIDDEN
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import State
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.actions import Input
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from pazos.analysis.indicators.found import Ask, Categories
    from pazos.analysis.reach.counting import Met
    from pazos.analysis.reach.held import Held


def people(ask: Ask) -> Found:
    """Count different people who came, by sex and by age band where that may be shown."""
    from pazos.analysis.disclosing import TOTAL, released
    from pazos.analysis.reach import counting

    of, met = _met(ask)
    crossed = released(
        counting.by_sex_and_age(of.people, met),
        rows=list(Sex),
        columns=list(AgeBand),
        to=Permission.SEE_INDICATORS,
    )
    total = crossed.count(TOTAL)
    if total is None:
        return nothing(HIDDEN)
    categories: Categories = {
        "sex": {sex: crossed.count(sex) for sex in Sex.values},
        "age_band": {band: crossed.count(TOTAL, band) for band in AgeBand.values},
    }
    return Found(
        total, None, categories, (Part(N_("different people"), total),), inputs=(_counted(categories, total),)
    )


def from_targeted(ask: Ask) -> Found:
    """Count those who came and live in the targeted places, among those whose neighbourhood is known."""
    from pazos.analysis.disclosing import TOTAL, released_list
    from pazos.analysis.reach.targeting import from_places, targeted_now

    targeted = targeted_now()
    if not targeted.places:
        return nothing(N_("No place is targeted."))
    of, met = _met(ask)
    share = from_places(of.people, met, targeted.places)
    counts = {"inside": share.inside, "outside": share.outside, "unknown": share.unknown}
    shown = released_list(counts, to=Permission.SEE_INDICATORS)
    inside, outside = shown["inside"], shown["outside"]
    if inside is None or outside is None or shown[TOTAL] is None:
        return nothing(HIDDEN)
    parts = (
        Part(N_("live in the targeted places"), inside),
        Part(N_("live elsewhere"), outside),
        Part(N_("neighbourhood not known"), shown["unknown"]),
    )
    return Found(inside, inside + outside, parts=parts, inputs=(_counted({}, inside + outside),))


def _met(ask: Ask) -> tuple[Held, Met]:
    """Return everybody held, and those who came in the period to an activity that was not cancelled."""
    import numpy as np

    from pazos.analysis.reach import counting
    from pazos.analysis.reach.held import held
    from pazos.analysis.reach.slices import Chosen, Slice

    code = ask.arguments["component"]
    components = (
        frozenset(Component.objects.filter(code=code).values_list("pk", flat=True)) if code else frozenset()
    )
    asked = Slice(components=components, first=ask.period.starts_on, last=ask.period.ends_on)
    rows = Activity.objects.exclude(state=State.CANCELLED).filter(asked.condition()).order_by()
    lines = [
        (key, of, on.toordinal(), state == State.DONE)
        for key, of, on, state in rows.values_list("pk", "programme", "starts_on", "state")
    ]
    chosen = Chosen(*np.array(lines, dtype=np.int64).reshape(-1, 4).T)
    everyone = held()
    inside = counting.within(everyone.attended, chosen, asked)
    return everyone, counting.met(everyone.attended, inside)


def _counted(categories: Categories, total: int) -> Input:
    """Return what was read as it was let through the gate: the hash of a hidden count would not hide it."""
    return Input("attendances", sha256_of([total, categories]), total)


def done(ask: Ask) -> Found:
    """Count the activities that began in the period and were done."""
    rows = tuple(_row(one, counted=one.state == State.DONE) for one in _begun(ask).filter(state=State.DONE))
    parts = (Part(N_("activities done"), len(rows)),)
    return Found(len(rows), parts=parts, rows=(_rows(rows),))


def done_share(ask: Ask) -> Found:
    """Count the activities done among those planned to begin in the period."""
    rows = tuple(_row(one, counted=one.state == State.DONE) for one in _begun(ask))
    return _share(rows, N_("activities done"), N_("activities planned"))


def in_clusters(ask: Ask) -> Found:
    """Count the activities done inside a working cluster among those done whose place is known."""
    codes = clustered(ask.period.ends_on)
    placed = (
        _begun(ask).filter(state=State.DONE).filter(Q(cluster__isnull=False) | Q(neighbourhood__isnull=False))
    )
    rows = tuple(
        _row(
            one,
            counted=one.cluster_id is not None
            or (one.neighbourhood is not None and one.neighbourhood.code in codes),
        )
        for one in placed.select_related("neighbourhood").defer("neighbourhood__outline")
    )
    return _share(rows, N_("activities in the clusters"), N_("activities whose place is known"))


def programmes_active(ask: Ask) -> Found:
    """Count the programmes in force with an activity done."""
    first, last = ask.days
    in_force = Programme.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=last), Q(ends_on__isnull=True) | Q(ends_on__gte=first)
    ).exclude(state=ProgrammeState.PLANNED)
    busy = set(
        Activity.objects.filter(state=State.DONE, starts_on__range=ask.days)
        .order_by()
        .values_list("programme", flat=True)
    )
    rows = tuple(
        Row(
            key=one.code,
            words=one.name,
            number=1,
            counted=one.pk in busy,
            address="programme",
            slots={"code": one.code},
            organisations=(one.department_id,),
        )
        for one in in_force
    )
    return _share(rows, N_("programmes with something done"), N_("programmes in force"))


def _share(rows: tuple[Row, ...], inside: str, whole: str) -> Found:
    if not rows:
        return nothing(N_("There was nothing to count in the period."))
    counted = sum(row.counted for row in rows)
    parts = (Part(inside, counted), Part(whole, len(rows)))
    return Found(counted, len(rows), parts=parts, rows=(_rows(rows),))


def _begun(ask: Ask) -> QuerySet[Activity]:
    rows = Activity.objects.filter(starts_on__range=ask.days).order_by("starts_on", "pk")
    code = ask.arguments["component"]
    return rows.filter(programme__component__code=code) if code else rows


def _row(one: Activity, *, counted: bool) -> Row:
    return Row(
        key=str(one.pk),
        words=f"{one.starts_on:%Y-%m-%d} · {one.name}",
        number=1,
        counted=counted,
        address="activity",
        slots={"number": one.pk},
        organisations=(one.responsible_id, one.partner_id),
    )


def _rows(rows: tuple[Row, ...]) -> Rows:
    return Rows(N_("what was counted"), Permission.SEE_STRATEGY, rows)


GATHER: dict[str, Callable[[Ask], Found]] = {
    "reach.people": people,
    "reach.from_targeted": from_targeted,
    "activities.done": done,
    "activities.done_share": done_share,
    "activities.in_clusters": in_clusters,
    "programmes.active": programmes_active,
}
