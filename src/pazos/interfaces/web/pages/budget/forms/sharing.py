"""What is asked of the parts of a line, and of its plan of payments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from pazos.domain.budget import actions
from pazos.domain.budget.actions import ShareSaid
from pazos.domain.strategy.models import Component
from pazos.interfaces.web.pages.budget.forms.fields import MoneyField
from pazos.interfaces.web.pages.budget.wording import month_name

if TYPE_CHECKING:
    from pazos.domain.budget.models import BudgetLine, LineShare
    from pazos.domain.people.models import Staff

MONTHS = range(1, 13)


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
    )


class SharesForm(forms.Form):
    """Which part of a line serves which component; empty rows serve none."""

    def __init__(self, *args: Any, line: BudgetLine, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        known = {share.component_id: share for share in line.shares.all()}
        self.components = list(Component.objects.select_related("strategy").order_by("-strategy", "position"))
        for one in self.components:
            share = known.get(one.pk)
            of = _bounds(known.get(one.pk))
            for name, label in (
                ("part", gettext_lazy("Share (%)")),
                ("least", gettext_lazy("At least (%)")),
                ("most", gettext_lazy("At most (%)")),
            ):
                field = _percent(label)
                field.initial = of[name]
                self.fields[f"{name}_{one.pk}"] = field
            self.fields[f"reasons_{one.pk}"] = forms.CharField(
                label=gettext_lazy("Why"),
                max_length=300,
                required=False,
                initial=share.reasons if share else "",
            )

    @property
    def rows(self) -> list[tuple[Component, list[forms.BoundField]]]:
        """The fields component by component."""
        names = ("part", "least", "most", "reasons")
        return [(one, [self[f"{name}_{one.pk}"] for name in names]) for one in self.components]

    def act(self, *, by: Staff) -> object:
        """Share the line."""
        said = self.cleaned_data
        return actions.share_line(
            self.line,
            shares=[
                ShareSaid(
                    component=one,
                    ten_thousandths=int(said[f"part_{one.pk}"] * 100),
                    reasons=said[f"reasons_{one.pk}"],
                    at_least=_ten_thousandths(said[f"least_{one.pk}"]),
                    at_most=_ten_thousandths(said[f"most_{one.pk}"]),
                )
                for one in self.components
                if said[f"part_{one.pk}"]
            ],
            by=by,
        )


def _bounds(share: LineShare | None) -> dict[str, Decimal | None]:
    if share is None:
        return {"part": None, "least": None, "most": None}
    said = {"part": share.ten_thousandths, "least": share.at_least, "most": share.at_most}
    return {name: None if value is None else Decimal(value) / 100 for name, value in said.items()}


def _ten_thousandths(percent: Decimal | None) -> int | None:
    return None if percent is None else int(percent * 100)


class PlanForm(forms.Form):
    """What a line is planned to pay in each month of its year."""

    def __init__(self, *args: Any, line: BudgetLine, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        known = {row.month: row.amount for row in line.plan.all()}
        for month in MONTHS:
            first = date(line.year, month, 1)
            amount = known.get(first)
            self.fields[f"month_{month}"] = MoneyField(
                label=month_name(first),
                required=False,
                initial="" if amount is None else str(amount),
            )

    def act(self, *, by: Staff) -> object:
        """Plan the payments."""
        months = {
            date(self.line.year, month, 1): self.cleaned_data[f"month_{month}"] or Decimal(0)
            for month in MONTHS
        }
        return actions.plan_payments(self.line, months=months, by=by)
