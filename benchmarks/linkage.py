"""Linkage: Pazos against splink used plainly (its own library of comparisons), on one invented city.

    python benchmarks/linkage.py [--deaths 100000] [--years 25] [--places 300] [--seeds 7 8 9] [--names] [--json FILE]

Each runs in a process of its own, from the frame of claims to the deaths (imports are counted), and
tells seconds, processor seconds, the process's largest memory, and precision and recall of its links
against the hidden truth. splink is given the same claims with dates as dates, blocks on the day and
on place with month, trains as its guide says, and links one to one from a probability of 0.99, as
Pazos does by default. Times on a shared machine vary: read processor seconds and ratios.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import time
import warnings
from pathlib import Path

import pandas as pd

from pazos.science.synthetic.linked_lists import ListFaults, invent_deaths, lists_of


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deaths", type=int, default=109_000, help="so many that each list has 100,000 rows")
    parser.add_argument("--years", type=int, default=25)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 8, 9])
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = [told | {"seed": seed} for seed in options.seeds for told in both(options, seed)]
    frame = pd.DataFrame(rows)
    print(frame.to_string(index=False, float_format=lambda number: f"{number:,.4f}"))
    for what in ("seconds", "processor"):
        ratio = statistics.median(
            theirs / ours
            for ours, theirs in zip(*(frame.loc[frame["by"] == by, what] for by in RUN), strict=True)
        )
        print(f"splink's {what} over Pazos's: {ratio:.2f}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def both(options: argparse.Namespace, seed: int) -> list[dict[str, float | str]]:
    deaths = invent_deaths(options.deaths, seed=seed, years=options.years, places=options.places)
    claims = lists_of(deaths, {"A": ListFaults(), "B": ListFaults()}, seed=seed, with_names=options.names)
    told = []
    for by in RUN:
        # A fresh process: memory and imports of one must not count for the other.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            told.append({"by": by, "rows": len(claims), **pool.apply(measured, (by, claims))})
    return told


def measured(by: str, claims: pd.DataFrame) -> dict[str, float]:
    warnings.simplefilter("ignore")
    begun, worked = time.perf_counter(), time.process_time()
    links = RUN[by](claims.drop(columns="death"))
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    truth = claims.set_index("claim")["death"]
    first, second = (truth.reindex(links[end]).to_numpy() for end in ("first", "second"))
    held = [set(rows) for _, rows in claims.groupby("list")["death"]]
    return {
        "seconds": seconds,
        "processor": processor,
        "megabytes": memory,
        "links": len(links),
        "precision": float((first == second).mean()),
        "recall": len(set(first[first == second])) / len(held[0] & held[1]),
    }


def pazos(claims: pd.DataFrame) -> pd.DataFrame:
    from pazos.science.linkage import deaths_of, score, thresholds, train

    pairs = score(train(claims, seed=1), claims)
    upper = thresholds(pairs).upper
    deaths = deaths_of(claims, pairs.frame, upper=upper)
    links = pairs.frame[pairs.frame["probability"] >= upper]
    joined = (
        deaths.labels.reindex(links["first"]).to_numpy() == deaths.labels.reindex(links["second"]).to_numpy()
    )
    return links.loc[joined, ["first", "second"]]


def splink(claims: pd.DataFrame) -> pd.DataFrame:
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    claims = claims.assign(month=claims["date"].dt.strftime("%Y-%m"))
    api = DuckDBAPI()
    lists = [
        api.register(rows.drop(columns="list"), dataset_display_name=name)
        for name, rows in claims.groupby("list")
    ]
    comparisons = [
        cl.AbsoluteDateDifferenceAtThresholds(
            "date", input_is_string=False, metrics=["day", "day"], thresholds=[1, 7]
        ),
        cl.ExactMatch("age"),
        cl.ExactMatch("sex"),
        cl.JaroWinklerAtThresholds("place", [0.92]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("weapon"),
        cl.ExactMatch("hour"),
    ]
    if "names" in claims:
        comparisons.append(cl.JaroWinklerAtThresholds("names", [0.92, 0.8]))
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="claim",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("date"), block_on("place", "month")],
        probability_two_random_records_match=0.9 / len(claims) * 2,
        retain_matching_columns=False,
    )
    linker = Linker(lists, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("date"), block_on("place", "age", "sex")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    found = linker.inference.predict(threshold_match_probability=0.99).as_pandas_dataframe()
    found = found.sort_values("match_weight", ascending=False, kind="stable")
    found = found[~found["claim_l"].duplicated() & ~found["claim_r"].duplicated()]
    return found.rename(columns={"claim_l": "first", "claim_r": "second"})[["first", "second"]]


RUN = {"pazos": pazos, "splink": splink}

if __name__ == "__main__":
    sys.exit(main())
