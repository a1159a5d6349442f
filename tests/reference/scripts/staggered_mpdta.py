"""Makes the figures that tests hold the staggered estimators to, with another program.

python -m venv /tmp/oracle && /tmp/oracle/bin/pip install diff-diff==3.13.0 csdid==0.4.3
/tmp/oracle/bin/python tests/reference/scripts/staggered_mpdta.py ../shared/data/causal_reference/mpdta.csv
"""

from __future__ import annotations

import sys
import warnings

import diff_diff
import pandas as pd
from csdid.att_gt import ATTgt

WORDS = {"outcome": "lemp", "unit": "countyreal", "time": "year", "first_treat": "first.treat"}


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main(path: str) -> None:
    frame = pd.read_csv(path)
    for covariates in (None, ["lpop"]):
        for control in ("never_treated", "not_yet_treated"):
            method = diff_diff.CallawaySantAnna(control_group=control, estimation_method="dr", n_bootstrap=0)
            found = method.fit(frame, **WORDS, aggregate="all", covariates=covariates)
            say(covariates, control, "simple", found.overall_att, found.overall_se)
            for effects in (found.group_time_effects, found.event_study_effects, found.group_effects):
                say({key: (one["effect"], one["se"]) for key, one in effects.items()})
    for covariates in ("lemp~1", "lemp~lpop"):
        found = ATTgt(
            yname="lemp",
            tname="year",
            idname="countyreal",
            gname="first.treat",
            xformla=covariates,
            data=frame,
        )
        fitted = found.fit(est_method="dr", bstrap=False)
        say(covariates, fitted.results["att"], fitted.results["se"])
    for method in (diff_diff.ImputationDiD(), diff_diff.SunAbraham()):
        fit = {"aggregate": "event_study"} if isinstance(method, diff_diff.ImputationDiD) else {}
        found = method.fit(frame, **WORDS, **fit)
        say(type(method).__name__, found.overall_att, found.overall_se)
        say({key: (one["effect"], one["se"]) for key, one in found.event_study_effects.items()})


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(sys.argv[1])
