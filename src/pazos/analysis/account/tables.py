"""The account as flat tables: the same rows on the page's files, in the workbook and in the open data.

Rows are read out of the frozen content and never reckoned anew, so that no two of them can disagree.
Amounts are exact decimals; an empty cell is a hidden or missing number.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.analysis.account.chain import facts_of
from pazos.analysis.dataset import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.utils.functional import Promise

    from pazos.analysis.dataset import Row

    Content = dict[str, Any]

_YEAR = Column("year", _("the year of the report"), "year")
_COMPONENT = Column("component", _("code of the component; empty where none is named"))


@dataclass(frozen=True)
class Table:
    """One table of an account."""

    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    read: Callable[[Content], Iterator[Row]]

    def rows(self, content: Content) -> list[Row]:
        """Return its rows, the year first."""
        return [(content["year"], *row) for row in self.read(content)]


def _amount(text: str | None) -> Decimal | str:
    return "" if text is None else Decimal(text)


def _number(value: float | None) -> float | str:
    return "" if value is None else value


def _activities(content: Content) -> Iterator[Row]:
    facts = facts_of(content, "activities")
    for one in facts["by_cluster"]:
        yield one["cluster"], one["done"]
    yield "", facts["without_cluster"]


def _people(content: Content) -> Iterator[Row]:
    facts = facts_of(content, "people")
    for one in facts["by_component"]:
        for kind in ("people", "reported", "former"):
            yield _WAYS[kind], one["component"], "", _number(one[kind])
    for kind in ("people", "reported", "former"):
        yield _WAYS[kind], "all", "", _number(facts[kind])
    for one in facts["indirect"]:
        yield "indirect", one["programme"], one["method"], one["people"]


_WAYS = {"people": "direct", "reported": "reported", "former": "erased"}


def _indicators(content: Content) -> Iterator[Row]:
    for one in facts_of(content, "indicators")["indicators"]:
        for value in one["values"]:
            yield (
                one["code"],
                one["name"].get("es", ""),
                one["name"].get("en", ""),
                value["period"],
                _number(value["value"]),
                _number(value["low"]),
                _number(value["high"]),
                one["unit"].get("es", ""),
                one["unit"].get("en", ""),
                value.get("sheet_version") or one["version"],
                value.get("run") or "",
            )


def _targets(content: Content) -> Iterator[Row]:
    for one in facts_of(content, "indicators")["indicators"]:
        year = one["year"]
        numbers = (year["value"], year["low"], year["high"], one["target"])
        yield one["code"], year["period"] or "", *map(_number, numbers), one["light"]


def _deaths(content: Content) -> Iterator[Row]:
    for one in facts_of(content, "deaths")["by_rule"]:
        yield one["rule"], one["version"], one["months"], one["deaths"], one["definition_sha256"]


def _budget(content: Content) -> Iterator[Row]:
    facts = facts_of(content, "budget")
    for one in facts["currencies"]:
        for row in one["by_component"]:
            for step in facts["steps"]:
                yield one["currency"], row["component"], step, _amount(row[step])


def _cooperation(content: Content) -> Iterator[Row]:
    facts = facts_of(content, "cooperation")
    for form in facts["forms"]:
        for row in form["by_partner"]:
            for stage in facts["stages"]:
                yield form["form"], row["name"], stage, facts["currency"], _amount(row[stage])


def _announced(content: Content) -> Iterator[Row]:
    for one in facts_of(content, "cooperation")["announced"]:
        yield (
            one["partner"],
            one["said_on"],
            one["said_in"],
            one["currency"],
            _amount(one["amount"]),
            _amount(one["summed"]),
            _amount(one["home_amount"]),
            _amount(one["home_summed"]),
        )


def _agreements(content: Content) -> Iterator[Row]:
    names = ("number", "title", "partner", "component", "starts_on", "ends_on", "ended_on", "currency")
    amounts = ("city_money", "city_in_kind", "partner_money", "partner_in_kind")
    for one in facts_of(content, "agreements")["agreements"]:
        yield *(one[name] or "" for name in names), *(_amount(one[name]) for name in amounts)


_PROMISE = (
    *("code", "text", "committee", "office", "organisation", "component"),
    *("made_on", "due_on", "standing", "ended_on", "council"),
)


def _commitments(content: Content) -> Iterator[Row]:
    for one in facts_of(content, "commitments")["commitments"]:
        yield tuple(one[name] or "" for name in _PROMISE)


def _programmes(content: Content) -> Iterator[Row]:
    for one in facts_of(content, "strategy")["programmes"]:
        yield one["component"], one["code"], one["name"], one["department"], one["state"]


TABLES = {
    one.name: one
    for one in (
        Table(
            "programmes",
            _("Programmes of the strategy"),
            (
                _YEAR,
                _COMPONENT,
                Column("programme", _("code of the programme")),
                Column("name", _("its name")),
                Column("department", _("the department or organisation that runs it")),
                Column("state", _("planned, running, paused or ended")),
            ),
            _programmes,
        ),
        Table(
            "people-reached",
            _("People reached by component and year"),
            (
                _YEAR,
                Column(
                    "way",
                    _(
                        "direct: different people, each once; reported: heads that somebody counted; erased: people whose "
                        "data were erased; indirect: an estimate with its method. They are never added to one another"
                    ),
                ),
                Column(
                    "component",
                    _(
                        "code of the component, all of them as different people, or the programme of an estimate"
                    ),
                ),
                Column("method", _("how an indirect number was estimated")),
                Column("people", _("the number; empty where it is hidden"), "integer"),
            ),
            _people,
        ),
        Table(
            "activities-by-cluster",
            _("Activities by cluster and year"),
            (
                _YEAR,
                Column("cluster", _("the cluster; empty is the rest of the city, or not said")),
                Column("activities", _("activities done"), "integer"),
            ),
            _activities,
        ),
        Table(
            "indicator-values",
            _("Values of the public indicators"),
            (
                _YEAR,
                Column("indicator", _("code of the indicator")),
                Column("name_es", _("its name in Spanish")),
                Column("name_en", _("its name in English")),
                Column("period", _("the year, quarter or month")),
                Column("value", _("the approved value; empty where there is none"), "number"),
                Column("low", _("lower end of its 95% interval; empty where it has none"), "number"),
                Column("high", _("upper end of its 95% interval; empty where it has none"), "number"),
                Column("unit_es", _("its unit in Spanish")),
                Column("unit_en", _("its unit in English")),
                Column("sheet_version", _("version of the indicator sheet that was in force"), "integer"),
                Column(
                    "run", _("number of the run that computed it; empty where it was reported"), "integer"
                ),
            ),
            _indicators,
        ),
        Table(
            "indicator-targets",
            _("Public indicators against their targets"),
            (
                _YEAR,
                Column("indicator", _("code of the indicator")),
                Column("period", _("the last period that the year's value holds")),
                Column("value", _("what stands for the year"), "number"),
                Column("low", _("lower end of its 95% interval; empty where it has none"), "number"),
                Column("high", _("upper end of its 95% interval; empty where it has none"), "number"),
                Column("target", _("the target of the year; empty where there is none"), "number"),
                Column("light", _("met, near, far, noise (nobody can tell), no_data or no_target")),
            ),
            _targets,
        ),
        Table(
            "deaths-by-rule",
            _("Deaths of the year by counting rule"),
            (
                _YEAR,
                Column("rule", _("the counting rule")),
                Column("version", _("its version"), "integer"),
                Column("months", _("closed months that it counts"), "integer"),
                Column("deaths", _("deaths that the rule counts"), "integer"),
                Column("definition_sha256", _("hash of the rule's definition")),
            ),
            _deaths,
        ),
        Table(
            "budget-execution",
            _("Budget execution by component and step"),
            (
                _YEAR,
                Column("currency", _("the currency")),
                _COMPONENT,
                Column(
                    "step", _("appropriation, cdp, rp, obligation or payment; each holds the ones after it")
                ),
                Column("amount", _("the sum at the last day of the report"), "number"),
            ),
            _budget,
        ),
        Table(
            "cooperation",
            _("Cooperation by year and stage"),
            (
                _YEAR,
                Column("form", _("money, or in_kind as it was valued; never added to one another")),
                Column("partner", _("the partner")),
                Column("stage", _("pledge, commitment, disbursement or expenditure; never added")),
                Column("currency", _("the currency")),
                Column("amount", _("what moved in the year, at the exchange rate of each day"), "number"),
            ),
            _cooperation,
        ),
        Table(
            "cooperation-announced",
            _("Cooperation announced beside what the lines add up to"),
            (
                _YEAR,
                Column("partner", _("the partner; empty where it was said of all")),
                Column("said_on", _("the day on which it was announced"), "date"),
                Column("said_in", _("where it was announced")),
                Column("currency", _("the currency")),
                Column("announced", _("what was announced"), "number"),
                Column(
                    "summed", _("what the lines add up to; empty where they have other currencies"), "number"
                ),
                Column("home_announced", _("what was announced, in the home currency"), "number"),
                Column("home_summed", _("what the lines add up to, in the home currency"), "number"),
            ),
            _announced,
        ),
        Table(
            "agreements",
            _("Agreements that bound in the year"),
            (
                _YEAR,
                Column("number", _("number of the agreement")),
                Column("title", _("its title")),
                Column("partner", _("the partner")),
                _COMPONENT,
                Column("starts_on", _("its first day"), "date"),
                Column("ends_on", _("its last day"), "date"),
                Column("ended_on", _("the day on which it ended, where it has"), "date"),
                Column("currency", _("the currency")),
                Column("city_money", _("what the city gives in money"), "number"),
                Column("city_in_kind", _("what the city gives in kind"), "number"),
                Column("partner_money", _("what the partner gives in money"), "number"),
                Column("partner_in_kind", _("what the partner gives in kind"), "number"),
            ),
            _agreements,
        ),
        Table(
            "commitments",
            _("Public commitments that were due in the year"),
            (
                _YEAR,
                Column("code", _("as the minutes call it")),
                Column("text", _("what was promised")),
                Column("committee", _("the committee before which it was promised")),
                Column("office", _("the office that owes it")),
                Column("organisation", _("its organisation")),
                _COMPONENT,
                Column("made_on", _("the day on which it was made"), "date"),
                Column("due_on", _("the day by which it was due"), "date"),
                Column(
                    "standing", _("kept, kept_late, said, open, late or dropped at the end of the report")
                ),
                Column("ended_on", _("the day on which it ended, where it has"), "date"),
                Column(
                    "council",
                    _("what the citizens' council says: kept, partly, not_kept, not_known or nothing"),
                ),
            ),
            _commitments,
        ),
    )
}
