"""Figures of an independent implementation: ridge augmented control by pysyncon 1.7.0.

    python -m venv /tmp/peer && /tmp/peer/bin/pip install pysyncon==1.7.0
    /tmp/peer/bin/python tests/reference/scripts/synthetic_pysyncon.py ../shared/data/causal_reference

The numbers it prints stand in tests/reference/test_synthetic_published.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from pysyncon import AugSynth, Dataprep

folder = Path(sys.argv[1])
smoking = pd.read_csv(folder / "california_prop99.csv", sep=";")
states = sorted(set(smoking.State) - {"California"})
prepared = Dataprep(
    foo=smoking,
    predictors=["PacksPerCapita"],
    predictors_op="mean",
    time_predictors_prior=range(1970, 1989),
    dependent="PacksPerCapita",
    unit_variable="State",
    time_variable="Year",
    treatment_identifier="California",
    controls_identifier=states,
    time_optimize_ssr=range(1970, 1989),
)
augmented = AugSynth()
augmented.fit(prepared, use_covariates=False)
sys.stdout.write(f"penalty {augmented.lambda_}\n")
wide = smoking.pivot_table(index="Year", columns="State", values="PacksPerCapita")
gap = wide["California"] - wide[states] @ augmented.W
sys.stdout.write(f"effect {gap.loc[1989:].mean()}\n")
