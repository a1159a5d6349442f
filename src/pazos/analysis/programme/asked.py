"""Which people is a question about: a programme or cohort, a cluster, a year of entry; two of them at most.

Three at once would point at somebody, and so would a period chosen by the day.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

DIMENSIONS = ("programme", "cohort", "cluster", "year")
MOST_AT_ONCE = 2


@dataclass(frozen=True)
class Asked:
    """What is counted, each by its number; None narrows nothing. `year` is that of the referral or, without one, of the start."""

    programme: int | None = None
    cohort: int | None = None
    cluster: int | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        if len(self.narrowed) > MOST_AT_ONCE:
            raise InputProblem(
                N_("Choose two of programme, cohort, cluster and year at most: more would point at somebody.")
            )

    @property
    def narrowed(self) -> tuple[str, ...]:
        """Return by what it is narrowed."""
        return tuple(name for name in DIMENSIONS if getattr(self, name) is not None)

    def code(self) -> str:
        """Return it in letters, the same for the same question."""
        return ",".join(f"{name}={getattr(self, name)}" for name in self.narrowed) or "all"

    def query(self) -> str:
        """Return it as the query of an address."""
        return "&".join(f"{name}={getattr(self, name)}" for name in self.narrowed)

    def without(self, name: str) -> Asked:
        """Return it without one narrowing."""
        return replace(self, **{name: None})

    def plain(self) -> dict[str, int | None]:
        """Return it as the record of a run keeps it."""
        return asdict(self)
