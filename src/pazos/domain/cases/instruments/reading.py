"""From a file to an instrument: everything that is wrong with it is said in words, and nothing is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.cases.instruments.faults import faults
from pazos.domain.cases.instruments.kinds import (
    Alarm,
    Band,
    Condition,
    Instrument,
    Item,
    LeastChange,
    Method,
    Option,
    Reliability,
    Scale,
    Spoken,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(content: Mapping[str, Any], *, is_of_the_city: bool = False) -> Instrument:
    """Return the instrument of a file.

    Raises:
        InputProblem: the first thing that is wrong with it; `faults` gives them all.
    """
    for fault in faults(content):
        raise fault
    options = {name: tuple(map(_option, many)) for name, many in content["answers"].items()}
    return Instrument(
        code=content["code"],
        version=content["version"],
        name=dict(content["name"]),
        purpose=dict(content["purpose"]),
        dimensions=tuple(content["dimensions"]),
        minimum_age=content["minimum_age"],
        is_validated=content["is_validated"],
        source=content["source"],
        licence=dict(content["licence"]),
        languages={
            name: Spoken(one["source"], tuple(one.get("order", ())))
            for name, one in content["languages"].items()
        },
        instruction=dict(content["instruction"]),
        items=tuple(_item(one, options) for one in content["items"]),
        scale=_scale(content["score"]),
        bands=tuple(_band(one) for one in content.get("meanings", {}).get("bands", ())),
        bands_source=content.get("meanings", {}).get("source", ""),
        reliability=_reliability(content.get("reliability")),
        least_change=_least_change(content.get("least_change")),
        is_of_the_city=is_of_the_city,
    )


def _option(one: Mapping[str, Any]) -> Option:
    return Option(one["value"], words_of(one))


def _item(one: Mapping[str, Any], options: Mapping[str, tuple[Option, ...]]) -> Item:
    opens, asked = one.get("opens"), one.get("asked_if")
    return Item(
        code=one["code"],
        words=words_of(one),
        options=options[one["answers"]],
        alarm=Alarm(opens["crisis"], opens["least"]) if opens else None,
        asked_if=Condition(asked["item"], asked["least"]) if asked else None,
        is_reversed=bool(one.get("reversed", False)),
    )


def _scale(one: Mapping[str, Any]) -> Scale:
    method = Method(one["method"])
    if method is Method.NONE:
        return Scale(method)
    return Scale(
        method=method,
        least=one["least"],
        most=one["most"],
        times=one.get("times", 1),
        high_is_better=one["better"] == "high",
        may_lack=one.get("may_lack", 0),
    )


def _band(one: Mapping[str, Any]) -> Band:
    return Band(one["from"], one["to"], words_of(one))


def _reliability(one: Mapping[str, Any] | None) -> Reliability | None:
    return Reliability(one["coefficient"], one["kind"], one["sd"], one["source"]) if one else None


def _least_change(one: Mapping[str, Any] | None) -> LeastChange | None:
    return LeastChange(one["points"], one["source"]) if one else None
