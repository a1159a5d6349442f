"""On what the invented cohorts rest: who accompanies, where, until which day, with which lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

from pazos.analysis.demo_cases import words
from pazos.domain.people.actions import open_account
from pazos.domain.people.models import Staff
from pazos.domain.rights.queries.days import working_days
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Role
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.domain.cases.models import Case
    from pazos.domain.rights.calendar import WorkingDays
    from pazos.domain.territory.models import Neighbourhood

MONTHS = 18
BATCH = 1_000


@dataclass(frozen=True)
class Town:
    """The demo city as those who accompany know it."""

    by: Mapping[Role, Staff]
    pairs: list[tuple[Staff, Staff]]
    gestores: list[Staff]
    clusters: list[WorkCluster]
    inside: list[list[Neighbourhood]]  # the places of each cluster
    days: WorkingDays
    today: date
    draw: np.random.Generator
    seed: int

    @property
    def supervisor(self) -> Staff:
        """Who supervises every case."""
        return self.by[Role.CASE_SUPERVISOR]

    @property
    def first(self) -> date:
        """The day on which the programme of these cohorts began."""
        return self.today - timedelta(days=30 * MONTHS)

    def one(self, choices: Sequence[Any]) -> Any:
        """Return one of some things by lot."""
        return choices[int(self.draw.integers(len(choices)))]

    def worker(self, case: Case) -> Staff:
        """Return who of a pair writes; every invented case has one."""
        return case.first_worker or self.pairs[0][0]

    def luck(self) -> float:
        """Return a number from 0 to 1 by lot."""
        return float(self.draw.random())

    def day(self, first: date, last: date) -> date:
        """Return a day between two, both of them possible; the first where the last lies before it."""
        return first + timedelta(days=int(self.draw.integers(0, max(0, (last - first).days) + 1)))


def town_of(*, by: Mapping[Role, Staff], pair: tuple[Staff, Staff], pairs: int, seed: int) -> Town:
    """Return the demo city with its pairs; `pair` is the one that somebody can sign in as.

    Raises:
        InputProblem: no cluster is open for work yet.
    """
    clusters = list(WorkCluster.objects.prefetch_related("neighbourhoods").order_by("pk"))
    if not clusters:
        raise InputProblem(N_("Accompaniment is invented after the street work."))
    others = [_worker(n, name, like=pair[0]) for n, name in enumerate(words.WORKERS[: 2 * (pairs - 1)])]
    return Town(
        by=by,
        pairs=[pair, *zip(others[::2], others[1::2], strict=True)],
        gestores=list(Staff.objects.filter(role=Role.GESTOR).order_by("pk")),
        clusters=clusters,
        inside=[list(one.neighbourhoods.all()) for one in clusters],
        days=working_days(),
        today=timezone.localdate(),
        draw=np.random.default_rng([seed, 43]),
        seed=seed,
    )


def _worker(number: int, name: str, *, like: Staff) -> Staff:
    return open_account(
        username=f"dupla{number + 1:02}",
        name=name,
        role=Role.CASE_WORKER,
        organisation=like.organisation,
        by=None,
    )


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day, as clocks in Colombia say it."""
    return datetime.combine(day, time(hour), tzinfo=UTC) + timedelta(hours=5)
