"""May somebody take part, by the designation in force? Every reason in words that the person can read.

Only the place and the age that a designation names are looked at. Nothing else of a person decides:
there is no score here, and no field from which one could be made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.domain.cases.vocabulary import Ground
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.rights.rules.clock import months_after
from pazos.domain.rights.rules.consenting import HEARD_FROM, age_on

if TYPE_CHECKING:
    from datetime import date

NEARLY_MONTHS = 6
BANDS = {
    AgeBand.CHILD: (0, 13),
    AgeBand.TEEN: (14, 17),
    AgeBand.YOUNG: (18, 23),
    AgeBand.ADULT: (24, 29),
    AgeBand.OLDER: (30, 150),
}


class Fit(models.TextChoices):
    """Whether a place or an age is one of the designation's."""

    FITS = "fits", pgettext_lazy("place or age", "fits")
    NOT = "not", pgettext_lazy("place or age", "does not fit")
    NOT_KNOWN = "not_known", pgettext_lazy("place or age", "not known yet")


class Why(models.TextChoices):
    """One sentence of the explanation; what stands in braces is filled from the facts."""

    PLACE_IN = "place_in", _("The neighbourhood is one of those that the city chose.")
    WORKED_IN = "worked_in", _("A team of the strategy works in that neighbourhood, by an earlier choice.")
    PLACE_OUT = "place_out", _("The neighbourhood is not one of those that the city chose.")
    NO_PLACE = "no_place", _("It was not said in which neighbourhood. Ask before anything is decided.")
    AGE_IN = (
        "age_in",
        _("The strategy is for people from {first} to {last} years, and the age is one of these."),
    )
    AGE_OUT = "age_out", _("The strategy is for people from {first} to {last} years, and the age is another.")
    NO_AGE = (
        "no_age",
        _("The strategy is for people from {first} to {last} years. Ask the age, or when they were born."),
    )
    ANY_AGE = "any_age", _("No ages are decided at the moment, so nobody is refused for their age.")
    UNDER_14 = (
        "under_14",
        _("Under 14 nobody can give this permission; other services are there for children."),
    )
    ASKED = "asked", _("An exception was asked for ({ground}). A supervisor has not decided yet.")
    EXCEPTED = "excepted", _("A supervisor approved an exception: {ground}.")
    MAY_ASK = (
        "may_ask",
        _(
            "An exception can be asked for, with its reason: whoever lived, studies, works or has family there, was harmed there, or nearly has the age."
        ),
    )


@dataclass(frozen=True)
class EligibilityFacts:
    """What the rule looks at; nobody's name is among it. `ages` None: no designation says any."""

    place: str  # the neighbourhood's code; "" where it was not said
    places: frozenset[str]  # of the designation in force
    ages: tuple[int, int] | None
    on: date
    works_there: bool = False  # a team is at work there
    born_on: date | None = None
    band: str = AgeBand.UNKNOWN
    ground: str = ""  # of an exception that somebody argued
    is_approved: bool = False


@dataclass(frozen=True)
class Reason:
    """One sentence with what fills it; read in the language of whoever reads."""

    why: Why
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.why.label).format(**self.facts)


@dataclass(frozen=True)
class Eligibility:
    """What fits and what does not, and the sentences that say so."""

    place: Fit
    age: Fit
    reasons: tuple[Reason, ...]
    is_excepted: bool = False
    never: bool = False  # no exception reaches this

    @property
    def fits(self) -> bool:
        """Whether place and age fit of themselves."""
        return self.place is Fit.FITS and self.age is Fit.FITS

    @property
    def is_known(self) -> bool:
        """Whether enough was said to tell."""
        return Fit.NOT_KNOWN not in (self.place, self.age)

    @property
    def may_take_part(self) -> bool:
        """Whether the person may take part today: it fits, or a supervisor approved an exception."""
        return not self.never and self.is_known and (self.fits or self.is_excepted)


def explain(facts: EligibilityFacts) -> Eligibility:
    """Return whether place and age fit, with every sentence that a page or a paper says about it."""
    place, said_of_place = _place(facts)
    age, said_of_age = _age(facts)
    never = Why.UNDER_14 in {reason.why for reason in said_of_age}
    reasons = [said_of_place, *said_of_age]
    stands_out = Fit.NOT in (place, age) and not never
    if facts.ground and stands_out:
        why = Why.EXCEPTED if facts.is_approved else Why.ASKED
        reasons.append(Reason(why, {"ground": Ground(facts.ground).label}))
    elif stands_out:
        reasons.append(Reason(Why.MAY_ASK))
    return Eligibility(place, age, tuple(reasons), bool(facts.ground) and facts.is_approved, never)


def _place(facts: EligibilityFacts) -> tuple[Fit, Reason]:
    if not facts.place:
        return Fit.NOT_KNOWN, Reason(Why.NO_PLACE)
    if facts.place in facts.places:
        return Fit.FITS, Reason(Why.PLACE_IN)
    if facts.works_there:
        return Fit.FITS, Reason(Why.WORKED_IN)
    return Fit.NOT, Reason(Why.PLACE_OUT)


def _age(facts: EligibilityFacts) -> tuple[Fit, list[Reason]]:
    least, most = ages_told(facts)
    if most < HEARD_FROM:
        return Fit.NOT, [Reason(Why.UNDER_14)]
    if facts.ages is None:
        return Fit.FITS, [Reason(Why.ANY_AGE)]
    first, last = facts.ages
    said = {"first": first, "last": last}
    if first <= least and most <= last:
        return Fit.FITS, [Reason(Why.AGE_IN, said)]
    if most < first or last < least:
        return Fit.NOT, [Reason(Why.AGE_OUT, said)]
    return Fit.NOT_KNOWN, [Reason(Why.NO_AGE, said)]


def ages_told(facts: EligibilityFacts) -> tuple[int, int]:
    """Return the least and the greatest age that what was said leaves open."""
    if facts.born_on is not None:
        age = age_on(facts.on, born_on=facts.born_on)
        return age, age
    return BANDS.get(AgeBand(facts.band), (0, 150))


def is_nearly_of_age(born_on: date | None, *, first: int, on: date) -> bool:
    """Return whether somebody reaches the first age within six months; it takes a birth date to tell."""
    if born_on is None or age_on(on, born_on=born_on) >= first:
        return False
    return age_on(months_after(on, NEARLY_MONTHS), born_on=born_on) >= first
