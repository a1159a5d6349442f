"""How values, intervals, categories and periods of indicators are written on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pazos.domain.indicators.vocabulary import Interval, Light, Measure, Trend
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.participants.vocabulary import Sex as SexOfPeople
from pazos.foundation.words import say
from pazos.interfaces.components.wording import interval, number
from pazos.interfaces.web.pages.intake import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.indicators.lights import Reading
    from pazos.domain.indicators.models import IndicatorSheet, IndicatorValue
    from pazos.domain.indicators.periods import Period

BADGES = {Light.MET: "good", Light.NEAR: "warning", Light.FAR: "error"}
WAYS = {Trend.BETTER: "good", Trend.WORSE: "error"}
DISAGGREGATIONS = {
    "sex": _("sex"),
    "age_band": _("age"),
    "cluster": _("cluster"),
    "component": _("component"),
    "zone": _("zone"),
    "neighbourhood": _("neighbourhood"),
}
SEXES = {
    "f": pgettext_lazy("several people", "women"),
    "m": pgettext_lazy("several people", "men"),
    "unknown": pgettext_lazy("sex", "not known"),
    **dict(SexOfPeople.choices),
}
_PLACES = {Measure.COUNT: 0, Measure.MONEY: 0, Measure.SHARE: 1, Measure.RATE: 1, Measure.MEAN: 2}


def places(sheet: IndicatorSheet, value: float | None = None) -> int:
    """Return how many decimals of a value mean something."""
    usual = _PLACES[Measure(sheet.measure)]
    small = sheet.measure == Measure.RATE and value is not None and 0 < abs(value) < 1
    return usual + 1 if small else usual


def value_words(sheet: IndicatorSheet, value: float | None) -> str:
    """Return a value as the page writes it, without its unit."""
    return number(value, places(sheet, value))


def interval_words(sheet: IndicatorSheet, low: float | None, high: float | None) -> str:
    """Return the interval of a value; "" where its sheet gives it none."""
    if low is None or high is None:
        return ""
    return interval(low, high, max(1, places(sheet, low)) if sheet.measure != Measure.COUNT else 1)


def reading_words(sheet: IndicatorSheet, one: Reading) -> str:
    """Return a period with its value and interval as one sentence, for those who hear a chart."""
    said = f"{period_words(one.period)}: {value_words(sheet, one.value)}"
    ends = interval_words(sheet, one.low, one.high)
    return f"{said} ({ends})" if ends else said


def period_words(period: Period) -> str:
    """Return a period as people call it: May 2023, second quarter of 2023, 2023."""
    if period.months == 1:
        return date_format(period.starts_on, "YEAR_MONTH_FORMAT")
    if period.months == 12:
        return str(period.year)
    return pgettext("a quarter of a year", "Q{number} {year}").format(
        number=(period.ends_on.month + 2) // 3, year=period.year
    )


def why_missing(value: IndicatorValue) -> str:
    """Return why there is no value, in the reader's language where the reason is one of ours."""
    if not value.why_missing:
        return ""
    if value.run_id is None:
        return value.why_missing
    return say(value.why_missing, language(), **value.missing_facts)


def category_words(disaggregation: str, category: str) -> str:
    """Return the name of a category: women, 14-17, not known; one that a department named stays as it is."""
    if disaggregation == "sex":
        return str(SEXES.get(category, category))
    if disaggregation == "age_band":
        return str(dict(AgeBand.choices).get(category, category))
    return gettext("not known") if category == "unknown" else category


def tables_of(value: IndicatorValue) -> list[dict[str, Any]]:
    """Return the categories of a value as tables; a hidden part is said to be hidden."""
    return [
        {
            "name": str(DISAGGREGATIONS.get(name, name)),
            "rows": [
                (category_words(name, category), gettext("hidden") if part is None else number(part))
                for category, part in parts.items()
            ],
        }
        for name, parts in value.categories.items()
        if parts
    ]


def figure_words(figure: Any) -> str:
    """Return a figure behind a value: a number as people write it, a text as it is."""
    if isinstance(figure, bool) or not isinstance(figure, int | float):
        return "–" if figure is None else _money(str(figure))
    return number(figure, 0 if figure == int(figure) else 2)


def _money(text: str) -> str:
    """Return an exact amount with thousands marked; any other text as it is."""
    from decimal import Decimal, InvalidOperation

    from django.utils.formats import number_format

    try:
        return str(number_format(Decimal(text), decimal_pos=2, force_grouping=True))
    except InvalidOperation:
        return text


def arguments_words(arguments: Mapping[str, Any]) -> str:
    """Return what an expression was told: rule iccs_0101, first_age 14."""
    return ", ".join(f"{name} {value}" for name, value in arguments.items() if value != "")


def interval_name(sheet: IndicatorSheet) -> str:
    """Return what interval a sheet gives its values."""
    return str(Interval(sheet.interval).label)
