"""Does a default plan find what the invented city's strategy truly did, and nothing where it did nothing?

For each seed the city is invented anew, once with its effect and once without, and the default primary method answers,
with `--checks` beside it the checks that can overturn an answer, as for a sealed plan. Printed: in how many seeds the true effect lies inside
the interval (93 of 100 are promised), how often an effect that is not there is called "no evidence" or "cannot tell"
(95 are promised), and how often each verdict is given.

    .venv/bin/python benchmarks/evaluation_demo.py --seeds 100 [--method poisson] [--checks] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Small matrices by many threads cost ten times the processor.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from joblib import Parallel, delayed

from pazos.science.evaluation.doubts import DECIDING
from pazos.science.evaluation.effect import Verdict
from pazos.science.evaluation.study import Around, Design, Way, find
from pazos.science.synthetic.city import RATE_RATIO
from pazos.science.synthetic.evaluated import evaluated_city

if TYPE_CHECKING:
    from pazos.science.evaluation.study import Finding
    from pazos.science.synthetic.evaluated import EvaluatedCity

CHOSEN = (0, 47)  # the months of 2016 to 2019: the demo's designation rests on the years until 2019
QUIET = (Verdict.NO_EVIDENCE, Verdict.CANNOT_TELL_FEW, Verdict.CANNOT_TELL_DESIGN)


def found_in(city: EvaluatedCity, *, method: str, doubts: tuple[str, ...], seed: int) -> Finding:
    """Return what a default plan finds in one invented city.

    Checks are made where the interval leaves nought out: elsewhere nothing is claimed, whatever they say.
    """
    design = Design(Way(method), smallest=0.2, seed=seed)
    around = Around(metres=city.metres, chosen=CHOSEN)
    found = find(city.panel, design, around=around)
    if not doubts or not found.primary.is_beyond_chance:
        return found
    return find(city.panel, replace(design, doubts=doubts), around=around)


def true_effect(city: EvaluatedCity, *, unit: str) -> float:
    """Return what the interval should hold: the log of the ratio, or the mean difference by cell it comes to."""
    if unit == "log_ratio":
        return math.log(city.rate_ratio)
    seen = float(city.panel.outcome[city.panel.treated].mean())
    return seen - seen / city.rate_ratio


def one_seed(seed: int, *, method: str, doubts: tuple[str, ...]) -> dict[str, Any]:
    """Return what was found in the city of a seed, with its effect and without."""
    answers: dict[str, Any] = {"seed": seed}
    for name, ratio in (("with", RATE_RATIO), ("without", 1.0)):
        city = evaluated_city(seed, rate_ratio=ratio)
        finding = found_in(city, method=method, doubts=doubts, seed=seed)
        effect = finding.primary
        truth = true_effect(city, unit=effect.unit)
        answers[name] = {
            "estimate": effect.estimate,
            "standard_error": effect.standard_error,
            "inside": bool(effect.low <= truth <= effect.high),
            "verdict": finding.verdict.value,
            "failed": list(finding.failed),
            "expected": finding.expected,
        }
    return answers


def told(answers: list[dict[str, Any]], name: str) -> None:
    """Print the shares of one kind of city."""
    found = [one[name] for one in answers]
    verdicts = Counter(one["verdict"] for one in found)
    failed = Counter(check for one in found for check in one["failed"])
    estimates = np.array([one["estimate"] for one in found])
    print(
        f"{name:>8} effect: inside {sum(one['inside'] for one in found)} of {len(found)};"
        f" quiet {sum(verdicts[one.value] for one in QUIET)}; {dict(verdicts)}; failed {dict(failed)};"
        f" mean estimate {estimates.mean():+.3f} (spread {estimates.std():.3f},"
        f" mean error told {np.mean([one['standard_error'] for one in found]):.3f})"
    )


def main() -> None:
    """Ask every seed and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--from-seed", type=int, default=1)
    parser.add_argument("--method", default="poisson")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--checks", action="store_true", help="make the deciding checks too")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    doubts = tuple(sorted(DECIDING)) if options.checks else ()
    seeds = range(options.from_seed, options.from_seed + options.seeds)
    answers = Parallel(options.workers)(
        delayed(one_seed)(seed, method=options.method, doubts=doubts) for seed in seeds
    )
    print(f"{options.method}, {len(answers)} seeds, log of the true ratio {math.log(RATE_RATIO):+.3f}")
    told(answers, "with")
    told(answers, "without")
    if options.json:
        options.json.write_text(json.dumps(answers, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
