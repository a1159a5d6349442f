"""What does a counting rule say, in sentences that anybody can read?

The sentences are composed from the rule's parts, so that no rule can say one thing and count
another. They are in the language that is active where they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pazos.domain.register.breaks import Why
from pazos.domain.register.counting import SOURCE, TIME, WHERE
from pazos.domain.register.vocabulary import CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.register.breaks import Break
    from pazos.domain.register.counting import Condition, Rule
    from pazos.domain.register.models import CountingRule

_SAYS = {
    Says.ANY: _("at least one source says: {fact}"),
    Says.ALL: _("every source that speaks of it says: {fact}"),
    Says.NONE_DENIES: _("no source denies: {fact}"),
}
_WHERE = {
    CountedWhere.HURT_HERE: _("Counts a death where the fact happened, wherever the person died."),
    CountedWhere.DIED_HERE: _("Counts a death where the person died, wherever the fact happened."),
    CountedWhere.EITHER: _("Counts a death if the fact happened here or the person died here."),
}
_DATED = {
    DatedBy.FACT: _("Dates it by the day of the fact."),
    DatedBy.DEATH: _("Dates it by the day of death; where that is not known, by the day of the fact."),
}


@dataclass(frozen=True)
class RuleWords:
    """A rule in words: what must all hold, what leaves out, and whom, where and when it counts."""

    counts_if: tuple[str, ...]
    leaves_out_if: tuple[str, ...]
    listens_to: str
    where: str
    dated: str
    time: str


def rule_words(rule: Rule) -> RuleWords:
    """Return a rule in words."""
    return RuleWords(
        counts_if=tuple(_condition(one) for one in rule.counts_if),
        leaves_out_if=tuple(_condition(one) for one in rule.leaves_out_if),
        listens_to=listens_to(rule),
        where=str(_WHERE[rule.where]),
        dated=str(_DATED[rule.dated_by]),
        time=time_words(rule.valid_from, rule.valid_until),
    )


def listens_to(rule: Rule) -> str:
    """Return which sources a rule hears."""
    if not rule.kinds:
        return gettext("Listens to every source.")
    return gettext("Listens only to: {kinds}.").format(
        kinds=", ".join(str(kind.label) for kind in rule.kinds)
    )


def time_words(first: date | None, last: date | None) -> str:
    """Return the time of a rule in words."""
    if first and last:
        return gettext("From {first} to {last}.").format(first=long_day(first), last=long_day(last))
    if first:
        return gettext("From {first} on.").format(first=long_day(first))
    if last:
        return gettext("Until {last}.").format(last=long_day(last))
    return gettext("For all time.")


def in_one_line(rule: Rule) -> str:
    """Return a rule as one sentence, for a caption or the line of a table."""
    counts = "; ".join(_condition(one) for one in rule.counts_if)
    said = gettext("Counts a victim if {conditions}").format(conditions=counts)
    if rule.leaves_out_if:
        out = ", ".join(str(one.flag.label) for one in rule.leaves_out_if)
        said = gettext("{counts}. Leaves out: {facts}").format(counts=said, facts=out)
    return said


def _condition(condition: Condition) -> str:
    return str(format_lazy(_SAYS[condition.says], fact=condition.flag.label))


def title_of(row: CountingRule) -> str:
    """Return a rule's title: those that come with Pazos are in the reader's language."""
    return gettext(row.title) if row.shipped else row.title


def basis_of(row: CountingRule) -> str:
    """Return the standard, decree or agreement that a rule follows."""
    return gettext(row.basis) if row.shipped and row.basis else row.basis


def why_not(rule: Rule, decided_by: str) -> str:
    """Return in words what kept deaths out of a rule."""
    known = {
        SOURCE: gettext("no source that it listens to claims it"),
        TIME: gettext("its day lies outside the rule's time"),
        WHERE: gettext("it belongs to another municipality's count"),
    }
    if decided_by in known:
        return known[decided_by]
    flag = Flag(decided_by)
    leaves_out = next((one for one in rule.leaves_out_if if one.flag == flag), None)
    if leaves_out:
        return _condition(leaves_out)
    asked = next(one for one in rule.counts_if if one.flag == flag)
    return gettext("it is not so that {condition}").format(condition=_condition(asked))


def break_words(found: Break) -> str:
    """Return in words why a line ends."""
    day = long_day(found.on)
    if found.why == Why.OTHER_RULE:
        return gettext(
            "Until {day} the rule is {before}, from then on {after}. They count different things: the two lines are"
            " not joined and must not be compared."
        ).format(day=day, before=found.before, after=found.after)
    if found.after:
        return gettext("{rule} does not count before {day}: nothing is drawn there.").format(
            rule=found.after, day=day
        )
    if found.before:
        return gettext("{rule} does not count from {day} on: nothing is drawn there.").format(
            rule=found.before, day=day
        )
    return gettext("The rule does not count in this period: there is nothing to draw.")


def long_day(day: date) -> str:
    """Return a day with its month in words."""
    return str(date_format(day, "DATE_FORMAT"))
