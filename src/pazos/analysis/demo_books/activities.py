"""The demo city's activities: six years of them, who came, and three partners that only say how many.

Most who came are of the ages and places that were chosen, and some are not, as anywhere. Some
activities were cancelled, some were never spoken of again, and one cluster has seen nobody for weeks.
Everything is drawn by lot from the seed and written in bulk.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from pazos.analysis.demo_books import activities_words as words
from pazos.analysis.demo_books.activities_people import Crowd, crowd
from pazos.domain.activities.actions.bringing_in import Came, Past, bring_in
from pazos.domain.activities.models import Activity, FormerReach, HeadCount, IndirectReach
from pazos.domain.activities.vocabulary import IndirectMethod, State
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Programme
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pazos.domain.people.models import Staff

ACTIVITIES, PEOPLE, CAME = 5_000, 9_000, 15  # CAME: by name, to one activity on average
AHEAD = timedelta(days=35)
SILENT = timedelta(days=70)  # for which nothing was done in the last of the clusters
IN_CLUSTERS, CANCELLED, NEVER_SAID = 0.88, 0.04, 0.02
TERM_ENDED = date(2023, 12, 31)
LATER = 0.45  # of the pace of the first term


@dataclass(frozen=True)
class City:
    """What activities rest on."""

    programmes: list[Programme]
    clusters: list[WorkCluster]
    inside: list[list[Neighbourhood]]  # the places of each cluster
    outside: list[Neighbourhood]
    partners: dict[str, Organisation]
    by: Staff
    today: date
    draw: np.random.Generator


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Fill activities, participants and attendance; return how much was made.

    Raises:
        InputProblem: no strategy with programmes stands yet.
    """
    strategy = current_strategy()
    city = _city(by[Role.STRATEGY_LEAD], seed)
    if strategy is None or not city.programmes:
        raise InputProblem(N_("Activities are invented after the strategy."))
    past = Past()
    people = crowd(city, PEOPLE)
    past.people = people.rows
    plan = _plan(city)
    for n, (programme, day) in enumerate(plan):
        past.activities.append(_activity(city, n, city.programmes[programme], day))
    _come(past, city, plan, people)
    _estimate(past, city)
    bring_in(past, strategy=strategy, by=city.by)
    return Counter(
        activities=len(past.activities),
        participants=len(past.people),
        attendances=len(past.came),
        head_counts=len(past.heads),
    )


def _city(by: Staff, seed: int) -> City:
    clusters = list(WorkCluster.objects.prefetch_related("neighbourhoods").order_by("pk"))
    inside = [list(one.neighbourhoods.all()) for one in clusters]
    taken = {place.pk for places in inside for place in places}
    rows = Programme.objects.filter(starts_on__isnull=False).exclude(state="planned").order_by("code")
    names = words.ONLY_NUMBERS.values()
    return City(
        programmes=list(rows.select_related("department")),
        clusters=clusters,
        inside=inside,
        outside=list(Neighbourhood.objects.exclude(pk__in=taken).order_by("code")),
        partners={one.name: one for one in Organisation.objects.filter(name__in=names)},
        by=by,
        today=timezone.localdate(),
        draw=np.random.default_rng([seed, 5]),
    )


def _plan(city: City) -> list[tuple[int, date]]:
    """Return which programme does something on which day, by day: busier ones more often, all less since 2024."""
    weights, firsts, lasts = [], [], []
    for one in city.programmes:
        first, last = one.starts_on or city.today, one.ends_on or city.today + AHEAD
        term = max(0, (min(last, TERM_ENDED) - first).days)
        after = max(0, (last - max(first, TERM_ENDED)).days)
        weights.append(((one.people_expected or 150) ** 0.6) * (term + LATER * after))
        firsts.append(first.toordinal())
        lasts.append(last.toordinal())
    share = np.array(weights) / sum(weights)
    numbers = city.draw.multinomial(ACTIVITIES, share)
    found = [
        (n, day) for n, number in enumerate(numbers) for day in _days(city, firsts[n], lasts[n], int(number))
    ]
    return sorted(found, key=lambda one: (one[1], one[0]))


def _days(city: City, first: int, last: int, number: int) -> list[date]:
    days = np.arange(first, last + 1)
    pace = np.where(days <= TERM_ENDED.toordinal(), 1.0, LATER)
    # Saturdays are busiest, Sundays nearly empty; ordinals count a Monday as 1.
    pace *= np.array([0.25, 1.0, 1.0, 1.0, 1.0, 1.1, 1.9])[days % 7]
    return [date.fromordinal(int(day)) for day in city.draw.choice(days, number, p=pace / pace.sum())]


