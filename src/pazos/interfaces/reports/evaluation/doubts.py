"""The doubts: every check that the plan named and that its method makes, passed or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_facts import CHANCES, CODES, FACTS, PLACES, SHARES, TIMES
from pazos.interfaces.components.evaluation_words import CHECKS, WHY
from pazos.interfaces.reports.document import Section, Table, Text
from pazos.interfaces.reports.evaluation import figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.interfaces.reports.evaluation.content import Told

LIGHTS = {True: "good", False: "error", None: "warning"}
SHOWN = 6  # plain numbers of a check that a card shows


@dataclass(frozen=True)
class Card:
    """One check as a reader sees it."""

    title: str
    asks: str
    light: str
    word: str
    means: str
    facts: tuple[tuple[str, str], ...]
    decides: bool


def cards(told: Told) -> list[Card]:
    """Return the checks: those of the plan first, then those of the method itself; each name once."""
    failed = told.result["failed"]
    found: dict[str, Mapping[str, Any]] = {}
    for check in (*told.result["doubts"], *told.result["primary"]["checks"]):
        found.setdefault(check["name"], check)
    return [_card(check, decides=name in failed, names=told.names) for name, check in found.items()]


def _card(check: Mapping[str, Any], *, decides: bool, names: Mapping[str, str]) -> Card:
    words, passed = CHECKS.get(check["name"]), check["passed"]
    told = {True: _("passed"), False: _("failed"), None: _("could not be made")}
    return Card(
        title=str(words.title) if words else check["name"],
        asks=str(words.asks) if words else "",
        light=LIGHTS[passed],
        word=told[passed],
        means=_means(check),
        facts=tuple(_facts(check["facts"], names)),
        decides=decides,
    )


def _means(check: Mapping[str, Any]) -> str:
    """Return what the outcome of a check means; of one that could not be made, why."""
    words, passed = CHECKS.get(check["name"]), check["passed"]
    if passed is None and (why := WHY.get(check["facts"].get("why", ""))):
        return _(why)
    return (
        "" if words is None else str({True: words.passed, False: words.failed, None: words.not_made}[passed])
    )


def _facts(facts: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the first plain figures of a check that have words, each under its own, in the order of the words."""
    plain = [
        (str(FACTS[name]), _text(name, fact, names) if isinstance(fact, str) else _number(name, fact))
        for name in FACTS
        if isinstance(fact := facts.get(name), int | float | str)
    ]
    return [(name, words) for name, words in plain if words][:SHOWN]


def _text(name: str, fact: str, names: Mapping[str, str]) -> str:
    """Return a text as a reader knows it: a time, the name of a place, the words of a code; "" for any other."""
    if name in PLACES:
        return names.get(fact, fact)
    return fact if name in TIMES else str(CODES.get(name, {}).get(fact, ""))


def _number(name: str, fact: float) -> str:
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if name in CHANCES or name.endswith("p_value") or name.startswith("p_"):
        return wording.chance(fact)
    if name in SHARES:
        return wording.percent(fact)
    return wording.number(fact, 0 if isinstance(fact, int) else 3)


def doubts(told: Told) -> Section:
    """All checks as a table, with the placebos drawn."""
    found = cards(told)
    text = _(
        "A check that could not be made is no check that passed. Where a check that decides failed, the answer is that "
        "nobody can tell, whatever the figure."
    )
    table = Table(
        columns=(_("Check"), _("What it asks"), _("Outcome"), _("What that means")),
        rows=tuple((one.title, one.asks, one.word, one.means) for one in found),
        caption=_("Every check that the sealed plan names and that its method makes by itself."),
        widths=("1fr", "1.4fr", "auto", "1.6fr"),
    )
    return Section(_("What there is to doubt"), (Text(text), table, *figures.placebo(told)))
