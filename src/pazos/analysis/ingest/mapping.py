"""What a source's columns and codings mean: data, saved with the source and with every delivery.

A mapping names columns by their possible headings, never by their place: the same institution
moves them from year to year.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from pazos.analysis.ingest.words import plain
from pazos.domain.sources.vocabulary import DatedBy, Manner, Rhythm, Sex, SourceKind, Weapon
from pazos.domain.territory.vocabulary import Zone
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

DateOrder = Literal["day-first", "month-first"]
MONTHS = tuple(f"month_{month:02d}" for month in range(1, 13))
FIELDS = (
    "occurred_on",
    "died_on",
    "registered_on",
    "year",
    "month",
    "weekday",
    "hour",
    "quantity",
    "municipality_code",
    "department_code",
    "died_in_code",
    "municipality",
    "department",
    "place",
    "zone",
    "lon",
    "lat",
    "sex",
    "age",
    "age_unit",
    "age_group",
    "weapon",
    "manner",
    "circumstance",
    "conflict_related",
    "cause_code",
    "source_key",
    "kind",
    *MONTHS,
)
CONFLICT = "conflict_related"  # what a circumstance may say beside a manner
YES, NO = "yes", "no"
CODED: dict[str, set[str]] = {
    "sex": set(Sex.values),
    "weapon": set(Weapon.values),
    "zone": set(Zone.values),
    "manner": set(Manner.values),
    "circumstance": {*Manner.values, CONFLICT, ""},
    "conflict_related": {YES, NO, ""},
    "age_unit": {"years", "months", ""},
}
A_YEAR = "<year>"  # a heading that is a year, as the police's quantity of 2015
WITHIN = "*"  # around a word of a coding: it may stand within a longer text


@dataclass(frozen=True)
class Cause:
    """Causes of death from `first` to `last` (ICD-10, three characters) and what they say."""

    first: str
    last: str
    manner: str
    weapon: str = ""


@dataclass(frozen=True)
class Mapping:
    """One source's mapping; `stored()` is what the database keeps.

    `dated_by` says whose day its date is; `municipality_of`, whether its municipality is that of
    the fact or of the death, in which case it says nothing of where the person was hurt.
    """

    slug: str
    name: str
    columns: dict[str, list[str]]
    version: int = 1
    kind: str = SourceKind.OTHER.value
    dated_by: str = DatedBy.FACT.value
    municipality_of: str = DatedBy.FACT.value
    institution: str = ""
    definition: str = ""
    coverage: str = ""
    rhythm: str = "irregular"
    delivers: Literal["snapshot", "increment"] = "snapshot"
    missing: list[str] = field(default_factory=list)
    date_orders: list[DateOrder] = field(default_factory=lambda: ["day-first", "month-first"])
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    causes: list[Cause] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)  # the words of `kind` that this source is about
    zero_is_a_count: bool = False
    one_key_one_victim: bool = False

    def __post_init__(self) -> None:
        wrong = [name for name in self.columns if name not in FIELDS]
        wrong += [name for name in self.values if name not in CODED]
        wrong += [
            f"{name}: {value}"
            for name, words in self.values.items()
            for value in words.values()
            if value not in CODED.get(name, {value})
        ]
        known: tuple[tuple[str, list[str]], ...] = (
            (self.rhythm, Rhythm.values),
            (self.kind, SourceKind.values),
            (self.dated_by, DatedBy.values),
            (self.municipality_of, DatedBy.values),
        )
        wrong += [word for word, words in known if word not in words]
        if wrong:
            raise InputProblem(
                N_("The mapping {name} uses words that Pazos does not know: {wrong}."),
                name=self.slug,
                wrong=listed(wrong),
            )
        if not {"occurred_on", "year"} & set(self.columns):
            raise InputProblem(
                N_("The mapping {name} says neither the date nor the year of a death. Name its column."),
                name=self.slug,
            )

    @property
    def wide(self) -> bool:
        """Whether a row holds one count for each month of a year."""
        return MONTHS[0] in self.columns

    def stored(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def words(self, name: str) -> dict[str, str]:
        """Return a coded field's words, made plain, and what they mean."""
        said = self.values.get(name, {}).items()
        return {plain(word): value for word, value in said if not word.startswith(WITHIN)}

    def phrases(self, name: str) -> dict[str, str]:
        """Return the words that a coded field's text may hold within it, the weightier first."""
        said = self.values.get(name, {}).items()
        return {plain(word): value for word, value in said if word.startswith(WITHIN)}

    def missing_words(self) -> set[str]:
        """Return the texts that say that a value is not known, as they stand and made plain."""
        return {"", *self.missing, *(plain(word) for word in self.missing)}


def from_stored(stored: dict[str, Any]) -> Mapping:
    """Return the mapping that `stored()` gave."""
    causes = [Cause(**cause) for cause in stored.get("causes", [])]
    try:
        return Mapping(**{**stored, "causes": causes})
    except TypeError as error:
        raise InputProblem(
            N_("This is not a mapping that Pazos can use ({reason})."), reason=error
        ) from error


@cache
def shipped() -> dict[str, Mapping]:
    """Return the mappings that come with Pazos, by the name of their source."""
    folder = resources.files("pazos.analysis.ingest") / "mappings"
    common = tomllib.loads((folder / "common.toml").read_text(encoding="utf-8"))
    found = {}
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".toml") and path.name != "common.toml":
            stored = tomllib.loads(path.read_text(encoding="utf-8"))
            stored["missing"] = [*common["missing"], *stored.get("missing", [])]
            own = stored.setdefault("values", {})
            for name, words in common["values"].items():
                if name in stored["columns"]:
                    first = own.get(name, {})
                    own[name] = {**first, **words, **first}  # its own go before, in order and in meaning
            mapping = from_stored(stored)
            found[mapping.slug] = mapping
    return found
