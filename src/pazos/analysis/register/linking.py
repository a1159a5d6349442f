"""Which claims may be of one death? A model is trained once, and scores only what is new or changed.

The model's parameters are estimated when there is none, when a source stands among the claims that
it never saw, or when a person asks; otherwise they stay as they are, so that a new file moves
nothing but what it touches. Which claims are due is read from the claims themselves (the hash of
what each says, and of what it said when it was last compared): a process killed at any moment
leaves them due, and the next call does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.frames import fingerprint
from pazos.analysis.notices import stored_problem
from pazos.analysis.register.frames import COMPARED
from pazos.domain.register.actions import scores
from pazos.domain.register.actions.pairs import KEPT_FROM
from pazos.domain.register.models import LinkageModel
from pazos.foundation.runs.actions import carry_out
from pazos.science.linkage import LEVELS, Model, Settings, cost_curve, score, thresholds, train
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from pazos.domain.people.models import Staff
    from pazos.science.linkage import Pairs

METHOD = "linkage"
SETTINGS = Settings(within=True)
MOST_WEIGHT = 50.0
# When more than this share of the claims is due, all are scored: it costs no more.
DUE_SHARE = 0.5


@dataclass(frozen=True)
class Linked:
    """What came of it: the model in force (none where nothing can be compared), what was scored.

    `problem` says why a model could not be trained; the one in force before, if any, was used.
    """

    model: LinkageModel | None
    trained: bool = False
    scored: int = 0  # claims that were new or changed
    pairs: int = 0  # kept pairs of theirs
    problem: dict[str, Any] | None = None


def update_pairs(claims: pd.DataFrame, *, by: Staff | None, seed: int, retrain: bool) -> Linked:
    """Bring the kept pairs up to date with `claims` (see `claims_frame`)."""
    touched = scores.forget_withdrawn()
    model = LinkageModel.objects.filter(current=True).select_related("run").first()
    if claims.empty:
        return Linked(model)
    problem = None
    if retrain or model is None or _unseen(model, claims):
        try:
            model, pairs = _trained(claims, by=by, seed=seed)
        except InputProblem as cannot:
            problem = stored_problem(cannot)
        else:
            kept = _keep(model, pairs, claims, claims)
            return Linked(model, trained=True, scored=len(claims), pairs=kept)
    return _scored(model, claims, touched, problem) if model else Linked(model, problem=problem)


def _scored(
    model: LinkageModel, claims: pd.DataFrame, touched: set[int], problem: dict[str, Any] | None
) -> Linked:
    """Score the claims that are new, changed, or lost a rival."""
    same = (claims["compared_as"] == claims["says"]).fillna(value=False)
    due = claims[~same | claims["claim"].isin(touched)]
    if due.empty:
        return Linked(model, problem=problem)
    due = _with_partners(claims, due)
    only = None if len(due) > DUE_SHARE * len(claims) else due["claim"].tolist()
    pairs = score(Model.from_facts(model.run.result["model"]), _compared(claims), only=only)
    return Linked(model, scored=len(due), pairs=_keep(model, pairs, claims, due), problem=problem)


def _unseen(model: LinkageModel, claims: pd.DataFrame) -> bool:
    return bool(set(claims["list"].unique()) - set(model.run.result["model"]["rows"]))


def _compared(claims: pd.DataFrame) -> pd.DataFrame:
    return claims[["claim", *COMPARED]]


def _trained(claims: pd.DataFrame, *, by: Staff | None, seed: int) -> tuple[LinkageModel, Pairs]:
    """Train a model as a run and make it the current one."""
    found: list[Pairs] = []
    content = _compared(claims)

    def compute() -> dict[str, Any]:
        model = train(content, SETTINGS, seed=seed)
        found.append(score(model, content))
        limits = thresholds(found[0])
        lower, upper = weights_of([limits.lower, limits.upper])
        curve = cost_curve(found[0])
        return {
            "model": model.to_facts(),
            "thresholds": {"lower": max(float(lower), KEPT_FROM), "upper": float(upper)},
            "cost": curve.assign(weight=weights_of(curve["threshold"])).to_dict("records"),
            "compared": found[0].compared,
            "unkept": found[0].unkept,
            "kept": len(found[0].frame),
        }

    run = carry_out(
        METHOD,
        compute,
        by=by,
        inputs=[fingerprint("claims", content.drop(columns="claim"))],
        parameters={"sources": sorted(content["list"].unique()), "within": SETTINGS.within},
        seed=seed,
    )
    limits = run.result["thresholds"]
    return scores.keep_model(run, lower=limits["lower"], upper=limits["upper"], by=by), found[0]


def weights_of(probabilities: ArrayLike) -> NDArray[np.float64]:
    """Return log2 of the odds of probabilities, within 50 either way."""
    share = np.clip(np.asarray(probabilities, dtype=np.float64), 2.0**-MOST_WEIGHT, 1.0)
    with np.errstate(divide="ignore"):
        weights: NDArray[np.float64] = np.minimum(np.log2(share) - np.log2(1 - share), MOST_WEIGHT)
    return weights


def probability_of(weight: float) -> float:
    """Return the probability whose odds have `weight` as their log2."""
    return float(1 / (1 + 2.0**-weight))


def _with_partners(claims: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Add the claims that stand in a pair with one that is due: their rivals may change."""
    known = due.loc[due["compared_as"].notna(), "claim"].tolist()
    partners = scores.partners_of(due["claim"].tolist())
    scores.due_again([*known, *partners])
    return claims[claims["claim"].isin(partners) | claims["claim"].isin(due["claim"])]


def _keep(model: LinkageModel, pairs: Pairs, claims: pd.DataFrame, due: pd.DataFrame) -> int:
    frame = _between_rows(pairs.frame, claims)
    shown = [field for field in LEVELS if field in frame]
    low = np.minimum(frame["first"], frame["second"]).astype("int64").tolist()
    high = np.maximum(frame["first"], frame["second"]).astype("int64").tolist()
    levels = frame[shown].to_numpy(dtype=object).tolist()
    kept = [
        scores.Score(*ends, *likely, {field: word for field, word in zip(shown, words, strict=True) if word})
        for ends, likely, words in zip(
            zip(low, high, strict=True),
            zip(weights_of(frame["probability"]).tolist(), frame["probability"].tolist(), strict=True),
            levels,
            strict=True,
        )
    ]
    compared = dict(zip(due["claim"].tolist(), due["says"].tolist(), strict=True))
    scores.keep_scores(model, kept, touched=[int(one) for one in pairs.touched], compared=compared)
    return len(kept)


def _between_rows(pairs: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Leave out pairs of two victims of one row: they are never one death."""
    record = claims.set_index("claim")["record"]
    apart = record.reindex(pairs["first"]).to_numpy() != record.reindex(pairs["second"]).to_numpy()
    kept: pd.DataFrame = pairs.loc[apart]
    return kept
