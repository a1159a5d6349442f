"""Which expressions can compute an indicator? Named, each with what it says, its measure and its arguments.

A sheet names one of them and never holds a formula of its own: what an expression counts stands in
the code that `analysis.indicators` runs, under the same name, and its version is kept with every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.domain.indicators.vocabulary import Frequency, Interval, Measure
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY = (Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR)
QUARTERS = (Frequency.QUARTER,)
YEARS = (Frequency.YEAR,)


@dataclass(frozen=True)
class Argument:
    """One thing an expression is told: its name, what it means (English key), what it is when nothing is said."""

    name: str
    says: str
    usual: Any
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expression:
    """One named way to compute a value.

    `says` is its title and `counts` how it is counted, English keys both. `is_once`: what it found is
    never counted again, because the difference of two counts would give away whom one hid.
    """

    name: str
    says: str
    counts: str
    measure: Measure
    interval: Interval
    factor: int = 1
    arguments: tuple[Argument, ...] = ()
    frequencies: tuple[Frequency, ...] = EVERY
    is_once: bool = False

    def told(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return every argument with its value, the usual one where the sheet says nothing."""
        return {one.name: arguments.get(one.name, one.usual) for one in self.arguments}


_RULE = Argument("rule", N_("counting rule of the register"), "iccs_0101")
_SEX = Argument("sex", N_("victims of one sex only"), "", ("", "f", "m"))
_FIRST = Argument("first_age", N_("first age"), 14)
_LAST = Argument("last_age", N_("last age"), 29)
_DAYS = Argument("days", N_("days after the end of the month"), 45)
_WHERE = Argument("where", N_("inside the clusters or outside"), "inside", ("inside", "outside"))
_PARTNERED = Argument("component", N_("code of one component only"), "")
_MARK = Argument("mark", N_("months after the beginning of the job"), "3", ("1", "3", "6", "12"))
_STEP = Argument("step", N_("step of the money"), "payment", ("cdp", "rp", "obligation", "payment"))

