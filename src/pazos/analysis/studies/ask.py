"""What a designation is asked to be: how many clusters, under which limits, judged how.

The limits are the city's to choose; the page shows them beside every answer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem


@dataclass(frozen=True)
class Ask:
    """One question to the cluster programme.

    `max_share` bounds the residents as a share of the city; `max_people` and `max_places` bound
    residents and places outright. Deaths of earlier years weigh half as much every `half_life`
    years (None: all years weigh the same).
    """

    clusters: int = 7
    max_share: float | None = None
    max_people: float | None = None
    max_places: int | None = None
    minimum_rural: int = 0
    minimum_urban: int = 0
    half_life: float | None = 5.0
    seconds: float = 20.0

    def __post_init__(self) -> None:
        if self.clusters < 1:
            raise InputProblem(
                N_("There must be at least one cluster, not {clusters}."), clusters=self.clusters
            )
        if self.max_share is not None and not 0 < self.max_share <= 1:
            raise InputProblem(
                N_("The share of residents must be above 0 and at most 1, not {share}."), share=self.max_share
            )
        if self.minimum_rural + self.minimum_urban > self.clusters:
            raise InputProblem(
                N_("{rural} rural and {urban} urban clusters are more than the {clusters} asked for."),
                rural=self.minimum_rural,
                urban=self.minimum_urban,
                clusters=self.clusters,
            )

    def facts(self) -> dict[str, Any]:
        """Return the question as plain values, for a run's parameters."""
        return asdict(self)
