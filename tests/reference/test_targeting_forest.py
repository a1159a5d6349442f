"""The designation of Columbus (Anselin 1988) against another way of writing the same question.

The other way is a forest with at most K roots whose arcs carry one unit of flow to each
chosen place, solved whole by SciPy: it shares no rule, cut or tree with Pazos.
"""

from __future__ import annotations

import geopandas
import libpysal
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from pazos.science.places import contiguity
from pazos.science.targeting.certificate import verify
from pazos.science.targeting.clusters import designate


@pytest.fixture(scope="module")
def columbus() -> tuple[pd.DataFrame, csr_array]:
    shapes = geopandas.read_file(libpysal.examples.get_path("columbus.shp"))
    frame = pd.DataFrame({"crime": shapes["CRIME"], "people": np.round(shapes["HOVAL"] * 100)})
    return frame, contiguity(shapes.geometry.to_numpy(), rule="queen")


def forest(frame: pd.DataFrame, adjacency: csr_array, *, clusters: int, cap: float) -> float:
    """Variables: chosen x, roots z, arcs y, flow f along arcs, flow g out of roots."""
    count = len(frame)
    tails, heads = adjacency.nonzero()
    arcs, one = len(tails), eye_array(count)
    into = csr_array((np.ones(arcs), (heads, np.arange(arcs))), shape=(count, arcs))
    out = csr_array((np.ones(arcs), (tails, np.arange(arcs))), shape=(count, arcs))
    no, none, ya = csr_array((count, count)), csr_array((count, arcs)), eye_array(arcs)
    wide = csr_array((arcs, count))
    rows = vstack(
        [
            hstack([csr_array([frame["people"].to_numpy()]), csr_array((1, 2 * count + 2 * arcs))]),
            hstack([csr_array((1, count)), csr_array(np.ones((1, count))), csr_array((1, count + 2 * arcs))]),
            hstack([-one, one, into, none, no]),
            hstack([-one, no, none, into - out, one]),
            hstack([no, -count * one, none, none, one]),
            hstack([wide, wide, -count * ya, ya, wide]),
            hstack([-out.T, wide, ya, csr_array((arcs, arcs)), wide]),
        ]
    )
    low = np.concatenate([[-np.inf] * 2, np.zeros(2 * count), np.full(count + 2 * arcs, -np.inf)])
    high = np.concatenate([[cap, clusters], np.zeros(3 * count + 2 * arcs)])
    size = 3 * count + 2 * arcs
    whole = np.concatenate([np.ones(2 * count + arcs), np.zeros(arcs + count)])
    most = np.where(whole > 0, 1, count)
    worth = np.concatenate([-frame["crime"].to_numpy(), np.zeros(size - count)])
    answer = milp(
        worth,
        constraints=LinearConstraint(rows, low, high),
        integrality=whole,
        bounds=Bounds(0, most),
        options={"mip_rel_gap": 0},
    )
    return -float(answer.fun)


@pytest.mark.parametrize(("clusters", "share"), [(1, 0.25), (3, 0.25), (7, 0.4)])
def test_columbus_is_covered_as_well_as_a_forest_can(
    columbus: tuple[pd.DataFrame, csr_array], clusters: int, share: float
) -> None:
    frame, adjacency = columbus
    cap = float(frame["people"].sum() * share)
    design = designate(
        frame, adjacency, count="crime", population="people", clusters=clusters, max_population=cap
    )
    assert design.proven_optimal
    assert design.covered == pytest.approx(forest(frame, adjacency, clusters=clusters, cap=cap), rel=1e-6)
    assert verify(design, frame, adjacency) == ()