REGISTER = (
    Expression(
        "deaths.count",
        N_("Victims that a rule counts"),
        N_(
            "Victims of the closed months of the period that the counting rule counts, in their latest vintage."
        ),
        Measure.COUNT,
        Interval.POISSON,
        arguments=(_RULE,),
    ),
    Expression(
        "deaths.rate",
        N_("Victims per 100,000 people a year"),
        N_(
            "Victims of the closed months that the rule counts, over the residents of the year and the time "
            "of the period, by 100,000. With a sex, both are of that sex."
        ),
        Measure.RATE,
        Interval.POISSON,
        factor=100_000,
        arguments=(_RULE, _SEX),
    ),
    Expression(
        "deaths.of_ages",
        N_("Victims of some ages"),
        N_("Victims that the rule counts whose age is known and lies between the first and the last age."),
        Measure.COUNT,
        Interval.POISSON,
        arguments=(_RULE, _FIRST, _LAST),
    ),
    Expression(
        "deaths.share_of_ages",
        N_("Share of some ages among the victims"),
        N_("Victims of those ages among the victims whose age is known."),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        arguments=(_RULE, _FIRST, _LAST),
    ),
    Expression(
        "deaths.by_place",
        N_("Victims inside or outside the clusters"),
        N_(
            "Victims that the rule counts whose neighbourhood is known and lies inside (outside) the working clusters."
        ),
        Measure.COUNT,
        Interval.POISSON,
        arguments=(_RULE, _WHERE),
    ),
    Expression(
        "deaths.unknown_intent",
        N_("Share of deaths of unknown intent"),
        N_(
            "Deaths of the closed months for which no source states the intent, among those and the victims "
            "that the rule counts."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        arguments=(_RULE,),
    ),
    Expression(
        "closing.in_time",
        N_("Months closed in time"),
        N_(
            "Months of the period whose first vintage two people signed within the days given, among its months."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
        arguments=(_DAYS,),
        frequencies=(Frequency.QUARTER, Frequency.YEAR),
    ),
    Expression(
        "sources.delivered",
        N_("Months that the sources delivered"),
        N_(
            "Pairs of source and month that were delivered, or said to hold no death, among all pairs of the period."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
    Expression(
        "records.placed",
        N_("Records with a known neighbourhood"),
        N_(
            "Victims of the main source's records of the period whose neighbourhood is known, among all of them."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
    ),
)
STREET = (
    Expression(
        "street.opened",
        N_("Disputes opened"),
        N_("The total of the quarter as it left street work: counted once, and hidden where it is small."),
        Measure.COUNT,
        Interval.POISSON,
        frequencies=QUARTERS,
    ),
    Expression(
        "street.settled",
        N_("Disputes settled"),
        N_("The total of the quarter as it left street work: counted once, and hidden where it is small."),
        Measure.COUNT,
        Interval.POISSON,
        frequencies=QUARTERS,
    ),
    Expression(
        "street.settled_share",
        N_("Disputes settled over disputes opened"),
        N_("The settled of the quarter over the opened of the same quarter, both as they left street work."),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        frequencies=QUARTERS,
    ),
    Expression(
        "street.presence",
        N_("Walks, visits and activities of gestores"),
        N_("The total of the quarter as it left street work: counted once, and hidden where it is small."),
        Measure.COUNT,
        Interval.NONE,
        frequencies=QUARTERS,
    ),
    Expression(
        "street.follow_ups",
        N_("Days to go back that were kept in time"),
        N_(
            "Of the days to go back that fell due in the quarter, those kept by their day; of the whole city, "
            "counted once, hidden where either part is small."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        frequencies=QUARTERS,
        is_once=True,
    ),
)
REACH = (
    Expression(
        "reach.people",
        N_("People reached directly"),
        N_(
            "Different people with an attendance in the period, each once by the private key; hidden under five."
        ),
        Measure.COUNT,
        Interval.NONE,
        arguments=(_PARTNERED,),
    ),
    Expression(
        "reach.from_targeted",
        N_("Share of those reached who live in the clusters"),
        N_(
            "Of the different people reached whose neighbourhood is known, those who live inside the working clusters."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        arguments=(_PARTNERED,),
    ),
    Expression(
        "activities.done",
        N_("Activities done"),
        N_("Activities that began in the period and were done."),
        Measure.COUNT,
        Interval.NONE,
        arguments=(_PARTNERED,),
    ),
    Expression(
        "activities.done_share",
        N_("Activities done of those planned"),
        N_(
            "Of the activities planned to begin in the period, those that were done; cancelled ones count as planned."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
        arguments=(_PARTNERED,),
    ),
    Expression(
        "activities.in_clusters",
        N_("Activities done inside the clusters"),
        N_("Of the activities done in the period whose place is known, those inside a working cluster."),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
        arguments=(_PARTNERED,),
    ),
    Expression(
        "programmes.active",
        N_("Programmes with something done"),
        N_("Of the programmes in force in the period, those with an activity done in it."),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
)
GOVERNING = (
    Expression(
        "agreements.in_force",
        N_("Agreements in force"),
        N_("Signed agreements whose time holds the last day of the period and that had not ended."),
        Measure.COUNT,
        Interval.NONE,
    ),
    Expression(
        "agreements.duties",
        N_("Duties of agreements done in time"),
        N_("Of the duties of both sides that fell due in the period, those done by their day."),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
    Expression(
        "vacancies.filled",
        N_("Jobs filled by graduates of the process"),
        N_("Places filled of the vacancies that companies offered in the period."),
        Measure.COUNT,
        Interval.NONE,
    ),
    Expression(
        "commitments.kept",
        N_("Commitments kept in time"),
        N_(
            "Of the commitments of committees that fell due in the period and were not dropped, those done by their day."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
    Expression(
        "sessions.quorum",
        N_("Sessions with quorum"),
        N_("Of the sessions of committees held in the period, those with quorum."),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
)
MONEY = (
    Expression(
        "budget.share",
        N_("Share of the appropriation at a step"),
        N_(
            "Money at the step, from January to the end of the period, over the appropriation in force on that day."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
        arguments=(_STEP,),
    ),
    Expression(
        "budget.paid",
        N_("Money paid"),
        N_("Payments of the lines of the strategy in the period, in home currency."),
        Measure.MONEY,
        Interval.NONE,
    ),
    Expression(
        "budget.against_plan",
        N_("Payments against the plan"),
        N_("Payments from January to the end of the period over what the plan (PAC) says by then."),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
    Expression(
        "cooperation.disbursed",
        N_("Cooperation disbursed of what was committed"),
        N_(
            "Disbursements up to the end of the period over commitments up to it, at the rates of their days."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
    Expression(
        "cooperation.received",
        N_("Cooperation received"),
        N_("Disbursements of the period, money and in kind, in home currency at the rates of their days."),
        Measure.MONEY,
        Interval.NONE,
    ),
)
ACCOMPANIED = (
    Expression(
        "cases.accompanied",
        N_("People accompanied"),
        N_("Different people who were met at least once in the period; counted once, and hidden under five."),
        Measure.COUNT,
        Interval.NONE,
        is_once=True,
    ),
    Expression(
        "cases.finished",
        N_("Share who finished of those whose case ended"),
        N_(
            "Of the cases that ended in the period, those that reached their goals, work or study; whoever left or was "
            "lost counts below the line. Counted once, hidden where either part is small."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        is_once=True,
    ),
    Expression(
        "cases.first_meeting",
        N_("Days to the first meeting"),
        N_(
            "The median of days from the beginning of a case to its first meeting, of the cases begun in the period; "
            "of twenty people at least. Counted once."
        ),
        Measure.MEAN,
        Interval.NONE,
        is_once=True,
    ),
    Expression(
        "work.retained",
        N_("Jobs that last"),
        N_(
            "Of the jobs whose mark fell due in the period and of which it is known, those that last. Counted once, "
            "hidden where either part is small."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        arguments=(_MARK,),
        is_once=True,
    ),
    Expression(
        "venues.alive",
        N_("Restored venues that stay alive"),
        N_(
            "Of the venues with a work handed over by the last day and of whose life something is known, those that "
            "are alive by the published rule."
        ),
        Measure.SHARE,
        Interval.NONE,
        factor=100,
    ),
    Expression(
        "restorative.kept",
        N_("Duties of restorative agreements that were kept"),
        N_(
            "Of the duties that fell due in the period and both sides accepted, those that were done. Counted once, "
            "hidden where either part is small."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        is_once=True,
    ),
    Expression(
        "plans.active",
        N_("People with an active life plan"),
        N_(
            "Different people who were met at least once in the period and whose case was under way on its last day, not "
            "paused, with a goal that was open. Counted once; hidden where they, or those met without such a plan, are few."
        ),
        Measure.COUNT,
        Interval.NONE,
        is_once=True,
    ),
    Expression(
        "plans.completed",
        N_("Life plans completed"),
        N_(
            "Of the cases that ended in the period and had goals, those that reached every goal not changed for another. "
            "Who left or was lost counts below the line; who died, and cases without goals, do not. Counted once, hidden "
            "where a part is small."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        is_once=True,
    ),
    Expression(
        "restorative.processes",
        N_("Restorative processes that began"),
        N_(
            "Processes whose first meeting, preparation with one side among them, fell in the period. Counted once, and "
            "hidden under five."
        ),
        Measure.COUNT,
        Interval.NONE,
        is_once=True,
    ),
    Expression(
        "restorative.agreements",
        N_("Restorative agreements kept"),
        N_(
            "Of the agreements whose last accepted duty fell due in the period, those of which every duty was done; a duty "
            "that both sides changed gives way to the new one. Counted once, hidden where either part is small."
        ),
        Measure.SHARE,
        Interval.WILSON,
        factor=100,
        is_once=True,
    ),
)
EXPRESSIONS = {one.name: one for one in (*REGISTER, *STREET, *REACH, *GOVERNING, *MONEY, *ACCOMPANIED)}
