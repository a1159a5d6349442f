"""The words of indicators."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What an indicator tells about."""

    MANAGEMENT = "management", _("management indicator")
    RESULT = "result", _("result indicator")
    IMPACT = "impact", _("impact indicator")


class Direction(TextChoices):
    """Which way is good."""

    DOWN = "down", _("less is better")
    UP = "up", _("more is better")


class Measure(TextChoices):
    """How a value is reckoned, and so what interval it can have."""

    COUNT = "count", pgettext_lazy("a measure", "count")
    RATE = "rate", pgettext_lazy("a measure", "rate")
    SHARE = "share", pgettext_lazy("a measure", "share")
    MONEY = "money", pgettext_lazy("a measure", "money")
    MEAN = "mean", pgettext_lazy("a measure", "mean")


class Frequency(TextChoices):
    """How often there is a value."""

    MONTH = "month", _("monthly")
    QUARTER = "quarter", _("quarterly")
    YEAR = "year", _("yearly")


class Interval(TextChoices):
    """How sure a value is: by the chance of its count, or not at all where the whole was counted."""

    POISSON = "poisson", _("95%, exact Poisson")
    WILSON = "wilson", _("95%, Wilson")
    NONE = "none", pgettext_lazy("an interval", "none: chance plays no part in it")


USUAL_INTERVAL = {
    Measure.COUNT: Interval.POISSON,
    Measure.RATE: Interval.POISSON,
    Measure.SHARE: Interval.WILSON,
    Measure.MONEY: Interval.NONE,
    Measure.MEAN: Interval.NONE,
}


class Accrual(TextChoices):
    """What the values of a year make of the year, against which its target is held."""

    LAST = "last", _("the last value stands for the year")
    SUM = "sum", _("the periods add up to the year")


class SheetState(TextChoices):
    """A sheet is drawn up, in force, or replaced by a later version; it is never edited in force."""

    DRAFT = "draft", pgettext_lazy("an indicator sheet", "draft")
    IN_FORCE = "in_force", pgettext_lazy("an indicator sheet", "in force")
    REPLACED = "replaced", pgettext_lazy("an indicator sheet", "replaced")


class ValueState(TextChoices):
    """How far a value has come; an approved one is locked."""

    DRAFT = "draft", pgettext_lazy("a value", "draft")
    SUBMITTED = "submitted", pgettext_lazy("a value", "submitted")
    RETURNED = "returned", pgettext_lazy("a value", "returned")
    APPROVED = "approved", pgettext_lazy("a value", "approved")


class Light(TextChoices):
    """How a value stands against its target; a change inside the noise is grey."""

    MET = "met", _("on target")
    NEAR = "near", _("near the target")
    FAR = "far", _("far from the target")
    NOISE = "noise", _("inside the noise")
    NO_DATA = "no_data", _("no value")
    NO_TARGET = "no_target", _("no target")


class Trend(TextChoices):
    """How a value stands against the one before; what chance alone may make is no change."""

    BETTER = "better", pgettext_lazy("an indicator", "better")
    WORSE = "worse", pgettext_lazy("an indicator", "worse")
    NOISE = "noise", pgettext_lazy("an indicator", "no change beyond the noise")
    SAME = "same", pgettext_lazy("an indicator", "the same")
    BROKEN = "broken", _("not compared: the series is broken there")
    UNKNOWN = "unknown", _("nothing to compare with")


class Text(TextChoices):
    """The texts of a sheet, each in Spanish and in English."""

    NAME = "name", pgettext_lazy("an indicator sheet", "Name")
    DEFINITION = "definition", pgettext_lazy("an indicator sheet", "Definition")
    NUMERATOR = "numerator", pgettext_lazy("an indicator sheet", "Numerator")
    DENOMINATOR = "denominator", pgettext_lazy("an indicator sheet", "Denominator")
    UNIT = "unit", pgettext_lazy("an indicator sheet", "Unit")
    SOURCE = "source", pgettext_lazy("an indicator sheet", "Source")
    VERIFICATION = "verification", _("Means of verification")
    METHOD = "method", pgettext_lazy("an indicator sheet", "Method")
    WEAKNESSES = "weaknesses", _("Known weaknesses")
