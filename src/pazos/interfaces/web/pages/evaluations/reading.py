"""A plan as it is read: every decision of it under the heading of its step, in words, with nothing left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pazos.domain.designations import queries as designations
from pazos.domain.evaluations import queries
from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.comparing import differences, group_words, in_words
from pazos.domain.evaluations.protocol import RECONCILED, Protocol
from pazos.domain.evaluations.vocabulary import Dose, TreatedBy, UnitKind
from pazos.domain.register.queries import counting
from pazos.domain.sources.models import Source
from pazos.interfaces.components import wording as numbers
from pazos.interfaces.components.evaluation_options import OF_PLAN, choice_words
from pazos.interfaces.components.evaluation_words import check_name
from pazos.interfaces.web.pages.evaluations.wording import STEPS, places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.domain.evaluations.models import SealedProtocol
    from pazos.domain.evaluations.protocol import Outcome
    from pazos.domain.register.models import CountingRule


@dataclass(frozen=True)
class Line:
    """One decision: what it is about, what was decided, and the members of its list where it is one."""

    label: str
    words: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One step of the plan as it is read."""

    step: Step
    title: str
    lines: tuple[Line, ...]


def parts_of(plan: Protocol) -> list[Part]:
    """Return the whole plan in words."""
    called = places_of(plan)
    made = {
        Step.QUESTION: _question(plan),
        Step.OUTCOME: _outcome(plan),
        Step.TREATED: _treated(plan, called),
        Step.COMPARISON: _comparison(plan, called),
        Step.WINDOW: _window(plan),
        Step.METHODS: _methods(plan),
    }
    return [Part(step, str(STEPS[step]), tuple(lines)) for step, lines in made.items()]


def changes_of(version: SealedProtocol) -> list[str]:
    """Return what a version changed of the one it amends, a sentence each."""
    return changes_by_version([version])[version.number]


def changes_by_version(versions: Iterable[SealedProtocol]) -> dict[int, list[str]]:
    """Return what each version changed of the one it amends; places' names are read once for all."""
    named: dict[tuple[str, str], dict[str, str]] = {}
    found: dict[int, list[str]] = {}
    for version in versions:
        found[version.number] = []
        if version.amends is None:
            continue
        pair = Protocol.of(version.amends.content), Protocol.of(version.content)
        for plan in pair:
            if (plan.unit, plan.pool) not in named:
                named[plan.unit, plan.pool] = places_of(plan)
        names = {code: name for plan in pair for code, name in named[plan.unit, plan.pool].items()}
        found[version.number] = [one.words for one in differences(*pair, words=OF_PLAN, names=names)]
    return found


def differing(old: Protocol, new: Protocol) -> list[str]:
    """Return what differs between two plans, a sentence each, with the places' names."""
    names = {**places_of(old), **places_of(new)}
    return [one.words for one in differences(old, new, words=OF_PLAN, names=names)]


def outcome_words(outcomes: Iterable[Outcome]) -> dict[Outcome, str]:
    """Return what is counted by each, with the titles of the rules and of the sources: two questions for all."""
    asked = list(outcomes)
    rules = counting.several(one.rule for one in asked if one.rule)
    sources = Source.objects.filter(slug__in={one.source for one in asked})
    names = dict(sources.values_list("slug", "name"))
    return {one: _counted(one, rules.get(one.rule), names.get(one.source, one.source)) for one in asked}


def _counted(outcome: Outcome, rule: CountingRule | None, source: str) -> str:
    title = f"{rule.title} ({outcome.rule})" if rule else outcome.rule
    if outcome.source == RECONCILED:
        return _("{rule}; the register, reconciled from all sources").format(rule=title) if title else ""
    if not title:
        return _("as {source} itself counts").format(source=source)
    return _("{rule}; what {source} says").format(rule=title, source=source)


