"""Which contiguous clusters of neighbourhoods cover the most deaths within the city's means?

At most K clusters under a limit on residents or cost, chosen to cover the most (counted,
smoothed or recency-weighted) deaths. The answer travels with its proof: how much any other
designation could cover at most, and how that was shown.

It never calls a designation the best unless no better one can exist; a search that was
stopped says so, and by how much a better one could exceed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import highspy

from pazos.science.problems import InputProblem
from pazos.science.targeting.posing import Rules, pose
from pazos.science.targeting.proof import Limits, Outcome, Proof, Status
from pazos.science.targeting.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import pandas as pd
    from scipy.sparse import csr_array

    from pazos.science.targeting.problem import Problem

# Raised whenever the same input could give another answer.
MODEL_VERSION = "1"


@dataclass(frozen=True)
class ClusterDesign:
    """A designation with its proof.

    `clusters` holds index labels of the frame, the cluster that covers most first. `bound` is
    the most that any valid designation covers; `gap` is (bound - covered) / covered. `how` is
    the certificate: everything needed to repeat the run and to judge the claim.
    """

    clusters: list[list[Hashable]]
    covered: float
    covered_share: float
    population: float
    population_share: float
    bound: float
    gap: float
    proven_optimal: bool
    how: dict[str, Any]

    @property
    def places(self) -> list[Hashable]:
        """All chosen places."""
        return [place for cluster in self.clusters for place in cluster]


class Effort(TypedDict, total=False):
    """How long to look.

    seconds: time limit. nodes: limit on branch-and-cut nodes; 0 stops after the search and the
    first bound; unlike time, it stops at the same place each run. gap: good enough at this
    relative gap. seed: of the solver. progress: told (covered, bound) now and then.
    """

    seconds: float
    nodes: int | None
    gap: float
    seed: int
    progress: Callable[[float, float], None] | None


class Asked(Rules, Effort, total=False):
    """Every option of a designation."""


def designate(
    frame: pd.DataFrame,
    adjacency: csr_array | None,
    *,
    count: str,
    population: str,
    **asked: Unpack[Asked],
) -> ClusterDesign:
    """Return the designation of most `count` under the rules, with its certificate.

    `frame`: a row a place, the index naming it. `count`: deaths, not negative, not
    necessarily whole. `population`: residents. `adjacency`: a row and a column a place in the
    frame's order, non-zero where two places touch; None when nothing is known of where the
    places lie: then each chosen place is a cluster of its own.

    The question is a maximum-weight connected subgraph with a budget and at most K
    components; the relaxation follows Álvarez-Miranda, Ljubić and Mutzel (2013).
    Raises InputProblem for an input or a set of rules that cannot be answered.
    """
    rules, effort = _parted(asked)
    problem = pose(frame, adjacency, count=count, population=population, rules=rules)
    limits = Limits(effort.get("seconds", 60.0), effort.get("nodes"), effort.get("gap", 0.0))
    seed = effort.get("seed", 0)
    search = Search(problem, seconds=limits.seconds)
    proof = Proof(problem, search, limits=limits, seed=seed, progress=effort.get("progress"))
    search.start()
    outcome = proof.run()
    if search.best is None:
        raise _unanswered(outcome)
    how = _certificate(problem, outcome, limits, contiguous=adjacency is not None)
    how["parameters"] = {"count": count, "population": population, **_plain(rules), "seed": seed}
    return _design(frame, problem, search, outcome=outcome, how=how)


def _parted(asked: Asked) -> tuple[Rules, Effort]:
    options: dict[str, Any] = dict(asked)
    rules = {name: options.pop(name) for name in list(options) if name in Rules.__annotations__}
    return Rules(**rules), Effort(**options)  # type: ignore[typeddict-item]


def _unanswered(outcome: Outcome) -> InputProblem:
    if outcome.status is Status.IMPOSSIBLE:
        return InputProblem(
            "No designation satisfies all the rules together: allow more clusters or more residents, "
            "or ask for fewer places and zones."
        )
    return InputProblem(
        "No valid designation was found within the limits ({status}): allow more time or relax a rule.",
        status=outcome.status.value,
    )


def _design(
    frame: pd.DataFrame, problem: Problem, search: Search, *, outcome: Outcome, how: dict[str, Any]
) -> ClusterDesign:
    chosen = needed(problem, search.best or set())
    label = dict(zip(map(str, frame.index), frame.index, strict=True))
    pieces = sorted(problem.pieces(chosen), key=lambda piece: (-problem.covered(piece), min(piece)))
    covered = problem.covered(chosen)
    residents = float(problem.residents[sorted(chosen)].sum())
    proven = outcome.status is Status.PROVEN
    bound = covered if proven else max(outcome.bound, covered)
    return ClusterDesign(
        clusters=[[label[problem.names[place]] for place in sorted(piece)] for piece in pieces],
        covered=covered,
        covered_share=covered / float(problem.worth.sum()),
        population=residents,
        population_share=residents / max(float(problem.residents.sum()), 1e-12),
        bound=bound,
        gap=(bound - covered) / covered if covered else 0.0,
        proven_optimal=proven,
        how=how,
    )


def needed(problem: Problem, chosen: set[int]) -> set[int]:
    """Leave out places that cover nothing and hold nothing together, the most populous first."""
    idle = [place for place in chosen if problem.worth[place] == 0]
    for place in sorted(idle, key=lambda one: (-problem.residents[one], one)):
        if not problem.faults(chosen - {place}):
            chosen = chosen - {place}
    return chosen


def _certificate(problem: Problem, outcome: Outcome, limits: Limits, *, contiguous: bool) -> dict[str, Any]:
    proven = outcome.status is Status.PROVEN
    return {
        "model": "node separators, roots in order of worth; branch and cut",
        "model_version": MODEL_VERSION,
        "solver": "HiGHS",
        "solver_version": str(highspy.Highs().version()),  # type: ignore[no-untyped-call]
        "status": outcome.status.value,
        "bound": outcome.bound,
        "root_bound": outcome.root_bound,
        "nodes": outcome.nodes,
        "cuts": outcome.cuts,
        "time_limit_seconds": limits.seconds,
        "node_limit": limits.nodes,
        "gap_allowed": limits.gap,
        "smallest_difference_told_apart": problem.step,
        "places": len(problem.names),
        "contiguity": "given" if contiguous else "none: each chosen place is a cluster",
        # A clock stops two machines at different nodes.
        "repeatable_to_the_digit": proven or outcome.status is Status.NODE_LIMIT,
    }


def _plain(rules: Rules) -> dict[str, Any]:
    plain: dict[str, Any] = {name: value for name, value in rules.items() if value is not None}
    for name in ("must_include", "must_exclude"):
        if name in plain:
            plain[name] = list(plain[name])
    if "minima" in plain:
        plain["minima"] = dict(plain["minima"])
    return plain
