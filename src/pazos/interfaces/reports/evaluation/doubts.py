"""The doubts: every check that the plan named and that its method makes, passed or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_words import CHECKS, WHY
from pazos.interfaces.reports.document import Section, Table, Text
from pazos.interfaces.reports.evaluation import figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.interfaces.reports.evaluation.content import Told

LIGHTS = {True: "good", False: "error", None: "warning"}
_CODES = ("why", "template", "warning")  # told in words, or by the sentence of the check itself
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
    return [_card(check, decides=name in failed) for name, check in found.items()]


def _card(check: Mapping[str, Any], *, decides: bool) -> Card:
    words, passed = CHECKS.get(check["name"]), check["passed"]
    told = {True: _("passed"), False: _("failed"), None: _("could not be made")}
    return Card(
        title=str(words.title) if words else check["name"],
        asks=str(words.asks) if words else "",
        light=LIGHTS[passed],
        word=told[passed],
        means=_means(check),
        facts=tuple(_facts(check["facts"])),
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


def _facts(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    plain = [
        (name, fact)
        for name, fact in facts.items()
        if isinstance(fact, int | float | str) and name not in _CODES
    ]
    return [(name.replace("_", " "), _fact(name, fact)) for name, fact in plain if fact != ""][:SHOWN]


def _fact(name: str, fact: object) -> str:
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if isinstance(fact, float) and name.startswith("p_"):
        return wording.chance(fact)
    if isinstance(fact, int):
        return wording.number(fact)
    return wording.number(fact, 3) if isinstance(fact, float) else str(fact)


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
