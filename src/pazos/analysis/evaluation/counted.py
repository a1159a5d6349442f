"""By what may a plan count, and did the sources deliver its months? Asked before a single death is read.

A rule that does not count through the whole window, and a source whose own definition changes within it, are refused:
what two definitions count is no series. A month that no source delivered is a gap and never a nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.analysis.evaluation.gathered import Note
from pazos.analysis.evaluation.window import first_day, month_on, month_text, within
from pazos.analysis.frames import main_source
from pazos.analysis.register.counting import all_named, listened_to, rules_in_force
from pazos.domain.register.definitions import changes_on, definitions_of
from pazos.domain.register.queries.closing import coverage
from pazos.domain.register.queries.counting import named, one
from pazos.domain.sources.vocabulary import SourceKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Outcome
    from pazos.domain.register.breaks import Named
    from pazos.domain.sources.models import Source


@dataclass(frozen=True)
class Counting:
    """What is counted: by a rule over all sources, by a rule over one source's word, or a source's own rows.

    `sources` are those whose delivery of a month makes it a month with data.
    """

    rule: Named | None
    source: Source | None
    sources: tuple[Source, ...]
    notes: tuple[Note, ...] = ()


def counting_of(outcome: Outcome, window: Window) -> Counting:
    """Return what an outcome of a plan means over a window.

    Raises:
        InputProblem: there is no such rule or source, neither is named, or the count changes within the window.
    """
    rules = all_named(rules_in_force())
    rule = _rule(outcome.rule, rules) if outcome.rule else None
    source = main_source(outcome.source) if outcome.source else None
    if rule is not None:
        _refuse_break(rule, window, rules)
        return _by_rule(rule, source, window=window, rules=rules)
    if source is None:
        raise InputProblem(N_("The plan does not say by which rule deaths are counted. Choose one."))
    _refuse_change(source, window, rules)
    return Counting(None, source, (source,))


def _rule(key: str, rules: Sequence[Named]) -> Named:
    name, _, version = key.partition("@")
    found = next((rule for rule in rules if key in (rule.name, str(rule))), None)
    if found is None and version.isdigit():
        row = one(name, int(version))
        found = named(row) if row else None
    if found is None:
        raise InputProblem(
            N_("There is no counting rule {rule}; there are {known}."),
            rule=key,
            known=", ".join(map(str, rules)),
        )
    return found


def _by_rule(rule: Named, source: Source | None, *, window: Window, rules: Sequence[Named]) -> Counting:
    if source is not None and rule.rule.kinds and source.kind not in rule.rule.kinds:
        raise InputProblem(
            N_("The rule {rule} does not listen to the source {source}. Choose another of the two."),
            rule=str(rule),
            source=source.slug,
        )
    heard = listened_to(rule.rule, coverage().sources)
    notes = [
        Note("definition_changed", {"source": each.slug, "on": day.isoformat()})
        for each in ((source,) if source else heard)
        for day in _changes(each, window, rules)
    ]
    return Counting(rule, source, (source,) if source else heard, tuple(notes))


def _changes(source: Source, window: Window, rules: Sequence[Named]) -> tuple[date, ...]:
    found = definitions_of(SourceKind(source.kind), first=window.begins, last=window.ends, rules=rules)
    return changes_on(found)


def _refuse_break(rule: Named, window: Window, rules: Sequence[Named]) -> None:
    if rule.rule.covers(window.begins) and rule.rule.covers(window.ends):
        return
    spanning = [str(one) for one in rules if one.rule.covers(window.begins) and one.rule.covers(window.ends)]
    raise InputProblem(
        N_(
            "The rule {rule} counts from {begins} to {ends} only, and the window is {first} to {last}: the count would change its meaning within it. Shorten the window, or count by a rule that spans it: {others}."
        ),
        rule=str(rule),
        begins=rule.rule.valid_from or "-",
        ends=rule.rule.valid_until or "-",
        first=month_text(window.first),
        last=month_text(window.last),
        others=", ".join(spanning) or "-",
    )


def _refuse_change(source: Source, window: Window, rules: Sequence[Named]) -> None:
    changes = _changes(source, window, rules)
    if not changes:
        return
    spanning = [str(one) for one in rules if one.rule.covers(window.begins) and one.rule.covers(window.ends)]
    raise InputProblem(
        N_(
            "The source {source} counts by another definition from {on}, within the window {first} to {last}. End the window before, begin it there, or count by a rule that spans it: {others}."
        ),
        source=source.slug,
        on=changes[0],
        first=month_text(window.first),
        last=month_text(window.last),
        others=", ".join(spanning) or "-",
    )


def delivered(counting: Counting, window: Window) -> tuple[Window, tuple[Note, ...]]:
    """Return the window without the edges that no source delivered, and what must be told of its months.

    Raises:
        InputProblem: no source delivered a month within, or none of the window.
    """
    known = coverage()
    absent = {month: known.missing(first_day(month), counting.sources) for month in window.months}
    empty = [month for month, without in absent.items() if len(without) == len(counting.sources)]
    kept = [month for month in window.months if month not in set(empty)]
    cut = within(kept[0], kept[-1], window.size) if kept else window.until(window.first)
    if cut.times < 1:
        raise InputProblem(
            N_("No source of this count delivered the months {first} to {last}. Bring their files in first."),
            first=month_text(window.first),
            last=month_text(window.last),
        )
    holes = [month for month in empty if cut.first <= month <= cut.last]
    if holes:
        raise InputProblem(
            N_(
                "No source of this count delivered {months}: a gap is not a month without deaths. Bring those files in, or take a window beside the gap."
            ),
            months=", ".join(map(month_text, holes[:12])),
        )
    return cut, _delivery_notes(window, cut, {month: absent[month] for month in cut.months})


def _delivery_notes(window: Window, cut: Window, absent: dict[int, tuple[Source, ...]]) -> tuple[Note, ...]:
    notes = []
    if cut != window:
        facts = {
            "months": len(window.months) - len(cut.months),
            "first": month_text(cut.first),
            "last": month_text(cut.last),
        }
        notes.append(Note("cut", facts))
    partly = [month for month, without in absent.items() if without]
    if partly:
        slugs = sorted({source.slug for month in partly for source in absent[month]})
        notes.append(Note("partly_delivered", {"months": list(map(month_text, partly)), "sources": slugs}))
    return tuple(notes)


def last_delivered() -> int | None:
    """Return the last month that every source with a file in use delivered; None where there is none."""
    known = coverage()
    span = known.span()
    if span is None:
        return None
    months = range(month_on(span[0]), month_on(span[1]) + 1)
    whole = [month for month in months if not known.missing(first_day(month))]
    return whole[-1] if whole else months[-1]
