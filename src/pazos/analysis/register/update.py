"""One call that brings the register up to date: claims, pairs, deaths, values, differences.

Every step reads what is there, reckons what should be, and writes the difference: a second call
changes nothing, and a call after a killed one does what was left. No step undoes what a person
decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.analysis.register.adopting import adopt_all
from pazos.analysis.register.claims import update_claims
from pazos.analysis.register.frames import claims_frame
from pazos.analysis.register.grouping import regroup_all
from pazos.analysis.register.linking import update_pairs
from pazos.domain.register.models import Claim, Death, Difference, Pair
from pazos.domain.register.vocabulary import DifferenceState, PairState
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.register.linking import Linked
    from pazos.domain.people.models import Staff
    from pazos.domain.register.actions.deaths import Regrouped
    from pazos.domain.register.actions.values import Reckoned

CLAIMS, PAIRS = N_("reading what the sources claim"), N_("comparing claims")
DEATHS, VALUES = N_("grouping claims into deaths"), N_("adopting values and noting differences")


def _silent(step: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class RegisterUpdate:
    """The register as it stands after an update, and what the update changed.

    Standing: `claims`, `deaths` (that a source claims), `linked`, `waiting`, `decided` pairs, open
    `differences`. Changed: `trained` a model, `scored` claims, deaths `opened`, `joined`, `reopened`,
    `values` of deaths, differences `noticed`, `gone`, `asked_again`. `problem`: why no model could be
    trained, as stored ({"code", "template", "facts"}).
    """

    claims: int
    deaths: int
    linked: int
    waiting: int
    decided: int
    differences: int
    trained: bool
    scored: int
    opened: int
    joined: int
    reopened: int
    values: int
    noticed: int
    gone: int
    asked_again: int
    problem: dict[str, Any] | None = None


def update_register(
    *,
    by: Staff | None,
    seed: int = 1,
    retrain: bool = False,
    progress: Callable[[str, float], None] = _silent,
) -> RegisterUpdate:
    """Bring the register up to date with the records in force; `retrain` estimates the model anew."""
    progress(CLAIMS, 0.0)
    update_claims(by=by)
    claims = claims_frame()
    progress(PAIRS, 0.2)
    linked = update_pairs(claims, by=by, seed=seed, retrain=retrain)
    progress(DEATHS, 0.6)
    grouped = regroup_all(claims, by=by)
    progress(VALUES, 0.7)
    reckoned = adopt_all(tell=lambda share: progress(VALUES, 0.7 + 0.3 * share))
    update = _as_it_stands(linked, grouped, reckoned)
    _say(update, linked, grouped, by=by)
    return update


def _as_it_stands(linked: Linked, grouped: Regrouped, reckoned: Reckoned) -> RegisterUpdate:
    states = dict.fromkeys(PairState.values, 0)
    for state in states:
        states[state] = Pair.objects.filter(state=state).count()
    return RegisterUpdate(
        claims=Claim.objects.filter(withdrawn_at__isnull=True).count(),
        deaths=Death.objects.filter(merged_into__isnull=True, sources__gt=0).count(),
        linked=states[PairState.LINKED],
        waiting=states[PairState.WAITING],
        decided=states[PairState.SAME] + states[PairState.DIFFERENT],
        differences=Difference.objects.filter(state=DifferenceState.OPEN).count(),
        trained=linked.trained,
        scored=linked.scored,
        opened=grouped.opened,
        joined=grouped.joined,
        reopened=grouped.reopened,
        values=reckoned.values,
        noticed=reckoned.noticed,
        gone=reckoned.gone,
        asked_again=reckoned.reopened,
        problem=linked.problem,
    )


def _say(update: RegisterUpdate, linked: Linked, grouped: Regrouped, *, by: Staff | None) -> None:
    """Write one event if anything changed: pages keep what they reckoned for as long as the trail stands."""
    changes = {
        name: getattr(update, name)
        for name in ("opened", "joined", "reopened", "values", "noticed", "gone", "asked_again")
    }
    subject = linked.model or Death.objects.order_by("pk").first()
    if subject is not None and (update.scored or grouped.touched or any(changes.values())):
        audit.record("register.updated", subject, by=by, scored=update.scored, **changes)
