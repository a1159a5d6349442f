"""What was asked of the test, and the statement that travels with its answer.

A map without these lines cannot be repeated or doubted; keys are a contract and only added to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from pazos.science.patterns.hotspots.confidence import Alternative
from pazos.science.patterns.hotspots.inference import Inference, Way
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from pazos.science.patterns.hotspots.variable import Variable

Statistic = Literal["gi-star", "local-moran"]
STATISTICS = {
    "gi-star": "z of Getis-Ord Gi*, the area itself included (Ord & Getis 1995)",
    "local-moran": "z of local Moran's I given the area's own value (Sokal, Oden & Thomson 1998); "
    "local_moran is Anselin's I (1995), rows standardised",
}
SIGNS = {
    "gi-star": "above 0 a hot spot, below 0 a cold spot",
    "local-moran": "above 0 like among like (quadrant HH or LL), below 0 an outlier (HL or LH)",
}
P_VALUES = {
    "two-sided": "twice the smaller tail, at most 1",
    "greater": "the upper tail",
}
RELABELLING = (
    "of the sum over neighbours when the area keeps its value and the others' are dealt out anew, "
    "without replacement"
)


@dataclass(frozen=True)
class Asked:
    """The words of the caller."""

    statistic: Statistic
    alternative: Alternative
    inference: Inference | None
    permutations: int
    false_discovery: bool
    seed: int


def refuse_unknown(asked: Asked) -> None:
    """Refuse words that the test does not know."""
    for word, known in (
        (asked.statistic, get_args(Statistic)),
        (asked.alternative, get_args(Alternative)),
        (asked.inference, (*get_args(Inference), None)),
    ):
        if word not in known:
            raise InputProblem(
                "Hot spots know {known}, not {word}.",
                known=listed(name for name in known if name),
                word=word,
            )
    if asked.permutations < 1:
        raise InputProblem(
            "Permutations are at least 1, not {permutations}.", permutations=asked.permutations
        )


def settings_of(
    asked: Asked,
    frame: pd.DataFrame,
    variable: Variable,
    *,
    way: Way,
    named: dict[str, NDArray[np.intp]],
) -> dict[str, Any]:
    """Return the statement as plain data; places are named by the frame's index."""
    aside = {"missing": variable.missing, "unpeopled": variable.unpeopled, **named}
    return {
        "method": "hotspots",
        "statistic": asked.statistic,
        "variable": variable.meaning,
        "alternative": asked.alternative,
        "inference": way.inference,
        "inference_because": way.why,
        "permutations": asked.permutations if way.inference == "permutation" else None,
        "seed": asked.seed,
        "false_discovery": "Benjamini & Hochberg (1995)" if asked.false_discovery else None,
        "areas": len(frame),
        "tested": int(variable.known.sum()) - len(named["islands"]) if way.inference else 0,
        **{name: [str(place) for place in frame.index[rows]] for name, rows in aside.items()},
        "definitions": _definitions(asked),
        "notes": _notes(aside, way),
    }


def _definitions(asked: Asked) -> dict[str, str]:
    level = "p_adjusted" if asked.false_discovery else "p_value"
    return {
        "statistic": STATISTICS[asked.statistic],
        "p_value": f"{P_VALUES[asked.alternative]}, {RELABELLING}",
        "bin": f"99, 95, 90 where {level} is at most 0.01, 0.05, 0.10; {SIGNS[asked.statistic]}",
    }


def _notes(aside: dict[str, NDArray[np.intp]], way: Way) -> list[str]:
    said = {
        "missing": "areas without a number take no part and have no colour",
        "unpeopled": "areas where nobody lives have no rate, take no part and have no colour",
        "islands": "areas without neighbours are not tested and have no colour; their values are dealt",
        "opposed": "areas whose own value and whose neighbours point opposite ways have no colour",
    }
    notes = [said[name] for name, rows in aside.items() if len(rows)]
    return notes if way.inference else [way.why, *notes]
