"""How the steps of money read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.analysis.figures import execution as drawing
from pazos.domain.budget.vocabulary import ORDER, Step
from pazos.domain.budget.words import money
from pazos.interfaces.components.wording import percent

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.budget.queries import Curve, Steps

SHORT = {
    Step.APPROPRIATION: gettext_lazy("appropriation"),
    Step.CDP: gettext_lazy("CDP"),
    Step.RP: gettext_lazy("RP"),
    Step.OBLIGATION: gettext_lazy("obligation"),
    Step.PAYMENT: gettext_lazy("payment"),
}
UNITS = (
    (1e9, gettext_lazy("thousand millions")),
    (1e6, gettext_lazy("millions")),
    (1e3, gettext_lazy("thousands")),
    (1.0, gettext_lazy("pesos")),
)


def funnel(steps: Steps) -> str:
    """Return the five steps as bars."""
    rows = [
        (
            str(SHORT[step]),
            steps.share(step) or 0.0,
            money(steps.at(step)),
            percent(steps.share(step), 0),
        )
        for step in ORDER
    ]
    return drawing.funnel(rows)


def curves(curve: Curve) -> str:
    """Return the curves of a year with the plan of payments."""
    drawn = [
        drawing.Drawn(
            str(SHORT[step]),
            [None if month.steps is None else float(month.steps.at(step)) for month in curve.months],
            *drawing.LOOKS[step.value],
        )
        for step in ORDER
    ]
    plan = [None if month.planned is None else float(month.planned) for month in curve.months]
    drawn.append(drawing.Drawn(_("planned payments"), plan, *drawing.LOOKS["plan"]))
    unit, name = unit_of(max((value for one in drawn for value in one.values if value), default=0.0))
    months = [month_name(month.first_on) for month in curve.months]
    return drawing.curves(months, drawn, unit=unit, unit_name=name)


def unit_of(most: float) -> tuple[float, str]:
    """Return the unit in which numbers up to `most` stay short, and its name."""
    unit, name = next(((unit, name) for unit, name in UNITS if most >= 2 * unit), UNITS[-1])
    return unit, str(name)


def month_name(first_on: date) -> str:
    """Return a month as it stands under a curve."""
    return date_format(first_on, "M")
