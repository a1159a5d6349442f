"""A scorecard in words: what each criterion demands, what was measured, and what is missing to rise.

Verdicts are told by a sign and a word, never by a colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pazos.analysis.quality.titles import title, why
from pazos.foundation.words import N_, say
from pazos.interfaces.components.wording import number, percent
from pazos.interfaces.web.pages.picturing import language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.science.quality.criteria import Criterion

VERDICTS = {
    "m": ("✓", gettext_lazy("met")),
    "n": ("✗", gettext_lazy("not met")),
    "c": ("?", gettext_lazy("cannot say")),
}
STEPS = {
    1: gettext_lazy("each victim once, dated and in the city"),
    2: gettext_lazy("who, how and with what intent"),
    3: gettext_lazy("where, when and well written down"),
    4: gettext_lazy("whole, in time and held against other sources"),
    5: gettext_lazy("open to everybody"),
}
FEWEST_SHOWN = 10  # records below which shares of a period are not for everybody
# Where the database tells more than a file would, or less.
_WHY = {
    "missing_aggressor": N_("Pazos keeps nothing of an aggressor; the institution may state its own share"),
    "delay_within_180": N_("no date of registration, and no file came in time to tell"),
    "delay_median": N_("no date of registration, and no file came in time to tell"),
}
_TITLES = {
    "duplicates_near": N_("records of a death that the source records already, found by linkage"),
    "months_covered": N_("months delivered, from the first to the last"),
}
_RATIOS = {"first_of_month": 2, "midnight": 2, "whipple": 0}
_MONTHS = ("declared_months_between", "declared_months_delay")
_YES = ("declared_validation", "declared_microdata", "declared_method", "legal_separable")


@dataclass(frozen=True)
class Line:
    """One criterion of a card, in words."""

    code: str
    step: int
    title: str
    value: str
    demanded: str
    source: str
    confirmed: str  # who and when; "" while nobody has
    letter: str
    sign: str
    verdict: str
    why: str
    lacking: str


@dataclass(frozen=True)
class StepLine:
    """One step: what it asks for, whether it is reached, and its criteria."""

    number: int
    title: str
    reached: bool
    lines: tuple[Line, ...]


def name_of(one: Criterion, *, register: bool) -> str:
    """Return what a criterion of the database is called."""
    if one.measure in _TITLES and not (register and one.measure == "duplicates_near"):
        return say(_TITLES[one.measure], language())
    if one.measure == "duplicates_near":
        return _("deaths of which a pair still waits: they may be one death")
    return title(one.code, language=language())


def steps_of(
    card: Mapping[str, Any], criteria: Sequence[Criterion], *, register: bool = False
) -> list[StepLine]:
    """Return a card's criteria by step."""
    lines = [_line(card, place, one, register=register) for place, one in enumerate(criteria)]
    numbers = sorted({one.step for one in criteria})
    return [
        StepLine(
            number=step,
            title=str(STEPS.get(step, "")),
            reached=step <= card["reached"],
            lines=tuple(line for line in lines if line.step == step),
        )
        for step in numbers
    ]


def _line(card: Mapping[str, Any], place: int, one: Criterion, *, register: bool) -> Line:
    letter = card["verdicts"][place]
    sign, word = VERDICTS[letter]
    lacking = card["lacking"][place]
    return Line(
        code=one.code,
        step=one.step,
        title=name_of(one, register=register),
        value=value_words(one.measure, card["value"][place]),
        demanded=demanded(one),
        source=one.source,
        confirmed=_("{who}, {day}").format(who=one.confirmed_by, day=one.confirmed_on)
        if one.confirmed
        else "",
        letter=letter,
        sign=sign,
        verdict=str(word),
        why=_reason(one.measure, card["why"][place]) if letter == "c" else "",
        lacking=ngettext("{n} record to mend", "{n} records to mend", lacking).format(n=number(lacking))
        if lacking
        else "",
    )


def _reason(measure: str, code: str) -> str:
    return say(_WHY[measure], language()) if measure in _WHY else why(code, language=language())


def demanded(one: Criterion) -> str:
    """Return what a criterion demands: ≤ 5%, ≥ 1."""
    sign = "≤" if one.comparison == "at most" else "≥"
    if one.measure in _YES:
        return _("yes")
    return f"{sign} {value_words(one.measure, one.value)}"


def value_words(measure: str, value: float | None) -> str:
    """Return a measured or demanded value in its own unit."""
    if value is None:
        return "–"
    if measure in _YES:
        return _("yes") if value >= 1 else _("no")
    if measure in _MONTHS:
        return ngettext("{n} month", "{n} months", round(value)).format(n=number(value))
    if measure in _RATIOS:
        return number(value, _RATIOS[measure])
    return percent(value, 1)


@dataclass(frozen=True)
class Heat:
    """Criteria by period: the heads of the columns, and rows of cells (letter, sign, word, value)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...]


def heat_of(
    cards: Sequence[tuple[str, Mapping[str, Any]]],
    criteria: Sequence[Criterion],
    *,
    register: bool,
    few_too: bool,
) -> Heat:
    """Return the table of verdicts by period. Values of few records are left out unless `few_too`."""
    rows = []
    for place, one in enumerate(criteria):
        if one.measure.startswith("declared_"):
            continue
        cells = tuple(_cell(card, place, one, few_too=few_too) for _, card in cards)
        rows.append((name_of(one, register=register), cells))
    return Heat(tuple(head for head, _ in cards), tuple(rows))


def _cell(card: Mapping[str, Any], place: int, one: Criterion, *, few_too: bool) -> tuple[str, str, str, str]:
    if card["rows"] < FEWEST_SHOWN and not few_too:
        return "c", "·", _("too few records to show"), ""
    letter = card["verdicts"][place]
    sign, word = VERDICTS[letter]
    value = value_words(one.measure, card["value"][place]) if card["value"][place] is not None else ""
    return letter, sign, str(word), value
