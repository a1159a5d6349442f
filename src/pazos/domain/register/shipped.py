"""The counting rules that come with Pazos. What a standard leaves open is said in the rule's basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pazos.domain.register.counting import Condition, Rule
from pazos.domain.register.vocabulary import CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy, SourceKind
from pazos.foundation.words import N_


@dataclass(frozen=True)
class Shipped:
    """A named rule: `title` and `basis` are English and are translated where they are shown.

    `own_of`: the kind of institution whose own files are counted by it, where it is one's.
    """

    name: str
    title: str
    basis: str
    rule: Rule
    own_of: SourceKind | None = None


def _any(*flags: Flag) -> tuple[Condition, ...]:
    return tuple(Condition(flag, Says.ANY) for flag in flags)


_NEVER = (Flag.SURVIVED, Flag.SELF_INFLICTED, Flag.UNINTENTIONAL)
_POLICE = (SourceKind.POLICE,)

SHIPPED = (
    Shipped(
        "iccs_0101",
        N_("Intentional homicide (ICCS 0101)"),
        N_(
            "International Classification of Crime for Statistical Purposes, UNODC 2015, category 0101, and"
            " SDG 16.1.1: a killing of a person by another, intended and unlawful. Deaths of armed conflict"
            " belong to SDG 16.1.2."
        ),
        Rule(
            kinds=(),
            counts_if=_any(Flag.KILLED_BY_ANOTHER, Flag.INTENT_KNOWN),
            leaves_out_if=_any(*_NEVER, Flag.LEGAL_INTERVENTION, Flag.SELF_DEFENCE, Flag.CONFLICT_RELATED),
            where=CountedWhere.HURT_HERE,
            dated_by=DatedBy.FACT,
        ),
    ),
    Shipped(
        "bogota_wide",
        N_("Violent deaths, wide count (Bogotá Protocol)"),
        N_(
            "Bogotá Protocol on the quality of homicide data, 2015: the wide count takes in killings by legal"
            " force and in self-defence, and keeps them apart."
        ),
        Rule(
            kinds=(),
            counts_if=_any(Flag.KILLED_BY_ANOTHER),
            leaves_out_if=_any(*_NEVER),
            where=CountedWhere.HURT_HERE,
            dated_by=DatedBy.FACT,
        ),
    ),
    Shipped(
        "police_co_2023",
        N_("Police of Colombia, from 2023: intentional homicide"),
        N_(
            "Ministry of Defence of Colombia, 2023: legal intervention, self-defence and deaths that were not"
            " intended are no longer counted."
        ),
        Rule(
            kinds=_POLICE,
            counts_if=_any(Flag.KILLED_BY_ANOTHER, Flag.INTENT_KNOWN),
            leaves_out_if=_any(*_NEVER, Flag.LEGAL_INTERVENTION, Flag.SELF_DEFENCE),
            where=CountedWhere.HURT_HERE,
            dated_by=DatedBy.FACT,
            valid_from=date(2023, 1, 1),
        ),
        own_of=SourceKind.POLICE,
    ),
    Shipped(
        "police_co_before_2023",
        N_("Police of Colombia, until 2022: homicide"),
        N_(
            "National Police of Colombia, series until 2022 (SIEDCO): homicide with legal intervention and"
            " self-defence among it, which the series does not tell apart."
        ),
        Rule(
            kinds=_POLICE,
            counts_if=_any(Flag.KILLED_BY_ANOTHER),
            leaves_out_if=_any(*_NEVER),
            where=CountedWhere.HURT_HERE,
            dated_by=DatedBy.FACT,
            valid_until=date(2022, 12, 31),
        ),
        own_of=SourceKind.POLICE,
    ),
    Shipped(
        "who_icd10",
        N_("Assault (WHO, ICD-10 X85 to Y09 and Y87.1)"),
        N_("ICD-10, chapter XX, as the Pan American Health Organization groups it, by date of death."),
        Rule(
            kinds=(SourceKind.HEALTH,),
            counts_if=_any(Flag.ASSAULT_BY_ICD10),
            leaves_out_if=(),
            where=CountedWhere.DIED_HERE,
            dated_by=DatedBy.DEATH,
        ),
    ),
)
