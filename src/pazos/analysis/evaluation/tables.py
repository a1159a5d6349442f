"""The figures of an answer as one table: each with its interval, and which question it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.analysis.dataset import Column
from pazos.analysis.evaluation.meaning import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COLUMNS = (
    Column("part", _("primary, secondary, by_rule, subgroup or cluster")),
    Column("name", _("the method, the rule and source, the group or the cluster")),
    Column("estimate", _("the effect, in its unit"), "number"),
    Column("low", _("the lower end of its interval"), "number"),
    Column("high", _("the upper end of its interval"), "number"),
    Column("unit", _("difference (deaths by place and time) or log_ratio")),
    Column("p_value", _("the chance of as much where nothing was done"), "number"),
    Column("p_corrected", _("the same, corrected for asking several times"), "number"),
    Column("verdict", _("the verdict by the published rules")),
    Column("seen", _("deaths where and while it was treated"), "number"),
    Column("expected", _("deaths that would have been expected"), "number"),
    Column("averted", _("deaths averted"), "number"),
    Column("averted_low", _("the lower end of their interval"), "number"),
    Column("averted_high", _("the upper end of their interval"), "number"),
    Column("years_who_ghe", _("years of life averted, by the table of the WHO"), "number"),
    Column("years_who_ghe_low", _("the lower end of their interval"), "number"),
    Column("years_who_ghe_high", _("the upper end of their interval"), "number"),
    Column(
        "years_gbd_2010", _("years of life averted, by the table of the Global Burden of Disease"), "number"
    ),
    Column("years_gbd_2010_low", _("the lower end of their interval"), "number"),
    Column("years_gbd_2010_high", _("the upper end of their interval"), "number"),
)
_ENDS = ("estimate", "low", "high")
_PLAIN = ("estimate", "low", "high", "unit", "p_value", "p_corrected", "verdict", "seen", "expected")


def rows(answer: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    """Yield one row a figure; a refused or hidden one has no figures."""
    yield _row(
        "primary", answer["primary"]["method"], {**answer["by_rule"][0], "years": answer["meaning"]["years"]}
    )
    for one in answer["secondary"]:
        yield _row("secondary", one["method"], one)
    for one in answer["by_rule"][1:]:
        yield _row("by_rule", " ".join(filter(None, (one["rule"], one["source"]))), one)
    for part, name in (("subgroup", "subgroups"), ("cluster", "clusters")):
        for one in answer[name]:
            yield _row(part, one["name"], one)


def _row(part: str, name: str, one: Mapping[str, Any]) -> tuple[object, ...]:
    by_table = {found["table"]: found for found in one.get("years", ())}
    amounts = (one.get("averted"), *map(by_table.get, TABLES))
    ends = (found[end] if found else None for found in amounts for end in _ENDS)
    return (part, name, *(one.get(column) for column in _PLAIN), *ends)
