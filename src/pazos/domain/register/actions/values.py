"""The register's own values and differences of deaths, reckoned anew from their claims and decisions.

Read and written in one place, because a decision on a difference changes the value at once. It
is done for some thousands of deaths in a few queries; what has not changed is not written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import Coalesce

from pazos.domain.register.actions.deaths import VALUES, joined_into, keep_values
from pazos.domain.register.actions.noticing import notice_differences
from pazos.domain.register.adopting import DECIDES, Stated, adopt
from pazos.domain.register.differing import differences
from pazos.domain.register.models import Claim, Death, Difference, NonDelivery
from pazos.domain.register.numbering import root
from pazos.domain.register.vocabulary import DifferenceKind, Flag
from pazos.domain.sources.models import Delivery, Source
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pazos.domain.register.adopting import Field
    from pazos.domain.register.numbering import Joined

_PLACE = Coalesce(F("record__neighbourhood"), F("record__spelling__neighbourhood"))
_CODE = Coalesce(F("record__neighbourhood__code"), F("record__spelling__neighbourhood__code"))
_STATED = {
    "claim": "pk",
    "source": "source__slug",
    "kind": "source__kind",
    "duplicate": "duplicate",
    "neighbourhood": "place",
    "place": "code",
    "by_point": "record__neighbourhood",
    **{
        name: f"record__{name}"
        for name in (
            *("occurred_on", "precision", "dated_by", "died_on", "minute_of_day"),
            *("age", "sex", "weapon", "manner"),
        )
    },
}
# What makes a death one that some sources do not cover at all.
PARTICULAR = (
    *(Flag.LEGAL_INTERVENTION, Flag.SELF_DEFENCE, Flag.UNINTENTIONAL, Flag.SELF_INFLICTED),
    *(Flag.CONFLICT_RELATED, Flag.HURT_ELSEWHERE, Flag.DIED_ELSEWHERE, Flag.SURVIVED),
)


@dataclass(frozen=True)
class Reckoned:
    """How many deaths got other values, and how many differences were noticed, went, were reopened."""

    values: int = 0
    noticed: int = 0
    gone: int = 0
    reopened: int = 0

    def __add__(self, other: Reckoned) -> Reckoned:
        return Reckoned(
            self.values + other.values,
            self.noticed + other.noticed,
            self.gone + other.gone,
            self.reopened + other.reopened,
        )


@dataclass(frozen=True)
class Coverage:
    """Which source ought to hold a death: it delivered the month, and holds deaths of this kind."""

    spans: Mapping[str, Sequence[tuple[date, date]]]  # first days of the first and last month delivered
    missing: frozenset[tuple[str, date]]
    years: tuple[int, int] | None = None  # the only ones asked about

    @cached_property
    def particular(self) -> frozenset[tuple[str, int, str]]:
        """Source, year and flag that it stated that year; read when the first such death is met."""
        return _particular(self.years)

    def expected(self, stated: Sequence[Stated], flags: Collection[str]) -> list[str]:
        """Return the sources, among those silent on a death, that ought to hold it."""
        present = {one.source for one in stated}
        month = min(one.occurred_on for one in stated).replace(day=1)
        return [
            source
            for source in self.spans
            if source not in present
            and self.delivered(source, month)
            and all((source, month.year, flag) in self.particular for flag in flags)
        ]

    def delivered(self, source: str, month: date) -> bool:
        """Return whether a source's files in use reach into a month, and nobody noted that it lacks."""
        if (source, month) in self.missing:
            return False
        return any(first <= month <= last for first, last in self.spans[source])