def _question(plan: Protocol) -> Iterable[Line]:
    yield Line(_("The question"), plan.question)
    yield Line(_("What is expected, and why"), plan.expectation)
    yield Line(_("What is compared"), in_words("unit", plan.unit))


def _outcome(plan: Protocol) -> Iterable[Line]:
    if plan.unit == UnitKind.MUNICIPALITY:
        pool = queries.comparison(plan.pool)
        yield Line(_("What is counted"), pool.counts if pool else "")
        return
    words = outcome_words([plan.outcome, *plan.other_outcomes])
    yield Line(_("What is counted"), words[plan.outcome])
    if plan.other_outcomes:
        others = tuple(words[one] for one in plan.other_outcomes)
        yield Line(_("The same question under other rules and sources"), "", others)


def _treated(plan: Protocol, called: Mapping[str, str]) -> Iterable[Line]:
    yield Line(_("What says when it began"), in_words("treated_by", plan.treated_by))
    if plan.treated_by == TreatedBy.DESIGNATION and plan.designation is not None:
        found = designations.one(plan.designation)
        words = _("no. {number}: {title}").format(number=plan.designation, title=found.title if found else "")
        yield Line(_("Designation"), words)
    count = len(plan.treated)
    words = ngettext("{n} place", "{n} places", count).format(n=count) if count else ""
    yield Line(
        _("The treated, and the first month of each"),
        words,
        tuple(in_words("treated", one, names=called) for one in plan.treated),
    )


def _comparison(plan: Protocol, called: Mapping[str, str]) -> Iterable[Line]:
    if plan.unit == UnitKind.MUNICIPALITY:
        pool = queries.comparison(plan.pool)
        yield Line(_("Other municipalities"), f"{pool.title}. {pool.origin}" if pool else "")
        if pool:
            yield Line("SHA-256", pool.sha256)
    else:
        yield Line(_("Compared with"), _("all other neighbourhoods that are not left out and not too near"))
        yield Line(
            _("Distance kept around treated places"),
            _("{metres} metres; what lies within is watched for displacement, not compared").format(
                metres=numbers.number(plan.buffer_metres)
            )
            if plan.buffer_metres
            else _("none"),
        )
    yield Line(
        _("Left out, and why"),
        "" if plan.excluded else _("nobody"),
        tuple(in_words("excluded", one, names=called) for one in plan.excluded),
    )


def _window(plan: Protocol) -> Iterable[Line]:
    both = plan.first and plan.last
    yield Line(_("Looks at"), _("{first} to {last}").format(first=plan.first, last=plan.last) if both else "")
    yield Line(_("One time is a"), in_words("grain", plan.grain))
    yield Line(
        _("Places were chosen for what happened in"),
        _("{first} to {last}").format(first=plan.chosen_from, last=plan.chosen_to)
        if plan.chosen_from
        else _("not stated"),
    )


def _methods(plan: Protocol) -> Iterable[Line]:
    yield Line(_("Primary method, whose answer counts"), choice_words(plan.primary))
    if plan.secondary:
        yield Line(_("Secondary methods, shown beside it"), "", tuple(map(choice_words, plan.secondary)))
    yield Line(
        _("Groups of victims asked about too"),
        "" if plan.subgroups else _("none"),
        tuple(map(group_words, plan.subgroups)),
    )
    yield Line(_("Checks of the design"), "", tuple(map(check_name, plan.doubts)))
    if plan.dose != Dose.NONE:
        yield Line(_("How much of the strategy a place had"), in_words("dose", plan.dose))
    if plan.covariates:
        yield Line(_("Other facts of places"), ", ".join(plan.covariates))
    smallest = "" if plan.smallest is None else _("{share} fewer or more")
    yield Line(
        _("Smallest effect worth knowing"),
        smallest.format(share=numbers.percent(plan.smallest, 1)) if smallest else "",
    )
    yield Line(_("Confidence of intervals"), numbers.percent(plan.confidence, 1))
    yield Line(_("Seed of chance"), str(plan.seed))
