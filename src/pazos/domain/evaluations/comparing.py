"""What differs between two versions of a plan, each difference as one sentence.

Departures of an answer from its plan are told with the same words. Both plans are only compared, never judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from pazos.domain.evaluations.protocol import RECONCILED
from pazos.domain.evaluations.vocabulary import Dose, Grain, TreatedBy, UnitKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.domain.evaluations.protocol import Outcome, Protocol, Subgroup

FIELDS: dict[str, Any] = {
    "question": _("The question"),
    "expectation": _("What is expected"),
    "outcome": _("What is counted"),
    "unit": _("What is compared"),
    "grain": _("How long one time is"),
    "first": _("The first month"),
    "last": _("The last month"),
    "treated_by": _("What says when the treatment began"),
    "designation": _("The designation"),
    "treated": _("The treated"),
    "chosen_from": _("The first month over which places were chosen"),
    "chosen_to": _("The last month over which places were chosen"),
    "pool": _("The other municipalities"),
    "excluded": _("Places left out"),
    "buffer_metres": _("Distance kept around treated places, in metres"),
    "dose": _("How much of the strategy a place had"),
    "covariates": _("Other facts of places"),
    "primary": _("The primary method"),
    "secondary": _("Secondary methods"),
    "subgroups": _("Groups of victims"),
    "other_outcomes": _("Other rules and sources"),
    "doubts": _("Checks"),
    "smallest": _("The smallest effect worth knowing"),
    "confidence": _("Confidence"),
    "seed": _("Seed of chance"),
}
_LISTS = frozenset(
    {"treated", "excluded", "covariates", "secondary", "subgroups", "other_outcomes", "doubts"}
)
_CODES: dict[str, Any] = {"unit": UnitKind, "grain": Grain, "treated_by": TreatedBy, "dose": Dose}


@dataclass(frozen=True)
class Difference:
    """One difference: which part of the plan, and what stood and stands there, already in words.

    For a list `before` is what went out of it and `after` what came in; "" where nothing did.
    """

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        """What the part is called."""
        return str(FIELDS[self.field])

    @property
    def words(self) -> str:
        """The difference as one sentence in the reader's language."""
        if self.field in _LISTS:
            parts = [
                gettext("out: {what}").format(what=self.before) if self.before else "",
                gettext("in: {what}").format(what=self.after) if self.after else "",
            ]
            return f"{self.label}: " + "; ".join(part for part in parts if part) + "."
        nothing = pgettext("a plan", "nothing")
        return gettext("{part}: “{before}” before, “{after}” now.").format(
            part=self.label, before=self.before or nothing, after=self.after or nothing
        )


def differences(
    old: Protocol,
    new: Protocol,
    *,
    words: Mapping[str, Callable[[Any], str]],
    names: Mapping[str, str] | None = None,
) -> tuple[Difference, ...]:
    """Return what differs, in the order of the plan; `names` are the places' names by their codes.

    `words` tells by their fields what only pages have words for: methods with their options, and checks.
    """

    def told(field: str, value: Any) -> str:
        return words[field](value) if field in words else in_words(field, value, names=names)

    found = []
    for field in FIELDS:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        if field in _LISTS:
            gone = [one for one in before if one not in after]
            come = [one for one in after if one not in before]
            pair = ", ".join(told(field, one) for one in gone), ", ".join(told(field, one) for one in come)
            if not any(pair):  # the same in another order
                continue
        else:
            pair = told(field, before), told(field, after)
        found.append(Difference(field, *pair))
    return tuple(found)


def in_words(field: str, value: Any, *, names: Mapping[str, str] | None = None) -> str:
    """Return one value of a plan, or one member of its list, as a page writes it."""
    if value is None or value == "":
        return ""
    if field in _CODES:
        return str(dict(_CODES[field].choices).get(value, value))
    told: dict[str, Callable[[Any, Mapping[str, str]], str]] = {
        "outcome": lambda one, _names: outcome_words(one),
        "other_outcomes": lambda one, _names: outcome_words(one),
        "treated": lambda one, called: gettext("{place} from {month}").format(
            place=called.get(one.unit, one.unit), month=one.starts
        ),
        "excluded": lambda one, called: f"{called.get(one.unit, one.unit)} ({one.why})",
        "subgroups": lambda one, _names: group_words(one),
        "smallest": lambda one, _names: f"{one * 100:g}%",
        "confidence": lambda one, _names: f"{one * 100:g}%",
    }
    return told[field](value, names or {}) if field in told else str(value)


def outcome_words(outcome: Outcome) -> str:
    """Return what is counted: by which rule, from which source."""
    if not outcome.rule:
        return gettext("as {source} itself counts").format(source=outcome.source) if outcome.source else ""
    if outcome.source == RECONCILED:
        return gettext("{rule}, the reconciled register").format(rule=outcome.rule)
    return gettext("{rule}, source {source}").format(rule=outcome.rule, source=outcome.source)


def group_words(group: Subgroup) -> str:
    """Return who is of a group of victims."""
    whom = {"f": gettext("women"), "m": gettext("men")}.get(group.sex, gettext("victims"))
    if group.age_from is None and group.age_to is None:
        return f"{group.name}: {whom}" if group.name else whom
    ages = (
        gettext("{first} and over").format(first=group.age_from)
        if group.age_to is None
        else gettext("{first} to {last} years").format(first=group.age_from or 0, last=group.age_to)
    )
    return f"{group.name}: {whom}, {ages}" if group.name else f"{whom}, {ages}"