def coverage(*, years: tuple[int, int] | None = None) -> Coverage:
    """Read what each source delivered; `years` (first, last) spares reading all claims."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    standing = Claim.objects.filter(source=OuterRef("pk"), withdrawn_at__isnull=True)
    holding = Source.objects.filter(Exists(standing))
    used = Delivery.objects.filter(
        state=DeliveryState.CURRENT, source__in=holding, first_on__isnull=False, last_on__isnull=False
    )
    for source, first, last in used.order_by("source__slug", "pk").values_list(
        "source__slug", "first_on", "last_on"
    ):
        if first and last:
            spans[source].append((first.replace(day=1), last.replace(day=1)))
    missing = NonDelivery.objects.filter(ended_at__isnull=True).values_list("source__slug", "month")
    return Coverage(spans, frozenset(missing), years)


def _particular(years: tuple[int, int] | None) -> frozenset[tuple[str, int, str]]:
    stated = Q()
    for flag in PARTICULAR:
        stated |= Q(**{f"flags__{flag.value}": True})
    claims = Claim.objects.filter(stated, withdrawn_at__isnull=True)
    if years:
        claims = claims.filter(record__occurred_on__range=(date(years[0], 1, 1), date(years[1], 12, 31)))
    rows = claims.values_list("source__slug", "record__occurred_on__year", "flags")
    return frozenset((source, year, flag) for source, year, flags in rows for flag in particular(flags))


def particular(flags: Mapping[str, bool]) -> list[str]:
    """Return the flags, stated true, that make a death one that some sources do not cover."""
    return [flag.value for flag in PARTICULAR if flags.get(flag.value)]


def reckon_here(deaths: Collection[int]) -> Reckoned:
    """Reckon a handful of deaths anew, reading only what they need."""
    span = Claim.objects.filter(death__in=deaths).aggregate(
        first=Min("record__occurred_on"), last=Max("record__occurred_on")
    )
    years = (span["first"].year, span["last"].year) if span["first"] else None
    return reckon(deaths, covered=coverage(years=years), joined=joined_into(deaths))


@transaction.atomic
def reckon(deaths: Collection[int], *, covered: Coverage, joined: Mapping[int, Joined]) -> Reckoned:
    """Adopt values and notice differences of these deaths; `joined` holds those joined into any."""
    stated, flags = _stated(deaths)
    decided = _decided(deaths, joined)
    values: dict[int, Sequence[Any]] = {}
    found: dict[int, dict[DifferenceKind, dict[str, Any]]] = {}
    for death, claims in stated.items():
        taken = adopt(claims, decided.get(death, {}))
        sources = len({one.source for one in claims})
        values[death] = [taken.values[name] for name in VALUES[:-2]] + [dict(taken.origins), sources]  # type: ignore[index]
        expected = covered.expected(claims, flags[death]) if sources == 1 else []
        found[death] = differences(claims, expected=expected)
    changed = keep_values(values) + _emptied(deaths, stated)
    noticed, gone, reopened = notice_differences(deaths, found)
    return Reckoned(changed, noticed, gone, reopened)


def _emptied(deaths: Collection[int], stated: Mapping[int, object]) -> int:
    """A death that no source claims any more keeps its values and has no sources."""
    lost = [death for death in deaths if death not in stated]
    return Death.objects.filter(pk__in=lost, sources__gt=0).update(sources=0)


def _stated(deaths: Collection[int]) -> tuple[dict[int, list[Stated]], dict[int, set[str]]]:
    """Return what each death's claims say, and the flags that make it a particular one."""
    claims = Claim.objects.filter(death__in=deaths, withdrawn_at__isnull=True).order_by("death", "pk")
    stated: dict[int, list[Stated]] = defaultdict(list)
    flags: dict[int, set[str]] = defaultdict(set)
    rows = claims.annotate(place=_PLACE, code=_CODE).values_list("death", "flags", *_STATED.values())
    for death, said, *plain in rows.iterator(chunk_size=5000):
        facts = dict(zip(_STATED, plain, strict=True))
        facts["place"] = facts["place"] or ""
        facts["by_point"] = facts["by_point"] is not None
        stated[death].append(Stated(**facts))
        flags[death].update(particular(said))
    return stated, flags


def _decided(deaths: Collection[int], joined: Mapping[int, Joined]) -> dict[int, dict[Field, Any]]:
    """Return the values that people adopted for each death; its own before those of deaths joined to it."""
    here = set(deaths)
    roots = {death: root(death, joined) for death in joined}
    theirs = [death for death, into in roots.items() if into in here]
    rows = Difference.objects.filter(death__in=[*here, *theirs], adopted__isnull=False, kind__in=DECIDES)
    decided: dict[int, dict[Field, Any]] = defaultdict(dict)
    found = list(rows.order_by("pk").values_list("death", "kind", "adopted"))
    for death, kind, value in sorted(found, key=lambda row: row[0] in roots):
        decided[roots.get(death, death)].setdefault(DECIDES[kind], value)
    return _as_values(decided)


def _as_values(decided: dict[int, dict[Field, Any]]) -> dict[int, dict[Field, Any]]:
    """Turn what a decision keeps as JSON into the values of a death."""
    codes = {said["neighbourhood"] for said in decided.values() if "neighbourhood" in said}
    places = places_named(codes)
    for said in decided.values():
        if "occurred_on" in said:
            said["occurred_on"] = date.fromisoformat(said["occurred_on"])
        if "neighbourhood" in said:
            said["neighbourhood"] = places.get(said["neighbourhood"])
    return decided


def places_named(codes: Iterable[str]) -> dict[str, int]:
    """Return the number of each neighbourhood by its code, the one in force where there were several."""
    rows = Neighbourhood.objects.filter(code__in=set(codes)).order_by(
        F("valid_to").asc(nulls_last=True), "pk"
    )
    found: dict[str, int] = {}
    for code, pk in rows.values_list("code", "pk"):
        found.setdefault(code, pk)
    return found
