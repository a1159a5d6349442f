"""Makes the figures that tests hold the honest bounds to, with another program, and tells its processor seconds.

python -m venv /tmp/oracle && /tmp/oracle/bin/pip install honestdid==0.1.1
/tmp/oracle/bin/python tests/reference/scripts/honest_bounds_benzarti.py tests/reference/benzarti_carloni.csv

The ends of the conditional sets are looked for in narrow grids about where a wide grid found them, for more digits.
"""

from __future__ import annotations

import sys
import time

import honestdid
import numpy as np

BEFORE, SINCE = 4, 4
FIRST = np.array([[1.0], [0.0], [0.0], [0.0]])


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def ends(estimates: np.ndarray, covariance: np.ndarray, bound: float) -> list[float]:
    """The ends of the conditional set, each in a grid ten times finer than the last, twice."""

    def found(low: float, high: float, points: int) -> tuple[float, float]:
        grid = honestdid.computeConditionalCS_DeltaRM(
            estimates,
            covariance,
            BEFORE,
            SINCE,
            l_vec=FIRST,
            Mbar=bound,
            hybrid_flag="ARP",
            gridPoints=points,
            grid_lb=low,
            grid_ub=high,
        )
        inside = np.asarray(grid["grid"])[np.asarray(grid["accept"]) > 0]
        return float(inside.min()), float(inside.max())

    answer = []
    low, high = found(-0.5, 1.0, 151)
    for place, end in ((0, low), (1, high)):
        width = 0.01
        for _ in range(2):
            near = found(end - width, end + width, 41)
            end, width = near[place], width / 10
        answer.append(end)
    return answer


def main(path: str) -> None:
    table = np.loadtxt(path, delimiter=",")
    estimates, covariance = table[0], table[1:]
    # Of a mean over times since, this version of the program stops with an error of types.
    for bound in (0.5, 1.0):
        say(bound, "conditional", ends(estimates, covariance, bound))
    begin = time.process_time()
    found = honestdid.createSensitivityResults_relativeMagnitudes(
        estimates, covariance, BEFORE, SINCE, Mbarvec=[0.5, 1.0, 1.5, 2.0], l_vec=FIRST
    )
    say(found, "seconds", time.process_time() - begin)
    begin = time.process_time()
    found = honestdid.createSensitivityResults(
        estimates, covariance, BEFORE, SINCE, method="FLCI", Mvec=[0.0, 0.01, 0.02, 0.03], l_vec=FIRST
    )
    say(found, "seconds", time.process_time() - begin)


if __name__ == "__main__":
    main(sys.argv[1])
