"""The proof of a run: its inputs as far as its figures need them, its parameters, and its result.

Nothing here reads the city: `taking` does, and hands over plain values. The result is reckoned by the
very functions that made the run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from pazos.analysis.proof.container import Bundle, packed
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Frozen = Mapping[str, Any]

KIND = "run"
INPUTS, RESULT = "inputs.json", "result.json"


def _undercount(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.undercount import undercount_of

    return undercount_of(frozen)


def _rates(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.rates import rates_of

    return rates_of(*thawed(frozen))


def _hot_spots(frozen: Frozen, of: Literal["count", "rate"]) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import hot_spots_of

    return hot_spots_of(thawed(frozen)[0], of)


def _scan(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import scan_of

    return scan_of(thawed(frozen)[0])


def _concentration(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import concentration_of

    return concentration_of(thawed(frozen)[0])


def _series(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.patterns import series_of

    return series_of(thawed(frozen)[0])


def _scorecard(frozen: Frozen) -> dict[str, Any]:
    from pazos.analysis.reckoning.scorecard import verdicts_of

    return verdicts_of(frozen)


RECKONED: dict[str, Callable[[Frozen], Mapping[str, Any]]] = {
    "undercount": _undercount,
    "rates": _rates,
    "hotspots_count": lambda frozen: _hot_spots(frozen, "count"),
    "hotspots_rate": lambda frozen: _hot_spots(frozen, "rate"),
    "scan": _scan,
    "concentration": _concentration,
    "series": _series,
    "scorecard": _scorecard,
}


def reckoned(method: str, frozen: Frozen) -> dict[str, Any]:
    """Return the result of a method from its frozen inputs, as plain JSON values."""
    answer: dict[str, Any] = json.loads(canonical(dict(RECKONED[method](frozen))))
    return answer


def bundle_of(
    facts: Mapping[str, Any], *, frozen: Frozen, stated: Mapping[str, Any], guide: Mapping[str, str]
) -> bytes:
    """Return the bundle of a run: `facts` say which (run, method, parameters, code_version, inputs).

    `stated` is what the run says. Raises ValueError where the inputs do not give it: such a bundle is
    never handed out.
    """
    plain = json.loads(canonical(dict(frozen)))
    digest = sha256_of(stated)
    if sha256_of(reckoned(facts["method"], plain)) != digest:
        raise ValueError(f"the inputs of run {facts['run']} do not give its result")
    parts = {
        INPUTS: canonical(plain).encode(),
        RESULT: canonical(dict(stated)).encode(),
        **{name: text.encode() for name, text in guide.items()},
    }
    return packed({**facts, "kind": KIND, "result_hash": digest}, parts)


def made_again(bundle: Bundle) -> list[tuple[str, Any, Any]]:
    """Return what was checked: its name, what the bundle states, what comes out."""
    manifest, stated = bundle.manifest, bundle.value(RESULT)
    method = manifest.get("method")
    if method not in RECKONED:
        raise InputProblem(
            N_("This version of Pazos does not know how to reckon {method} anew. Use a newer one."),
            method=method,
        )
    try:
        found = reckoned(method, bundle.value(INPUTS))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputProblem(
            N_("The bundle's inputs are not in a form that this version of Pazos reads.")
        ) from error
    digest = manifest.get("result_hash")
    return [
        (N_("the result, reckoned anew"), digest, sha256_of(found)),
        (N_("the result that the bundle holds"), digest, sha256_of(stated)),
        (N_("figures that come out otherwise"), 0, len(differing(stated, found))),
    ]


def differing(stated: Any, found: Any, path: str = "") -> list[str]:
    """Return where two results differ, by the path to each figure."""
    if isinstance(stated, dict) and isinstance(found, dict):
        keys = sorted({*stated, *found})
        return [
            one
            for key in keys
            for one in differing(stated.get(key), found.get(key), f"{path}.{key}" if path else str(key))
        ]
    if isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        pairs = enumerate(zip(stated, found, strict=True))
        return [one for place, (a, b) in pairs for one in differing(a, b, f"{path}[{place}]")]
    return [] if stated == found else [path]
