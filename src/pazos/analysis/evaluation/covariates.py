"""What else is known of each unit that a plan may hold against? Of places, never of people one by one.

A covariate that is not known for every unit is left out and said: it is never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.evaluation.gathered import Note
from pazos.analysis.evaluation.people import people
from pazos.domain.evaluations.protocol import Subgroup
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window

    Floats = NDArray[np.float64]

YOUNG = Subgroup("young", age_from=14, age_to=29)


def read(names: Sequence[str], units: Units, window: Window) -> tuple[dict[str, Floats], tuple[Note, ...]]:
    """Return each covariate, units x times, and those that are not known.

    Raises:
        InputProblem: there is no such covariate.
    """
    unknown = sorted(set(names) - COVARIATES.keys())
    if unknown:
        raise InputProblem(
            N_("There is no covariate {names}; there are {known}."),
            names=", ".join(unknown),
            known=", ".join(COVARIATES),
        )
    found = {name: COVARIATES[name](units, window) for name in dict.fromkeys(names)}
    missing = tuple(
        Note("covariate_unknown", {"name": name}) for name, value in found.items() if value is None
    )
    return {name: value for name, value in found.items() if value is not None}, missing


def _rural(units: Units, window: Window) -> Floats | None:
    if not all(units.zones):
        return None
    return np.repeat(
        np.array([zone == "rural" for zone in units.zones], float)[:, None], window.times, axis=1
    )


def _log_people(units: Units, window: Window) -> Floats | None:
    everybody, _ = people(units, window.years)
    if everybody is None or not (everybody > 0).all():
        return None
    return np.asarray(np.log(everybody), dtype=float)


def _young(units: Units, window: Window) -> Floats | None:
    everybody, _ = people(units, window.years)
    some, notes = people(units, window.years, subgroup=YOUNG)
    if everybody is None or some is None or notes or not (everybody > 0).all():
        return None
    return some / everybody


# rural: 1 where the zone is rural; people: the logarithm of residents; young: the share of 14 to 29.
COVARIATES: dict[str, Callable[[Units, Window], Floats | None]] = {
    "rural": _rural,
    "people": _log_people,
    "young": _young,
}
