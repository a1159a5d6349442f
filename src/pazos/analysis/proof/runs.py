"""The proof of a run: its inputs as far as its figures need them, its parameters, and its result.

Nothing here reads the city: `taking` does, and hands over plain values. The result is reckoned by the
very functions that made the run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pazos.analysis.proof.container import Bundle, packed
from pazos.analysis.proof.digits import differing, settled
from pazos.analysis.proof.published import PUBLISHED
from pazos.analysis.proof.reckoned import LONG, RECKONED, STOPPED
from pazos.analysis.proof.seal import seal_of
from pazos.foundation.runs.canonical import canonical, sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    Frozen = Mapping[str, Any]

KIND = "run"
INPUTS, RESULT = "inputs.json", "result.json"


def reckoned(method: str, frozen: Frozen, *, whole: bool = True) -> dict[str, Any]:
    """Return the result of a method (or its public part) from its frozen inputs, as plain JSON values."""
    again = RECKONED[method] if whole else PUBLISHED[method].again
    answer: dict[str, Any] = json.loads(canonical(dict(again(frozen))))
    return answer


def bundle_of(
    facts: Mapping[str, Any], *, frozen: Frozen, stated: Mapping[str, Any], guide: Mapping[str, str]
) -> bytes:
    """Return the bundle of a run: `facts` say which (run, method, whole, parameters, code_version, seal).

    `stated` is what the run says. Raises ValueError where the inputs do not give it: such a bundle is
    never handed out. Only a choice of clusters, which takes long, is left to who verifies it; its
    inputs are those of its run by their hash.
    """
    plain, method = json.loads(canonical(dict(frozen))), facts["method"]
    digest = sha256_of(stated)
    whole = facts.get("whole", True)
    known = whole and method in LONG and STOPPED not in plain
    if not known and sha256_of(settled(stated, reckoned(method, plain, whole=whole))) != digest:
        raise ValueError(f"the inputs of run {facts['run']} do not give its result")
    parts = {
        INPUTS: canonical(plain).encode(),
        RESULT: canonical(dict(stated)).encode(),
        **{name: text.encode() for name, text in guide.items()},
    }
    return packed({**facts, "kind": KIND, "result_hash": digest}, parts)


def made_again(bundle: Bundle) -> tuple[list[tuple[str, Any, Any]], int]:
    """Return what was checked (its name, what the bundle states, what comes out), and how many figures
    agree to nine digits and not to the last.
    """
    manifest, stated = bundle.manifest, bundle.value(RESULT)
    method, whole = manifest.get("method"), manifest.get("whole", True)
    if method not in (RECKONED if whole else PUBLISHED):
        raise InputProblem(
            N_("This version of Pazos does not know how to reckon {method} anew. Use a newer one."),
            method=method,
        )
    try:
        exact = reckoned(str(method), bundle.value(INPUTS), whole=whole)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputProblem(
            N_("The bundle's inputs are not in a form that this version of Pazos reads.")
        ) from error
    digest, found = manifest.get("result_hash"), settled(stated, exact)
    checks = [
        (_what(manifest, bundle), digest, sha256_of(found)),
        (N_("the result that the bundle holds"), digest, sha256_of(stated)),
        (N_("figures that come out otherwise"), 0, len(differing(stated, found))),
    ]
    if "faults" in found:
        checks.append((N_("rules that the clusters break"), 0, len(found["faults"])))
    if "salt" in manifest:
        seal = seal_of(manifest["salt"], sha256_of(stated))
        checks.append((N_("the seal of the public proof"), manifest.get("seal"), seal))
    return checks, len(differing(stated, exact)) - len(differing(stated, found))


def _what(manifest: Mapping[str, Any], bundle: Bundle) -> str:
    """Return what is reckoned anew, in words that promise no more."""
    if not manifest.get("whole", True):
        return N_("what anybody may see of the result, reckoned anew")
    if STOPPED in bundle.value(INPUTS):
        return N_("the result, counted anew (the clock ended the search; it is not repeated)")
    return N_("the result, reckoned anew")
