"""What the sections of an answer share: the frozen run, its plan, and its figures in the reader's words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.evaluation.departures import since_sealed
from pazos.analysis.evaluation.shareable import shareable
from pazos.domain.evaluations.comparing import outcome_words
from pazos.domain.evaluations.protocol import Outcome, Protocol
from pazos.domain.evaluations.queries import comparison
from pazos.domain.sources.models import Source
from pazos.domain.territory.queries import municipality
from pazos.foundation.words import say
from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_words import VERDICTS
from pazos.science.evaluation.effect import Verdict
from pazos.science.evaluation.verdicts import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.evaluations.models import Answer
    from pazos.interfaces.components.evaluation_words import VerdictWords

    Row = Mapping[str, Any]


SURE = (Verdict.FELL, Verdict.ROSE)
CANNOT_TELL = (Verdict.CANNOT_TELL_FEW, Verdict.CANNOT_TELL_DESIGN)


@dataclass(frozen=True)
class Told:
    """An answer in one language, which must be the one in force. `result` is what may be shown of the run's."""

    answer: Answer
    result: dict[str, Any]
    protocol: Protocol
    language: str
    names: Mapping[str, str]
    sources: Mapping[str, str]
    city: str
    invented: bool
    counts: str = ""  # what the panel of other municipalities counts, in its own words
    public: bool = False

    @property
    def verdict(self) -> VerdictWords:
        """The verdict's light, word and sentence."""
        return VERDICTS[Verdict(self.result["verdict"])]

    @cached_property
    def departures(self) -> list[Row]:
        """Every departure from the plan, those of the code among them."""
        return [*self.result["departures"], *since_sealed(self.answer.protocol, self.answer.run)]

    def outcome(self, row: Row) -> str:
        """Return what a row counts."""
        if not row["rule"] and not row["source"]:
            return self.counts
        source = self.sources.get(row["source"], row["source"])
        if not row["rule"]:
            return _("as {source} itself counts").format(source=source)
        return outcome_words(Outcome(row["rule"], source))

    def refusal(self, row: Row) -> str:
        """Return why there is no figure."""
        return say(row["refused"]["template"], self.language, **row["refused"]["facts"])


def told_of(answer: Answer, *, language: str, public: bool = False) -> Told:
    """Return an answer as its page and its paper tell it."""
    result = answer.run.result
    city = municipality()
    protocol = Protocol.of(answer.protocol.content)
    pool = comparison(protocol.pool)
    return Told(
        answer=answer,
        result=shareable(result, public=public),
        protocol=protocol,
        counts=pool.counts if pool else "",
        language=language,
        names=result["material"]["names"],
        sources=dict(Source.objects.values_list("slug", "name")),
        city=city.name,
        invented=city.is_synthetic,
        public=public,
    )


def verdict_sentence(verdict: str) -> str:
    """Return a verdict as one plain sentence."""
    return str(VERDICTS[Verdict(verdict)].sentence) % {"least": wording.number(EXPECTED)}


def verdict_word(verdict: str) -> str:
    """Return the word of a verdict."""
    return str(VERDICTS[Verdict(verdict)].word)


def change_of(row: Row) -> tuple[float | None, float | None, float | None]:
    """Return a figure as the change against what would have been, as a share, with its interval.

    A difference is set against what would have been by its own estimate; where that is nought or less there is none.
    """
    if row["unit"] == "log_ratio":
        return _ratio(row["estimate"]), _ratio(row["low"]), _ratio(row["high"])
    expected, averted = row["expected"], row["averted"]
    if expected is None or expected <= 0:
        return None, None, None
    shares = [
        None if averted[end] is None else -averted[end] / expected for end in ("estimate", "high", "low")
    ]
    return shares[0], shares[1], shares[2]


def _ratio(value: float | None) -> float | None:
    return None if value is None else math.expm1(value)


def change_words(row: Row) -> str:
    """Return a figure with its interval: −31% (−52% to −3%); a dash where there is none."""
    estimate, low, high = change_of(row)
    if estimate is None:
        return "–"
    if low is None or high is None:
        return _("{change} (no interval)").format(change=wording.signed_percent(estimate))
    return _("{change} ({low} to {high})").format(
        change=wording.signed_percent(estimate),
        low=wording.signed_percent(low),
        high=wording.signed_percent(high),
    )


def change_ends(row: Row) -> tuple[str, str] | None:
    """Return the two ends of a change's interval; None where there is none."""
    _estimate, low, high = change_of(row)
    return (
        None if low is None or high is None else (wording.signed_percent(low), wording.signed_percent(high))
    )


def deaths_words(amount: Row) -> str:
    """Return deaths averted with their interval; below nought there were more."""
    places = 0 if abs(amount["estimate"] or 0) >= 10 else 1
    estimate = wording.number(amount["estimate"], places)
    if amount["low"] is None and amount["high"] is None:
        return _("{deaths} (no interval)").format(deaths=estimate)
    bounds = wording.interval(amount["low"], amount["high"], places)
    return _("{deaths} ({interval})").format(deaths=estimate, interval=bounds)
