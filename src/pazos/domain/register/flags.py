"""What does a record state of a death? Facts, each true, false, or not stated; never "is a homicide".

A source's silence is kept as silence: a police homicide of before 2023 does not say that it was
no legal intervention, because that series held both.
"""

from __future__ import annotations

from dataclasses import dataclass

from pazos.domain.register.vocabulary import Flag
from pazos.domain.sources.vocabulary import Manner

_BY_MANNER: dict[str, dict[Flag, bool]] = {
    Manner.HOMICIDE: {Flag.KILLED_BY_ANOTHER: True, Flag.INTENT_KNOWN: True},
    Manner.LEGAL_INTERVENTION: {Flag.KILLED_BY_ANOTHER: True, Flag.LEGAL_INTERVENTION: True},
    Manner.SELF_DEFENCE: {Flag.KILLED_BY_ANOTHER: True, Flag.SELF_DEFENCE: True},
    Manner.UNDETERMINED: {Flag.INTENT_KNOWN: False},
    Manner.UNINTENTIONAL: {Flag.UNINTENTIONAL: True, Flag.INTENT_KNOWN: False},
    Manner.SELF_INFLICTED: {Flag.SELF_INFLICTED: True, Flag.KILLED_BY_ANOTHER: False},
    Manner.SURVIVED: {Flag.SURVIVED: True},
    Manner.OTHER: {Flag.KILLED_BY_ANOTHER: False},
}
# First and last three characters, ICD-10 (WHO 2019).
_ASSAULT = ("X85", "Y09")
_UNKNOWN_INTENT = ("Y10", "Y34")


@dataclass(frozen=True)
class StatedFacts:
    """What a record says that bears on counting. `here` is this city's municipality code."""

    manner: str
    cause_code: str
    municipality_code: str
    died_in_code: str
    conflict_related: bool | None
    here: str


def flags_of(stated: StatedFacts) -> dict[str, bool]:
    """Return the flags that a record states, true or false; those it does not speak of are left out."""
    flags = dict(_BY_MANNER.get(stated.manner, {}))
    flags |= _by_cause(stated.cause_code)
    flags |= _by_place(stated)
    if stated.conflict_related is not None:
        flags[Flag.CONFLICT_RELATED] = stated.conflict_related
    return {flag.value: value for flag, value in sorted(flags.items())}


def _by_cause(code: str) -> dict[Flag, bool]:
    if not code:
        return {}
    group = code[:3]
    assault = _ASSAULT[0] <= group <= _ASSAULT[1] or code[:4] == "Y871"
    flags = {Flag.ASSAULT_BY_ICD10: assault}
    if _UNKNOWN_INTENT[0] <= group <= _UNKNOWN_INTENT[1] or code[:4] == "Y872":
        flags[Flag.INTENT_KNOWN] = False
    if group == "Y35":
        flags |= {Flag.LEGAL_INTERVENTION: True, Flag.KILLED_BY_ANOTHER: True}
    if group == "Y36":
        flags |= {Flag.CONFLICT_RELATED: True}
    return flags


def _by_place(stated: StatedFacts) -> dict[Flag, bool]:
    hurt, died = stated.municipality_code, stated.died_in_code
    if not (stated.here and hurt and died):
        return {}
    return {
        Flag.HURT_ELSEWHERE: hurt != stated.here and died == stated.here,
        Flag.DIED_ELSEWHERE: hurt == stated.here and died != stated.here,
    }
