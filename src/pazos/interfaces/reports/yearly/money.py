"""What money did: the city's budget by component and step, and what partners announced, promised and brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.figures.account import steps_bars
from pazos.domain.budget.vocabulary import Step
from pazos.domain.cooperation.vocabulary import Form, Stage
from pazos.interfaces.reports.document import Figure, Section, Table, Text
from pazos.interfaces.reports.yearly.content import day, money, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.yearly.content import Told

_EMPTY = "0.00"


def budget(told: Told) -> Section:
    """How far each component's money came; shared lines are dealt out to the cent."""
    facts = told.facts("budget")
    blocks = [block for one in facts["currencies"] for block in _currency(told, facts["steps"], one)]
    return Section(_("The city's budget"), tuple(blocks) or (Text(_("No budget was brought in.")),))


def _currency(told: Told, steps: list[str], one: dict[str, Any]) -> Iterator[Block]:
    if all(one["total"][step] == _EMPTY for step in steps):
        yield Text(_("No money moved in {currency}.").format(currency=one["currency"]))
        return
    labels = [str(Step(step).label) for step in steps]
    yield Figure(
        steps_bars(
            [(label, float(one["total"][step])) for label, step in zip(labels, steps, strict=True)],
            shares=[part_of(one["total"][step], one["total"]["appropriation"]) for step in steps],
        ),
        _("Five bars: how much of what was appropriated came to each step."),
        _("How far the money came, in {currency}. Each step is part of the one before it.").format(
            currency=one["currency"]
        ),
        width="82%",
    )
    rows = [
        (told.component(row["component"]), *(money(row[step]) for step in steps))
        for row in one["by_component"]
    ]
    yield Table(
        columns=(_("Component"), *(label.partition(" (")[0] for label in labels)),
        rows=(*rows, (_("All"), *(money(one["total"][step]) for step in steps))),
        caption=_(
            "In {currency}. A line that several components share is dealt out by its stated shares."
        ).format(currency=one["currency"])
        + " "
        + told.source("budget"),
        numeric=tuple(range(1, len(steps) + 1)),
        widths=("1.2fr", *("auto" for _step in steps)),
    )


def cooperation(told: Told) -> Section:
    """What was announced beside what the lines add up to; money and what is in kind apart."""
    facts = told.facts("cooperation")
    blocks = [
        *_announced(facts),
        *(_form(told, facts, form) for form in facts["forms"] if form["by_partner"]),
    ]
    if not blocks:
        blocks = [Text(_("No cooperation moved in the year."))]
    return Section(_("Cooperation"), tuple(blocks))


def _announced(facts: dict[str, Any]) -> list[Block]:
    if not facts["announced"]:
        return []
    return [
        Table(
            columns=(_("Partner"), _("Said in"), _("Currency"), _("Announced"), _("The lines add up to")),
            rows=tuple(_beside(one, facts["currency"]) for one in facts["announced"]),
            caption=_(
                "Announced and added up: both are told, and neither is corrected by the other. Where the lines are in several "
                "currencies both are told in the home currency."
            ),
            numeric=(3, 4),
            widths=("1.4fr", "1.6fr", "auto", "auto", "auto"),
        )
    ]


def _beside(one: dict[str, Any], home: str) -> tuple[str, ...]:
    """Return an announcement beside its lines, in its own currency where the lines are in it."""
    same = one["summed"] is not None
    return (
        one["partner"] or _("all partners"),
        f"{one['said_in']} · {day(one['said_on'])}",
        one["currency"] if same else home,
        money(one["amount"] if same else one["home_amount"]),
        money(one["summed"] if same else one["home_summed"]),
    )


def _form(told: Told, facts: dict[str, Any], form: dict[str, Any]) -> Table:
    stages = facts["stages"]
    rows = [(one["name"], *(money(one[stage]) for stage in stages)) for one in form["by_partner"]]
    return Table(
        columns=(_("Partner"), *(str(Stage(stage).label) for stage in stages)),
        rows=(*rows, (_("All"), *(money(form["total"][stage]) for stage in stages))),
        caption=_("{form}, in {currency}, at the exchange rate of each day. Stages are never added.").format(
            form=str(Form(form["form"]).label).capitalize(), currency=facts["currency"]
        )
        + " "
        + told.source("cooperation"),
        numeric=tuple(range(1, len(stages) + 1)),
        widths=("1.4fr", *("auto" for _stage in stages)),
    )
