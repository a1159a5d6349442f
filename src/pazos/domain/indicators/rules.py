"""What stands in the way of a sheet or of a value? All the reasons at once; none means that it may go on.

Facts in, reasons out: nothing here reads a row, a clock or a name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.vocabulary import Interval, Measure, Text, ValueState

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("es", "en")
RATIOS = (Measure.RATE, Measure.SHARE)
CLOSE = 1e-9


class SheetBlock(TextChoices):
    """Why a sheet cannot be put in force."""

    NOT_DRAFT = "not_draft", _("Only a draft is put in force; draw up a new version.")
    NAME = Text.NAME.value, _("Its name is missing in Spanish or in English.")
    DEFINITION = Text.DEFINITION.value, _("Its definition is missing in Spanish or in English.")
    NUMERATOR = Text.NUMERATOR.value, _("What the numerator counts is missing in Spanish or in English.")
    DENOMINATOR = (
        Text.DENOMINATOR.value,
        _("A rate or share says what its denominator is, in both languages."),
    )
    UNIT = Text.UNIT.value, _("Its unit is missing in Spanish or in English.")
    SOURCE = Text.SOURCE.value, _("Its source is missing in Spanish or in English.")
    VERIFICATION = (
        Text.VERIFICATION.value,
        _("Its means of verification is missing in Spanish or in English."),
    )
    METHOD = Text.METHOD.value, _("Its method is missing in Spanish or in English.")
    WEAKNESSES = (
        Text.WEAKNESSES.value,
        _("Its known weaknesses are missing in Spanish or in English: there always are some."),
    )
    FACTOR = "factor", _("Its factor is at least 1.")
    BASELINE = "baseline", _("A baseline has a year and a value, or neither.")
    OWNER = "owner", _("Somebody has to report it: name the organisation that owns it.")
    EXPRESSION = "expression", _("No expression has that name.")
    MEASURE = "measure", _("The expression gives another measure than the sheet says.")
    ARGUMENTS = "arguments", _("The expression does not know one of its arguments, or its value.")
    FREQUENCY = "frequency", _("The expression has no values so often.")
    INTERVAL = "interval", _("That interval does not fit the measure.")
    RETIRED = "retired", _("The indicator is retired.")


@dataclass(frozen=True)
class SheetFacts:
    """What decides whether a sheet is complete."""

    is_draft: bool
    texts: Mapping[str, Mapping[str, str]]
    measure: str
    interval: str
    frequency: str
    factor: int
    expression: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    has_owner: bool = False
    baseline: tuple[int | None, float | None] = (None, None)
    is_retired: bool = False


def what_blocks_sheet(sheet: SheetFacts) -> tuple[SheetBlock, ...]:
    """Return everything that keeps a sheet from being put in force."""
    known = EXPRESSIONS.get(sheet.expression)
    needed = [text for text in Text if text is not Text.DENOMINATOR or sheet.measure in RATIOS]
    stands = {
        SheetBlock.NOT_DRAFT: not sheet.is_draft,
        **{SheetBlock(text.value): not _is_whole(sheet.texts.get(text.value)) for text in needed},
        SheetBlock.FACTOR: sheet.factor < 1,
        SheetBlock.BASELINE: (sheet.baseline[0] is None) != (sheet.baseline[1] is None),
        SheetBlock.OWNER: not sheet.expression and not sheet.has_owner,
        SheetBlock.EXPRESSION: bool(sheet.expression) and known is None,
        SheetBlock.MEASURE: known is not None and known.measure != sheet.measure,
        SheetBlock.ARGUMENTS: known is not None and not _are_known(sheet),
        SheetBlock.FREQUENCY: known is not None and sheet.frequency not in known.frequencies,
        SheetBlock.INTERVAL: not interval_fits(sheet.measure, sheet.interval),
        SheetBlock.RETIRED: sheet.is_retired,
    }
    return tuple(block for block, true in stands.items() if true)


def interval_fits(measure: str, interval: str) -> bool:
    """Return whether a measure can have that interval: Poisson for counts and rates, Wilson for shares."""
    fitting = {
        Measure.COUNT: Interval.POISSON,
        Measure.RATE: Interval.POISSON,
        Measure.SHARE: Interval.WILSON,
    }
    return interval == Interval.NONE or fitting.get(Measure(measure)) == interval


def _is_whole(words: Mapping[str, str] | None) -> bool:
    return all((words or {}).get(language, "").strip() for language in LANGUAGES)


def _are_known(sheet: SheetFacts) -> bool:
    known = {one.name: one for one in EXPRESSIONS[sheet.expression].arguments}
    return all(
        name in known and type(value) is type(known[name].usual) and _is_choice(value, known[name].choices)
        for name, value in sheet.arguments.items()
    )


def _is_choice(value: object, choices: tuple[str, ...]) -> bool:
    return not choices or value in choices


class ValueBlock(TextChoices):
    """Why a value cannot be reported, submitted, approved or returned."""

    NOT_IN_FORCE = "not_in_force", _("Its sheet is not in force.")
    COMPUTED = "computed", _("This indicator is computed; nobody reports it.")
    RETIRED = "retired", _("The indicator is retired.")
    NOT_A_PERIOD = "not_a_period", _("That is no period of this indicator.")
    NOT_OVER = "not_over", _("The period is not over yet.")
    SUBMITTED = "submitted", _("It was handed in and waits for approval; it can be returned first.")
    LOCKED = "locked", _("It is approved and locked; write a correction with its reason.")
    CORRECTING = "correcting", _("A correction of it is under way already.")
    NOT_DRAFT = "not_draft", _("Only a draft or a returned value is handed in.")
    EMPTY = "empty", _("There is no value; give one, or say why there is none.")
    CATEGORIES = (
        "categories",
        _(
            "The categories do not add up to the total; correct them, or mark the value incomplete and say why."
        ),
    )
    NO_EVIDENCE = "no_evidence", _("Attach what verifies it, or say in the note where it can be seen.")
    NOT_SUBMITTED = "not_submitted", _("It was not handed in.")
    OWN = "own", _("Nobody approves the value they entered themselves.")
    NO_REASON = "no_reason", _("Say why.")
    NOT_APPROVED = "not_approved", _("Only an approved value is corrected.")


@dataclass(frozen=True)
class Reportable:
    """What decides whether a value of a period may be written now; `state` of the value that is there, or ""."""

    is_in_force: bool
    is_computed: bool
    is_retired: bool
    is_period: bool
    is_over: bool
    state: str = ""


def what_blocks_reporting(now: Reportable) -> tuple[ValueBlock, ...]:
    """Return everything that keeps a value from being written."""
    stands = {
        ValueBlock.NOT_IN_FORCE: not now.is_in_force,
        ValueBlock.COMPUTED: now.is_computed,
        ValueBlock.RETIRED: now.is_retired,
        ValueBlock.NOT_A_PERIOD: not now.is_period,
        ValueBlock.NOT_OVER: now.is_period and not now.is_over,
        ValueBlock.SUBMITTED: now.state == ValueState.SUBMITTED,
        ValueBlock.LOCKED: now.state == ValueState.APPROVED,
    }
    return tuple(block for block, true in stands.items() if true)


@dataclass(frozen=True)
class Handed:
    """What decides whether a value is fit to be handed in."""

    state: str
    measure: str
    value: float | None
    numerator: float | None
    categories: Mapping[str, Mapping[str, float | None]]
    why_incomplete: str
    why_missing: str
    has_evidence: bool
    note: str


def what_blocks_submitting(value: Handed) -> tuple[ValueBlock, ...]:
    """Return everything that keeps a value from being handed in."""
    apart = not add_up(value.categories, total_of(value.measure, value.value, value.numerator))
    stands = {
        ValueBlock.NOT_DRAFT: value.state not in (ValueState.DRAFT, ValueState.RETURNED),
        ValueBlock.EMPTY: value.value is None and not value.why_missing.strip(),
        ValueBlock.CATEGORIES: apart and not value.why_incomplete.strip(),
        ValueBlock.NO_EVIDENCE: value.value is not None and not value.has_evidence and not value.note.strip(),
    }
    return tuple(block for block, true in stands.items() if true)


def total_of(measure: str, value: float | None, numerator: float | None) -> float | None:
    """Return what the categories must add up to: the numerator of a ratio, else the value; None for a mean."""
    if measure == Measure.MEAN:
        return None
    return numerator if measure in RATIOS else value


def add_up(categories: Mapping[str, Mapping[str, float | None]], total: float | None) -> bool:
    """Return whether every disaggregation adds up to the total. One with a hidden part is not asked."""
    if total is None:
        return True
    sums = [
        math.fsum(part for part in parts.values() if part is not None)
        for parts in categories.values()
        if parts and None not in parts.values()
    ]
    return all(abs(one - total) <= CLOSE * max(1.0, abs(total)) for one in sums)


def what_blocks_approving(*, state: str, is_own: bool) -> tuple[ValueBlock, ...]:
    """Return everything that keeps a value from being approved by somebody."""
    stands = {ValueBlock.NOT_SUBMITTED: state != ValueState.SUBMITTED, ValueBlock.OWN: is_own}
    return tuple(block for block, true in stands.items() if true)
