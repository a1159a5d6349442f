"""The proof of a count of a closed month: what each source states of its deaths, the rule, and the count.

The frozen copy is cut down to what its reader may see. For the public a death is the flags that the
rule asks of each kind of source and the month: no number, day, place, age or sex, in an order that
says nothing. Whoever may see rows gets the copy whole, under the hash that was signed.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.analysis.proof.container import Bundle, canonical, packed
from pazos.domain.register.counting import rule_from
from pazos.domain.register.frozen import FORM, digest_of, last_day, recount, text_of, verdicts
from pazos.domain.register.vocabulary import Flag
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.register.counting import Rule
    from pazos.domain.register.frozen import Frozen

KIND = "month"
DEATHS, RULE = "deaths.json", "rule.json"


def bundle_of(
    frozen: Frozen, facts: Mapping[str, Any], *, rule: Rule, whole: bool, guide: Mapping[str, str]
) -> bytes:
    """Return the bundle of one figure: `facts` say which (rule, version, value, vintage, frozen_hash, code).

    `guide` holds the texts for people, by the name of their part. Raises ValueError where what a
    reader may see does not give the figure: such a bundle is never handed out.
    """
    shown = frozen if whole else cut_down(frozen, rule)
    if recount(shown, rule) != facts["value"]:
        raise ValueError(f"the frozen copy gives {recount(shown, rule)}, not {facts['value']}")
    parts = {
        DEATHS: text_of(shown),
        RULE: canonical(rule.stored()),
        **{name: text.encode() for name, text in guide.items()},
    }
    return packed({**facts, "kind": KIND, "whole": whole, "rule_hash": rule.digest()}, parts)


def cut_down(frozen: Frozen, rule: Rule) -> Frozen:
    """Return the deaths that a rule dates in the month, with nothing that its count does not need."""
    numbers = {number for number, _ in verdicts(frozen, rule)}
    asked = {one.flag.value for one in (*rule.counts_if, *rule.leaves_out_if)}
    asked |= {Flag.HURT_ELSEWHERE.value, Flag.DIED_ELSEWHERE.value}
    deaths = [
        _cut(death, asked, coarse=_is_whole(rule, frozen["month"]))
        for death in frozen["deaths"]
        if death["number"] in numbers
    ]
    deaths.sort(key=lambda death: json.dumps(death, sort_keys=True))
    numbered = [{"number": place, **death} for place, death in enumerate(deaths, start=1)]
    return {"form": FORM, "month": frozen["month"], "deaths": numbered}


def _is_whole(rule: Rule, month: str) -> bool:
    """Return whether the rule's time holds all of the month or none of it, so that days do not matter."""
    first = date.fromisoformat(f"{month}-01")
    return rule.covers(first) == rule.covers(last_day(first))


def _cut(death: Mapping[str, Any], asked: set[str], *, coarse: bool) -> dict[str, Any]:
    def day(text: str | None) -> str | None:
        return f"{text[:7]}-01" if text and coarse else text

    claims = [{"kind": claim["kind"], "flags": _asked(claim["flags"], asked)} for claim in death["claims"]]
    return {
        "occurred_on": day(death["occurred_on"]),
        "died_on": day(death["died_on"]),
        "manner": None if death["manner"] is None else _asked(death["manner"], asked),
        "claims": sorted(claims, key=lambda claim: json.dumps(claim, sort_keys=True)),
    }


def _asked(flags: Mapping[str, bool], asked: set[str]) -> dict[str, bool]:
    return {flag: value for flag, value in flags.items() if flag in asked}


def counted_again(bundle: Bundle) -> list[tuple[str, Any, Any]]:
    """Return what was checked: its name, what the bundle states, what comes out."""
    frozen, stored = bundle.value(DEATHS), bundle.value(RULE)
    try:
        rule = rule_from(stored)
        value = recount(frozen, rule)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputProblem(
            N_("The bundle's deaths or its rule are not in a form that this version of Pazos reads.")
        ) from error
    manifest = bundle.manifest
    checks = [
        (N_("the count"), manifest.get("value"), value),
        (N_("the hash of the rule"), manifest.get("rule_hash"), rule.digest()),
        (N_("the month"), manifest.get("month"), frozen["month"]),
    ]
    if manifest.get("whole"):
        signed = digest_of(text_of(frozen))
        checks.append((N_("the hash that was signed"), manifest.get("frozen_hash"), signed))
    return checks