def _activity(city: City, number: int, programme: Programme, day: date) -> Activity:
    draw = city.draw
    kind, names, _ages = words.OF_PROGRAMME.get(programme.code, words.USUAL)
    place, cluster = _where(city, day)
    partner = city.partners.get(words.ONLY_NUMBERS.get(programme.code, ""))
    if partner is not None and draw.random() > 0.4:
        partner = None
    luck = draw.random()
    state = State.PLANNED if day > city.today else State.CANCELLED if luck < CANCELLED else State.DONE
    if state == State.DONE and luck > 1 - NEVER_SAID:
        state = State.PLANNED
    return Activity(
        code=f"{programme.code}-{day:%y%m%d}-{number}",
        programme=programme,
        name=names[int(draw.integers(len(names)))],
        kind=kind.value,
        state=state.value,
        starts_on=day,
        ends_on=day,
        hours=None if state != State.DONE else (2 if luck < 0.7 else 4),
        neighbourhood=place,
        cluster=cluster,
        venue=words.VENUES[int(draw.integers(len(words.VENUES)))],
        responsible=programme.department,
        partner=partner,
        why_cancelled=words.REASONS[number % len(words.REASONS)] if state == State.CANCELLED else "",
        entered_by=city.by,
        entered_at=timezone.now(),
    )


def _where(city: City, day: date) -> tuple[Neighbourhood | None, WorkCluster | None]:
    draw = city.draw
    if city.clusters and draw.random() < IN_CLUSTERS:
        last = len(city.clusters) - 1
        quiet = city.today - SILENT < day <= city.today
        n = int(draw.integers(last if quiet and last else last + 1))
        cluster = city.clusters[n]
        is_open = cluster.opened_on <= day
        return city.inside[n][int(draw.integers(len(city.inside[n])))], cluster if is_open else None
    if not city.outside:
        return None, None
    return city.outside[int(draw.integers(len(city.outside)))], None


def _come(past: Past, city: City, plan: list[tuple[int, date]], people: Crowd) -> None:
    """Write down who came to what was done, or how many where a partner says only that."""
    of_programme = [people.members(n) for n in range(len(city.programmes))]
    for place, (one, (programme, day)) in enumerate(zip(past.activities, plan, strict=True)):
        if one.state != State.DONE:
            continue
        luck = city.draw.random()
        if one.partner_id is not None:
            past.heads += _heads(one, city)
        elif luck > 0.05:  # of the others nobody says anything
            members, cluster = of_programme[programme], one.cluster_id or 0
            came = _drawn(city, people, members, day.toordinal(), cluster)
            past.came += [Came(place, n, day) for n in came]
            if luck > 0.88:
                past.heads += _heads(one, city, about=len(came))


def _drawn(city: City, people: Crowd, members: NDArray[np.int64], day: int, cluster: int) -> list[int]:
    """Return who of a programme's people came on a day: those of the same cluster three times as likely."""
    there = members[(people.joined[members] <= day) & (day <= people.left[members])]
    who = np.unique(people.person[there])
    if not len(who):
        return []
    near = np.where(people.cluster[who] == cluster, 3.0, 1.0) if cluster else np.ones(len(who))
    number = min(len(who), int(city.draw.poisson(CAME)))
    # The largest of weighted exponential lots (Efraimidis and Spirakis 2006): a draw without return.
    lots = city.draw.exponential(size=len(who)) / near
    return [int(n) for n in who[np.argpartition(lots, number - 1)[:number]]] if number else []


def _heads(one: Activity, city: City, *, about: int = 0) -> list[HeadCount]:
    """Return what somebody counted: by sex and age band, or only the number."""
    everybody = about or int(city.draw.poisson(34))
    if city.draw.random() < 0.4:
        return [HeadCount(activity=one, people=max(1, everybody))]
    groups = [(Sex.WOMAN, AgeBand.TEEN), (Sex.MAN, AgeBand.TEEN), (Sex.WOMAN, AgeBand.YOUNG)]
    groups += [(Sex.MAN, AgeBand.YOUNG), (Sex.WOMAN, AgeBand.OLDER)]
    counts = city.draw.multinomial(everybody, [0.22, 0.27, 0.2, 0.24, 0.07])
    return [
        HeadCount(activity=one, sex=sex.value, age_band=band.value, people=int(n))
        for (sex, band), n in zip(groups, counts, strict=True)
        if n
    ]


def _estimate(past: Past, city: City) -> None:
    """State indirect reach of some programmes, and the few people who had their data erased."""
    reached: dict[tuple[str, int], set[int]] = {}
    codes = [one.programme.code for one in past.activities]
    for came in past.came:
        reached.setdefault((codes[came.activity], came.on.year), set()).add(came.person)
    by_code = {one.code: one for one in city.programmes}
    for (code, year), people in sorted(reached.items()):
        number = round(3.1 * len(people))
        method, said = IndirectMethod.HOUSEHOLDS, words.HOUSEHOLD
        if code in ("pre-04", "ent-01"):
            number, method, said = 900 + 50 * (year % 7), IndirectMethod.AUDIENCE, words.AUDIENCE
        if code in ("pre-01", "pre-04", "inv-01", "ent-01"):
            workings = said.format(people=len(people), all=number)
            past.indirect.append(
                IndirectReach(
                    programme=by_code[code],
                    year=year,
                    method=method.value,
                    people=number,
                    workings=workings,
                    entered_by=city.by,
                )
            )
    past.former = [
        FormerReach(programme=by_code[code], year=year, people=people)
        for code, year, people in (("pre-03", 2022, 6), ("inv-01", 2023, 2))
        if code in by_code
    ]
