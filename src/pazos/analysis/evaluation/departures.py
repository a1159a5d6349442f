"""Where does the answer depart from the plan that was sealed? Told by itself, so that nobody has to own up to it.

A departure is a code and plain facts, never a judgement: plans are amended for good reasons too. Whether an answer
was known when a plan was amended is told with it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.register.counting import all_named, rules_in_force
from pazos.domain.evaluations.models import SealedProtocol
from pazos.domain.evaluations.vocabulary import ProtocolState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pazos.analysis.evaluation.gathered import Note
    from pazos.domain.evaluations.protocol import Protocol
    from pazos.foundation.runs.models import Run

    Plain = dict[str, Any]

# Notes of a gathering that say: this is not what the plan asked for.
_OF_NOTES = {
    "cut": "months_missing",
    "partly_delivered": "months_partly_delivered",
    "left_out": "units_dropped",
    "never_in_window": "units_never_treated",
    "other_units_left_out": "units_dropped",
    "covariate_unknown": "covariate_not_used",
    "dose_hidden": "dose_not_known",
    "accompanied_hidden": "dose_not_known",
    "accompanied_not_counted": "dose_not_known",
}


def departures_of(version: SealedProtocol, protocol: Protocol, notes: Sequence[Note]) -> list[Plain]:
    """Return what departs from the plan before anything is estimated: amendments, rules, units and months."""
    return [*_amendments(version), *_newer_rules(protocol), *_not_as_planned(notes)]


def since_sealed(version: SealedProtocol, run: Run) -> list[Plain]:
    """Return what departs in how the answer was reckoned: other code than when the plan was proposed."""
    if run.code_version == version.code_version:
        return []
    facts = {"sealed": version.code_version, "answered": run.code_version}
    return [{"code": "code_changed", "facts": facts}]


def _amendments(version: SealedProtocol) -> list[Plain]:
    signed = SealedProtocol.objects.filter(
        evaluation=version.evaluation_id,
        number__lte=version.number,
        state__in=(ProtocolState.SEALED, ProtocolState.AMENDED),
    ).order_by("number")
    return [
        {
            "code": "plan_amended",
            "facts": {
                "number": after.number,
                "on": timezone.localdate(after.signed_at).isoformat() if after.signed_at else None,
                "why": after.why,
                "outcomes_seen": after.outcomes_seen,
            },
            "old": before.content,
            "new": after.content,
        }
        for before, after in pairwise(signed)
    ]


def _newer_rules(protocol: Protocol) -> Iterable[Plain]:
    """Yield the rules of the plan of which another version is in force by now."""
    now = {rule.name: rule.version for rule in all_named(rules_in_force())}
    for key in dict.fromkeys(one.rule for one in (protocol.outcome, *protocol.other_outcomes) if one.rule):
        name, _, version = key.partition("@")
        if version and str(now.get(name)) != version:
            yield {"code": "rule_changed", "facts": {"rule": key, "version": now.get(name)}}


def _not_as_planned(notes: Sequence[Note]) -> list[Plain]:
    return [
        {"code": _OF_NOTES[note.code], "facts": dict(note.facts)} for note in notes if note.code in _OF_NOTES
    ]
