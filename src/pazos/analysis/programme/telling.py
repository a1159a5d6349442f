"""The totals of a selection as rows of a file: what, of whom, which figure; an empty figure is a hidden one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.disclosing import TOTAL
from pazos.domain.cases.vocabulary import ServiceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from pazos.analysis.programme.totals import Totals

COLUMNS = ("selection", "until", "run", "part", "group", "figure", "value", "low", "high")
Line = tuple[object, ...]
# Asked of whoever is taken in, and of nobody before.
ASKED_WITHIN = frozenset({"sex", "ethnic", "disability"})


def in_order(found: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what a run keeps by the alphabet in the order of some names, what is all of them last."""
    return {name: found[name] for name in (*names, TOTAL) if name in found}


def lines(found: Totals) -> Iterator[Line]:
    """Give the rows of a file under COLUMNS; `low` and `high` are the ends of a 95% interval or quartiles."""
    head = (found.asked.code(), found.until.isoformat(), found.run)
    if found.shut:
        yield (*head, "not shown", "", found.shut.value, None, None, None)
        return
    for line in (*_counts(found), *_measures(found), *_equity(found)):
        yield (*head, *line)


def _counts(found: Totals) -> Iterator[Line]:
    flow = found.result["flow"]
    for stage, people in flow["stages"].items():
        yield ("flow", stage, "people", people, None, None)
    for step in ("accepted", "began"):
        yield ("flow", step, "people", flow[step], None, None)
    for one in found.result["staying"]:
        yield (
            "staying",
            f"week {one['week']}",
            "share",
            _round(one["share"]),
            _round(one["low"]),
            _round(one["high"]),
        )
    for kind, answers in in_order(found.result["services"], ServiceKind.values).items():
        for answer, people in answers.items():
            yield ("services", kind, answer, people, None, None)


def _measures(found: Totals) -> Iterator[Line]:
    for step, days in found.result["times"].items():
        low, middle, high = days or (None, None, None)
        yield ("days between steps", step, "median", middle, low, high)
    dose = found.result["dose"]
    for name in ("people", "sessions", "hours"):
        yield ("dose", "all", name, dose[name], None, None)
    for name in ("sessions_each", "hours_each"):
        low, middle, high = dose[name] or (None, None, None)
        yield ("dose", "a person", name, middle, low, high)
    for one in found.result["scales"]:
        for verdict, people in one["verdicts"].items():
            yield ("change", one["instrument"], verdict, people, None, None)
    for one in found.result["work"]:
        for name, jobs in one["cells"].items():
            yield ("work", f"month {one['mark']}", name, jobs, None, None)
        share, low, high = map(_round, one["share"] or (None, None, None))
        yield ("work", f"month {one['mark']}", "share", share, low, high)
    for question, said in found.result["satisfaction"].items():
        for name, value in said.items() if isinstance(said, dict) else [("number", said)]:
            yield ("satisfaction", question, name, value, None, None)


def told_steps(trait: str) -> tuple[str, ...]:
    """Return the steps of which a trait can be told: those referred were not asked for most of them."""
    within = ("accepted", "finished")
    return within if trait in ASKED_WITHIN else ("referred", *within)


def _equity(found: Totals) -> Iterator[Line]:
    for trait, groups in found.result["equity"].items():
        for one in groups:
            for step in told_steps(trait):
                yield (f"equity: {trait}", one["group"], step, one[step], None, None)
                value, low, high = map(_round, one["shares"][step] or (None, None, None))
                yield (f"equity: {trait}", one["group"], f"share of {step}", value, low, high)
            yield (
                f"equity: {trait}",
                one["group"],
                "share of residents",
                _round(one["residents"]),
                None,
                None,
            )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
