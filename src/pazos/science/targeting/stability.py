"""How firmly does each neighbourhood stand in the designation, were other years to have happened?

The years are drawn again with replacement, or the counts anew around their smoothed means,
and the designation is made again each time. A place's share is how often it was chosen.

Each repetition is searched, not proven: by default it stops at the root of the tree, and the
largest gap met is told beside the shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from pazos.science.problems import InputProblem
from pazos.science.targeting.clusters import designate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from pazos.science.targeting.posing import Rules

Resample = Literal["years", "counts"]


@dataclass(frozen=True)
class Stability:
    """`shares`: per place, how often it was chosen. `done` may be below `asked` if time ran out."""

    shares: pd.Series[float]
    asked: int
    done: int
    largest_gap: float
    settings: dict[str, Any]


def stability(
    frame: pd.DataFrame,
    adjacency: csr_array | None,
    *,
    counts: pd.DataFrame,
    population: str,
    resample: Resample = "years",
    mean: pd.Series[float] | None = None,
    shape: float | None = None,
    replications: int = 100,
    seconds: float = 300.0,
    nodes: int = 1,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
    **rules: Unpack[Rules],
) -> Stability:
    """Return how often each place is designated in resampled histories.

    `counts`: place x year, indexed like `frame`. "years": years drawn with replacement and
    summed (Efron 1979). "counts": Poisson draws around `mean` (a smoothed total a place), or,
    with `shape`, gamma-Poisson draws whose place effect has that shape. `nodes` as in
    `designate` (1: the root of the tree; 0: search only).
    The draws depend on `seed` alone, not on `jobs`; time can only cut their number short.
    """
    if not counts.index.equals(frame.index):
        raise InputProblem("The counts by year must have the same places in the same order as the frame.")
    if replications < 1:
        raise InputProblem("At least one replication is needed, not {asked}.", asked=replications)
    draws = _draws(counts, resample, mean=mean, shape=shape, replications=replications, seed=seed)
    options: dict[str, Any] = dict(rules) | {"population": population, "nodes": nodes}
    chosen, gaps, ends = [], [], monotonic() + seconds
    for batch in _batches(draws, size=max(1, jobs)):
        answers = Parallel(n_jobs=jobs)(
            delayed(_once)(frame, adjacency, draw=draw, options=options) for draw in batch
        )
        chosen += [answer[0] for answer in answers]
        gaps += [answer[1] for answer in answers]
        if progress is not None:
            progress(len(chosen), replications)
        if monotonic() > ends:
            break
    shares: NDArray[np.float64] = np.asarray(chosen, dtype=np.float64).mean(axis=0)
    told = {"resample": resample, "seed": seed, "nodes": nodes, "seconds": seconds}
    return Stability(pd.Series(shares, index=frame.index), replications, len(chosen), max(gaps), told)


def _draws(
    counts: pd.DataFrame,
    resample: Resample,
    *,
    mean: pd.Series[float] | None,
    shape: float | None,
    replications: int,
    seed: int,
) -> Iterator[NDArray[np.float64]]:
    table = counts.to_numpy(dtype=np.float64)
    expected = table.sum(axis=1) if mean is None else mean.reindex(counts.index).to_numpy(dtype=np.float64)
    if not np.all(np.isfinite(expected)) or np.any(expected < 0):
        raise InputProblem("Each place needs an expected count that is not negative.")
    # One generator a replication: the draw of the tenth does not depend on the ninth.
    for child in np.random.SeedSequence(seed).spawn(replications):
        random = np.random.default_rng(child)
        if resample == "years":
            yield table[:, random.integers(table.shape[1], size=table.shape[1])].sum(axis=1)
        else:
            effect = 1.0 if shape is None else random.gamma(shape, 1 / shape, size=len(expected))
            yield random.poisson(expected * effect).astype(np.float64)


def _batches(draws: Iterator[NDArray[np.float64]], *, size: int) -> Iterator[list[NDArray[np.float64]]]:
    batch = []
    for draw in draws:
        batch.append(draw)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _once(
    frame: pd.DataFrame, adjacency: csr_array | None, *, draw: NDArray[np.float64], options: dict[str, Any]
) -> tuple[NDArray[np.bool_], float]:
    if not draw.any():
        return np.zeros(len(frame), dtype=bool), 0.0
    design = designate(frame.assign(_drawn=draw), adjacency, count="_drawn", **options)
    return frame.index.isin(design.places), design.gap
