"""The year at a glance, what is not known, and how every figure was made and can be made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import KeyFigure, KeyFigures, Points, Section, Table, Text
from pazos.interfaces.reports.yearly.content import count, day, money, part_of
from pazos.interfaces.reports.yearly.standing import rule_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.interfaces.reports.yearly.content import Told

PARTS = {
    "strategy": gettext_lazy("The strategy"),
    "people": gettext_lazy("People reached"),
    "activities": gettext_lazy("Activities"),
    "indicators": gettext_lazy("Indicators"),
    "deaths": gettext_lazy("Violent deaths"),
    "budget": gettext_lazy("The city's budget"),
    "cooperation": gettext_lazy("Cooperation"),
    "agreements": gettext_lazy("Agreements"),
    "commitments": gettext_lazy("Commitments"),
}


def at_a_glance(told: Told) -> Section:
    """Six figures, each told again with its source below."""
    return Section(_("The year at a glance"), (KeyFigures(tuple(_figures(told))),))


def _figures(told: Told) -> Iterator[KeyFigure]:
    people = told.facts("people")
    yield KeyFigure(count(people["people"]), _("different people reached"))
    yield KeyFigure(wording.number(told.facts("activities")["done"]), _("activities done"))
    lights = [one["light"] for one in told.facts("indicators")["indicators"]]
    met = _("{n} of {all}").format(n=lights.count("met"), all=len(lights))
    yield KeyFigure(
        met,
        _("indicators on target"),
        _("{n} inside the noise, {none} without value or target").format(
            n=lights.count("noise"), none=lights.count("no_data") + lights.count("no_target")
        ),
    )
    (budget, *_others) = told.facts("budget")["currencies"]
    total = budget["total"]
    yield KeyFigure(
        part_of(total["payment"], total["appropriation"]),
        _("of the budget paid"),
        _("{amount} {currency} appropriated").format(
            amount=money(total["appropriation"]), currency=budget["currency"]
        ),
    )
    tally = told.facts("commitments")["tally"]
    kept = tally["kept"] + tally["kept_late"]
    yield KeyFigure(
        _("{n} of {all}").format(n=kept, all=sum(tally.values())),
        _("commitments kept"),
        _("{n} of them late; {late} not kept yet").format(n=tally["kept_late"], late=tally["late"]),
    )
    for one in told.facts("deaths")["by_rule"][:1]:
        yield KeyFigure(
            wording.number(one["deaths"]),
            rule_words(one),
            _("in {n} closed months").format(n=one["months"]),
        )


def not_known(told: Told) -> Section:
    """What the account leaves open."""
    said = [_(one["key"]).format(**_facts(told, one["facts"])) for one in told.content["unknown"]]
    heading = _("What is not known")
    if not said:
        return Section(heading, (Text(_("Nothing that the account asks for is missing.")),))
    return Section(heading, (Points(tuple(said)),))


def _facts(told: Told, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a sentence with indicators by their names."""
    if "codes" not in facts:
        return facts
    names = {one["code"]: told.text(one["name"]) for one in told.facts("indicators")["indicators"]}
    return facts | {"codes": "; ".join(names.get(code, code) for code in facts["codes"])}


def method(told: Told) -> Section:
    """How the figures were made, and how anybody checks that they are the same."""
    points = Points(
        (
            _(
                "Everything is read from the books of the strategy as they stood when the report was prepared."
            ),
            _("Different people are told apart by a private key; who they are is in no report."),
            _("Intervals are exact Poisson for counts and rates, and Wilson's for shares, at 95%."),
            _(
                "Amounts are exact to the cent; what is in another currency is converted at the rate of its day."
            ),
            _("A commitment stands as it stood on the last day of the report, whatever was done since."),
            _("One person prepared the report and another signed it, seeing the same letters."),
        )
    )
    chains = told.content["parts"]
    table = Table(
        columns=(_("Part"), _("Made by"), _("Up to"), _("SHA-256 of its figures, beginning")),
        rows=tuple(
            (
                str(label),
                ".".join(chains[name]["chain"]["question"].split(".")[-2:]),
                day(chains[name]["chain"]["parameters"]["as_of_on"]),
                chains[name]["chain"]["sha256"][:16],
            )
            for name, label in PARTS.items()
            if name in chains
        ),
        caption=_(
            "Code {code}. The same books give the same hashes; `pazos accountability {year} --check` says so."
        ).format(code=next(iter(chains.values()))["chain"]["code"], year=told.content["year"]),
        widths=("1fr", "1.6fr", "auto", "auto"),
    )
    return Section(_("How it was made, and how to check it"), (points, table))
