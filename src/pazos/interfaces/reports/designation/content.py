"""What the sections of the report share: the frozen facts, the results, and captions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.basis import Basis
from pazos.analysis.definition_words import by_what
from pazos.foundation.words import say

if TYPE_CHECKING:
    from pazos.domain.register.definitions import Definition
    from pazos.foundation.runs.models import Run


@dataclass(frozen=True)
class Content:
    """A frozen report: its facts, and the results of the runs it names."""

    report: Run
    results: dict[str, dict[str, Any]]
    language: str

    @property
    def facts(self) -> dict[str, Any]:
        """What was frozen when the report was made."""
        result: dict[str, Any] = self.report.result
        return result

    @property
    def chosen(self) -> dict[str, Any]:
        """The cluster programme's answer."""
        return self.results["clusters"]

    def has(self, method: str) -> bool:
        """Return whether a study was made and could be answered."""
        return method in self.results and "cannot" not in self.results[method]

    def why_not(self, method: str) -> str:
        """Return why a study could not be answered, in the reader's language."""
        cannot = self.results.get(method, {}).get("cannot")
        if not cannot:
            return _("This was not studied.")
        return say(cannot["template"], self.language, **cannot["facts"])

    @property
    def counted_by(self) -> tuple[Definition, ...]:
        """What the source counted by in the years of the report, in order of time."""
        return Basis(**self.facts["basis"]).counted_by

    def caption(self, method: str, text: str) -> str:
        """Return a caption: what is shown, source, period, what is counted by, and the run it comes from."""
        basis = self.facts["basis"]
        return _("{text} Source: {source}, {first} to {last}, {by_what}. Run {run}.").format(
            text=text,
            source=self.facts["source"]["name"],
            first=basis["first_year"],
            last=basis["last_year"],
            by_what=by_what(self.counted_by),
            run=self.facts["runs"][method],
        )
