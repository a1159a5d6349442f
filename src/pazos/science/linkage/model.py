"""What has been learnt about a set of lists, as plain facts that can be kept, printed and used again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from math import log2
from typing import TYPE_CHECKING, Any

import pandas as pd

from pazos.science.linkage.fields import compared
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.science.linkage.fields import Field

VERSION = 1


@dataclass(frozen=True)
class Settings:
    """What a linkage is asked.

    `fields`: which to compare (None: all that two lists hold). `within`: also look for the same
    death twice in one list. `most_pairs`: how many pairs may be compared before the rules that
    choose them grow narrower. `learn`: False keeps the default parameters whatever the lists' size.
    """

    fields: tuple[str, ...] | None = None
    within: bool = False
    most_pairs: int = 4_000_000
    learn: bool = True


@dataclass(frozen=True)
class Share:
    """m and u of one level and where each comes from: "learnt", "default" or "mixed"."""

    m: float
    u: float
    m_from: str = "default"
    u_from: str = "default"

    @property
    def weight(self) -> float:
        """log2(m / u): what agreement at this level adds to a pair's weight."""
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Model:
    """Parameters of one linkage; `to_facts` and `from_facts` lose nothing.

    `shares`: field -> level -> Share. `prior`: share of all pairs of two lists that are one death;
    `priors` the same by pair of lists (equal names: duplicates within one). `covered`: by pair of
    lists, the share of the shorter list's deaths that the other holds too. `companions`: other
    victims an incident has on average. `frequencies`: how common values are, by column;
    `words` how common the words of names are (only words that five rows bear).
    """

    shares: Mapping[str, Mapping[str, Share]]
    prior: float
    priors: Mapping[tuple[str, str], float]
    covered: Mapping[tuple[str, str], float]
    companions: float
    frequencies: Mapping[str, Mapping[str, float]]
    rules: tuple[str, ...]
    settings: Settings
    seed: int
    points: bool = False
    words: Mapping[str, float] = field(default_factory=dict)
    rare_word: float = 1e-3
    rows: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields compared, with their levels."""
        return tuple(compared(name, points=self.points) for name in self.shares)

    def numbers(self) -> dict[str, dict[str, tuple[float, float]]]:
        """Return m and u by field and level."""
        return {name: {word: (one.m, one.u) for word, one in of.items()} for name, of in self.shares.items()}

    def parameters(self) -> pd.DataFrame:
        """Return a row a level: field, level, m, u, weight, m_from, u_from."""
        return pd.DataFrame(
            [
                {"field": name, "level": word, "m": share.m, "u": share.u, "weight": share.weight}
                | {"m_from": share.m_from, "u_from": share.u_from}
                for name, levels in self.shares.items()
                for word, share in levels.items()
            ]
        )

    def to_facts(self) -> dict[str, Any]:
        """Return the model as what JSON knows."""
        facts = asdict(replace(self, shares={}, priors={}, covered={}))
        facts["shares"] = {
            name: {word: asdict(one) for word, one in of.items()} for name, of in self.shares.items()
        }
        facts["priors"] = [[*pair, share] for pair, share in sorted(self.priors.items())]
        facts["covered"] = [[*pair, share] for pair, share in sorted(self.covered.items())]
        return {"version": VERSION, **facts}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Model:
        """Return the model that `to_facts` wrote; refuse another version's."""
        if facts.get("version") != VERSION:
            raise InputProblem(
                "This linkage model is of version {version}; this program reads version {known}. Train it again.",
                version=facts.get("version"),
                known=VERSION,
            )
        said = {key: value for key, value in facts.items() if key != "version"}
        settings = dict(said["settings"])
        settings["fields"] = None if settings["fields"] is None else tuple(settings["fields"])
        said["settings"] = Settings(**settings)
        said["shares"] = {
            name: {word: Share(**one) for word, one in of.items()} for name, of in said["shares"].items()
        }
        for key in ("priors", "covered"):
            said[key] = {(str(a), str(b)): float(share) for a, b, share in said[key]}
        for key in ("rules", "notes"):
            said[key] = tuple(said[key])
        return cls(**said)
