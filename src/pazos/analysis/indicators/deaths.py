"""Deaths of the closed months, by a counting rule: whole counts, rates, ages, places.

Only what two people signed is counted, and only while the rule's own time lasts. Figures are of the
whole city; where a place stands beside them there is neither an age nor a sex.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, Sum

from pazos.analysis.frames import municipal_population
from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.analysis.register.freezing import read_frozen
from pazos.domain.register.frozen import month_name, statements_of, verdicts
from pazos.domain.register.queries.closing import figure_of, latest_closed, months_between
from pazos.domain.register.queries.counting import named, several
from pazos.domain.register.vocabulary import Flag
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Population
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.actions import Input
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pazos.analysis.indicators.found import Ask
    from pazos.domain.register.counting import Rule
    from pazos.domain.register.models import Closing

    Death = Mapping[str, Any]

BANDS = ((0, 13), (14, 17), (18, 23), (24, 29), (30, 200))
VICTIMS = N_("victims that the rule counts")


class Closed(NamedTuple):
    """The closings of a period, the key of the rule in them, and the rule."""

    closings: dict[date, Closing]
    key: str
    rule: Rule


def count(ask: Ask) -> Found:
    """Count victims."""
    closed = closed_months(ask)
    if isinstance(closed, Found):
        return closed
    total = sum(closing.counts[closed.key] for closing in closed.closings.values())
    return Found(
        total, rows=(_months(closed),), parts=(Part(VICTIMS, total), Part(N_("by the rule"), closed.key))
    )


def rate(ask: Ask) -> Found:
    """Count victims (of a sex) over residents (of that sex) and time, with sex and ages of the victims."""
    closed = closed_months(ask)
    if isinstance(closed, Found):
        return closed
    sex = ask.arguments["sex"]
    people = people_of(ask.period.year, sex)
    if not people:
        return nothing(N_("Nobody has said how many people live here in {year}."), year=ask.period.year)
    victims = [one for one in _victims(closed) if not sex or one["sex"] == sex]
    years = ask.period.months / 12
    parts = (
        Part(VICTIMS, len(victims)),
        Part(N_("residents"), people),
        Part(N_("years"), years),
        Part(N_("by the rule"), closed.key),
    )
    residents = Input(f"residents {ask.period.year} {sex}".strip(), f"{people:.3f}".rjust(64, "0"), 1)
    categories = {"age_band": _by_age(victims)}
    if not sex:
        categories["sex"] = _by_sex(victims)
    return Found(len(victims), people * years, categories, parts, (_months(closed),), (residents,))


def of_ages(ask: Ask) -> Found:
    """Count victims between two ages."""
    closed = closed_months(ask)
    if isinstance(closed, Found):
        return closed
    every = list(_victims(closed))
    inside = [one for one in every if _is_between(one, ask)]
    unknown = sum(one["age"] is None for one in every)
    parts = (
        Part(N_("victims of these ages"), len(inside)),
        Part(VICTIMS, len(every)),
        Part(N_("of unknown age"), unknown),
    )
    return Found(len(inside), None, {"sex": _by_sex(inside)}, parts, (_months(closed),))


def share_of_ages(ask: Ask) -> Found:
    """Count victims between two ages among those of known age."""
    found = of_ages(ask)
    if found.missing:
        return found
    every, unknown = (int(part.figure or 0) for part in found.parts[1:3])
    return Found(found.numerator, every - unknown, {}, found.parts, found.rows)


def by_place(ask: Ask) -> Found:
    """Count victims whose known neighbourhood lies inside the working clusters, or outside."""
    closed = closed_months(ask)
    if isinstance(closed, Found):
        return closed
    codes = clustered(ask.period.ends_on)
    if not codes:
        return nothing(N_("No cluster was open on {day}."), day=ask.period.ends_on)
    placed = Counter(
        "unknown"
        if one["neighbourhood"] is None
        else ("inside" if one["neighbourhood"] in codes else "outside")
        for one in _victims(closed)
    )
    parts = (
        Part(N_("victims inside the clusters"), placed["inside"]),
        Part(N_("victims outside the clusters"), placed["outside"]),
        Part(N_("victims whose neighbourhood is not known"), placed["unknown"]),
        Part(N_("neighbourhoods of the clusters"), len(codes)),
    )
    return Found(placed[ask.arguments["where"]], parts=parts, rows=(_months(closed),))


def unknown_intent(ask: Ask) -> Found:
    """Count deaths of which no source states the intent, among them and the victims of the rule."""
    closed = closed_months(ask)
    if isinstance(closed, Found):
        return closed
    unknown = sum(
        _is_of_month(death, closing.month) and _has_unknown_intent(death)
        for closing in closed.closings.values()
        for death in frozen_deaths(closing.frozen_hash)
    )
    victims = sum(1 for _ in _victims(closed))
    parts = (Part(N_("deaths of unknown intent"), unknown), Part(VICTIMS, victims))
    return Found(unknown, unknown + victims, {}, parts, (_months(closed),))


def closed_months(ask: Ask) -> Closed | Found:
    """Return the newest signed vintage of every month of a period, or why there is no count."""
    first, last = ask.days
    name = ask.arguments["rule"]
    closings = latest_closed(first, last)
    open_ones = [month_name(month) for month in months_between(first, last) if month not in closings]
    if open_ones:
        return nothing(N_("These months are not closed: {months}."), months=", ".join(open_ones))
    figures = {figure_of(closing, name) for closing in closings.values()}
    keys = {figure[0] for figure in figures if figure}
    if None in figures:
        return nothing(N_("Not every closing of the period holds the rule {rule}."), rule=name)
    if len(keys) > 1:
        return nothing(
            N_("The period was closed by several versions of the rule: {rules}."),
            rules=", ".join(sorted(keys)),
        )
    key = keys.pop()
    rule = named(several([key])[key]).rule
    if not (rule.covers(first) and rule.covers(last)):
        return nothing(N_("The rule {rule} does not count in all of the period."), rule=key)
    return Closed(closings, key, rule)


def people_of(year: int, sex: str = "") -> float | None:
    """Return how many people (of a sex) live in the city in a year; None where nobody has said."""
    if not sex:
        return municipal_population(year)
    of_sex = Population.objects.filter(year=year, sex=sex)
    for rows in (of_sex.filter(neighbourhood__isnull=True), of_sex.filter(neighbourhood__isnull=False)):
        for ages in (rows.filter(age_from__isnull=True), rows.filter(age_from__isnull=False)):
            total = ages.aggregate(total=Sum("persons"))["total"]
            if total is not None:
                return float(total)
    return None


def clustered(on: date) -> frozenset[str]:
    """Return the codes of the neighbourhoods in which people work on a day."""
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    codes = WorkCluster.objects.filter(open_then, opened_on__lte=on).values_list(
        "neighbourhoods__code", flat=True
    )
    return frozenset(code for code in codes if code)


@lru_cache(maxsize=64)
def frozen_deaths(digest: str) -> tuple[Death, ...]:
    """Return the deaths of a frozen month; what has a hash never changes, so it is read once."""
    return tuple(read_frozen(digest)["deaths"])


def _victims(closed: Closed) -> list[Death]:
    found: list[Death] = []
    for closing in closed.closings.values():
        deaths = {death["number"]: death for death in frozen_deaths(closing.frozen_hash)}
        frozen = {"month": month_name(closing.month), "deaths": list(deaths.values())}
        found += [deaths[number] for number, verdict in verdicts(frozen, closed.rule) if verdict.counted]
    return found


def _months(closed: Closed) -> Rows:
    rows = tuple(
        Row(
            key=f"{month_name(month)} {closing.frozen_hash}",
            words=month_name(month),
            number=closing.counts[closed.key],
            counted=True,
            address="month",
            slots={"month": month_name(month)},
        )
        for month, closing in sorted(closed.closings.items())
    )
    return Rows(N_("closed months, newest vintage"), Permission.SEE_INDICATORS, rows)


def _by_sex(victims: list[Death]) -> dict[str, float | None]:
    found = Counter(one["sex"] or "unknown" for one in victims)
    return {sex: found[sex] for sex in ("f", "m", "unknown")}


def _by_age(victims: list[Death]) -> dict[str, float | None]:
    found = Counter(_band(one["age"]) for one in victims)
    return {band: found[band] for band in (*map(_written, BANDS), "unknown")}


def _band(age: int | None) -> str:
    if age is None:
        return "unknown"
    return next(_written(band) for band in BANDS if band[0] <= age <= band[1])


def _written(band: tuple[int, int]) -> str:
    return f"{band[0]}+" if band[1] >= 200 else f"{band[0]}-{band[1]}"


def _is_between(death: Death, ask: Ask) -> bool:
    age = death["age"]
    return age is not None and ask.arguments["first_age"] <= age <= ask.arguments["last_age"]


def _is_of_month(death: Death, month: date) -> bool:
    return str(death["occurred_on"])[:7] == month_name(month)


def _has_unknown_intent(death: Death) -> bool:
    """A source says that the intent is not known, none that it is, and none what else it was."""
    stated = [one.flags for one in statements_of(death)]
    decided = death["manner"]
    flags = [decided] if decided else stated
    settled = (Flag.SELF_INFLICTED, Flag.UNINTENTIONAL, Flag.SURVIVED)
    return (
        any(one.get(Flag.INTENT_KNOWN) is False for one in flags)
        and not any(one.get(Flag.INTENT_KNOWN) for one in flags)
        and not any(one.get(flag) for one in flags for flag in settled)
    )


GATHER: dict[str, Callable[[Ask], Found]] = {
    "deaths.count": count,
    "deaths.rate": rate,
    "deaths.of_ages": of_ages,
    "deaths.share_of_ages": share_of_ages,
    "deaths.by_place": by_place,
    "deaths.unknown_intent": unknown_intent,
}
